#include <mockling/clip/sound.hpp>

#include <cstdint>
#include <string>

#include "catch.hpp"

using namespace mockling::clip;

namespace {

int sample_at(const std::string& pcm, double seconds, int channel) {
  const auto at = static_cast<std::size_t>(seconds * kSoundRate) * 4 + static_cast<std::size_t>(channel) * 2;
  return static_cast<std::int16_t>(static_cast<unsigned char>(pcm[at]) | static_cast<unsigned char>(pcm[at + 1]) << 8);
}

int loudest(const std::string& pcm, double from, double to) {
  int peak = 0;
  for (double t = from; t < to; t += 1.0 / kSoundRate) peak = std::max(peak, std::abs(sample_at(pcm, t, 1)));
  return peak;
}

std::string adts(std::size_t payload) {
  const std::size_t size = payload + 7;
  std::string frame{'\xFF', '\xF1', '\x4C', '\x80'};
  frame[3] = static_cast<char>(0x80 | (size >> 11));
  frame += static_cast<char>(size >> 3);
  frame += static_cast<char>((size & 7) << 5 | 31);
  frame += '\xFC';
  return frame + std::string(payload, 'x');
}

std::string adts_frames(int count) {
  std::string stream;
  for (int i = 0; i < count; ++i) stream += adts(static_cast<std::size_t>(100 + i));
  return stream;
}

}  // namespace

TEST_CASE("each second begins with a bell over a soft chord, never silence") {
  const std::string pcm = draw_sound();
  REQUIRE(pcm.size() == std::size_t{kPieceFrames} * kFrameSamples * 4);
  for (int second = 0; second < 8; ++second) {
    const int bell = loudest(pcm, second + 0.005, second + 0.05);
    const int later = loudest(pcm, second + 0.7, second + 0.99);
    CHECK(bell > 8000);
    CHECK(later > 500);
    CHECK(later < 3000);
  }
  CHECK(sample_at(pcm, 1.01, 0) == sample_at(pcm, 1.01, 1));
}

TEST_CASE("the loop is a whole number of seconds and of frames") {
  CHECK(kLoopFrames * kFrameSamples == 8 * kSoundRate);
  CHECK(piece_frame(0) == 0);
  CHECK(piece_frame(kPieceFrames - 1) == kPieceFrames - 1);
  CHECK(piece_frame(kPieceFrames) == kLoopBegin);
  for (int frame = kLoopBegin; frame < 3000; ++frame) {
    REQUIRE(piece_frame(frame) < kPieceFrames);
    REQUIRE(piece_frame(frame) == piece_frame(frame + kLoopFrames));
  }
}

TEST_CASE("ADTS frames lose their headers and describe their decoder") {
  const auto piece = read_adts(adts_frames(kPieceFrames));
  REQUIRE(piece);
  CHECK(piece->frames.size() == kPieceFrames);
  CHECK(piece->frames[3] == std::string(103, 'x'));
  CHECK(piece->config == "\x11\x90");  // AAC-LC, 48 kHz, stereo
}

TEST_CASE("a broken ADTS stream is refused") {
  CHECK_FALSE(read_adts(adts_frames(kPieceFrames - 1)));
  CHECK_FALSE(read_adts(adts_frames(kPieceFrames) + "\xFF"));
  CHECK_FALSE(read_adts(adts_frames(kPieceFrames) + adts(50).substr(0, 30)));
  CHECK_FALSE(read_adts("not a stream at all"));
}
