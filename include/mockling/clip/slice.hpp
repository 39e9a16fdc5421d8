// Owns: taking intra slices out of an encoder's stream and giving them a new home in another picture.
// Never knows: who encoded them, files, MP4.
// Used by: clip/assemble.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/result.hpp>
#include <mockling/clip/bits.hpp>
#include <mockling/clip/h264.hpp>

namespace mockling::clip {

// The units of an Annex B stream, without start codes.
inline std::vector<std::string_view> units_of(std::string_view stream) {
  constexpr std::string_view kStart("\0\0\1", 3);
  std::vector<std::string_view> units;
  std::size_t at = stream.find(kStart);
  while (at != std::string_view::npos) {
    const std::size_t begin = at + kStart.size();
    at = stream.find(kStart, begin);
    auto piece = stream.substr(begin, at == std::string_view::npos ? at : at - begin);
    while (!piece.empty() && piece.back() == 0) piece.remove_suffix(1);
    if (!piece.empty()) units.push_back(piece);
  }
  return units;
}

// What a slice header cannot be read without.
struct EncoderSettings {
  int frame_number_bits = 4;
  int order_count_type = 2;
  int order_count_bits = 4;
  int base_qp = 26;
  int chroma_qp_offset = 0;
  bool deblocking_control = false;

  friend bool operator==(const EncoderSettings& a, const EncoderSettings& b) {
    return a.frame_number_bits == b.frame_number_bits && a.order_count_type == b.order_count_type &&
           a.order_count_bits == b.order_count_bits && a.base_qp == b.base_qp &&
           a.chroma_qp_offset == b.chroma_qp_offset && a.deblocking_control == b.deblocking_control;
  }
};

// Intra slices of whole pictures, in the order they were encoded. `payloads` are the units as they came.
struct IntraStream {
  EncoderSettings settings;
  std::vector<std::string> payloads;
};

inline Result<void> read_sequence(std::string_view payload, EncoderSettings& settings) {
  BitReader in(payload.substr(1));
  const auto profile = in.bits(8);
  in.bits(16);
  in.ue();
  if (profile != 66) return Error{"the encoder did not write baseline profile"};
  settings.frame_number_bits = static_cast<int>(in.ue()) + 4;
  settings.order_count_type = static_cast<int>(in.ue());
  if (settings.order_count_type == 0) settings.order_count_bits = static_cast<int>(in.ue()) + 4;
  const bool known = settings.order_count_type == 0 || settings.order_count_type == 2;
  if (in.overrun() || !known) return Error{"the encoder wrote an unexpected sequence parameter set"};
  return {};
}

inline Result<void> read_picture(std::string_view payload, EncoderSettings& settings) {
  BitReader in(payload.substr(1));
  in.ue();
  in.ue();
  const bool arithmetic = in.flag();
  in.flag();
  const auto groups = in.ue();
  if (arithmetic || groups != 0) return Error{"the encoder wrote an unexpected picture parameter set"};
  in.ue();
  in.ue();
  in.bits(3);
  settings.base_qp = 26 + in.se();
  in.se();
  settings.chroma_qp_offset = in.se();
  settings.deblocking_control = in.flag();
  if (in.overrun()) return Error{"the encoder wrote a short picture parameter set"};
  return {};
}

// Reads a stream of IDR pictures of one slice each.
inline Result<IntraStream> read_intra(std::string_view stream) {
  IntraStream result;
  for (const auto piece : units_of(stream)) {
    const int type = static_cast<unsigned char>(piece[0]) & 31;
    std::string payload = unescape(piece);
    Result<void> read;
    if (type == 7) read = read_sequence(payload, result.settings);
    if (type == 8) read = read_picture(payload, result.settings);
    if (type == 1) read = Error{"the encoder wrote a picture that is not intra"};
    if (!read) return read.error();
    if (type == 5) result.payloads.push_back(std::move(payload));
  }
  return result;
}

// The same slice as part of an IDR picture of ours, beginning at macroblock `first`.
// Its macroblocks are copied bit for bit: a slice predicts from nothing outside itself, so only the header changes.
inline Result<std::string> rehome(const std::string& payload, const EncoderSettings& settings, int first) {
  BitReader in(std::string_view(payload).substr(1));
  const bool whole = in.ue() == 0 && in.ue() % 5 == 2;
  in.ue();
  in.bits(settings.frame_number_bits);
  in.ue();
  if (settings.order_count_type == 0) in.bits(settings.order_count_bits);
  in.bits(2);
  const int qp = settings.base_qp + in.se();
  const bool unfiltered = settings.deblocking_control && in.ue() == 1;
  if (!whole || in.overrun()) return Error{"the encoder did not write one intra slice per picture"};
  if (!unfiltered) return Error{"the encoder did not switch its deblocking filter off"};

  BitWriter out;
  write_intra_header(out, first, qp - kBaseQp);
  for (std::size_t left = in.payload_left(); left > 0;) {
    const int count = left < 32 ? static_cast<int>(left) : 32;
    out.bits(in.bits(count), count);
    left -= static_cast<std::size_t>(count);
  }
  out.trailing();
  return unit(0x65, out);
}

}  // namespace mockling::clip
