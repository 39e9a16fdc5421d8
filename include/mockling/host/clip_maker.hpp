// Owns: making one clip, with FFmpeg where it is, and finding it again on disk.
// Never knows: threads that wait, jobs, HTTP.
// Used by: host/renderer.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <mockling/base/crypto.hpp>
#include <mockling/base/result.hpp>
#include <mockling/clip/assemble.hpp>
#include <mockling/clip/identity.hpp>
#include <mockling/clip/plain.hpp>
#include <mockling/clip/spec.hpp>
#include <mockling/host/clip_cache.hpp>
#include <mockling/host/clip_encoder.hpp>

namespace mockling::host {

struct RendererOptions {
  std::string cache_dir;          // empty: $XDG_CACHE_HOME/mockling or ~/.cache/mockling
  std::string ffmpeg = "ffmpeg";  // a path, or a name looked up in PATH
  int workers = 2;                // clips made at once
  std::uint64_t cache_bytes = std::uint64_t{2} << 30;
  std::chrono::milliseconds limit{30000};  // for one run of FFmpeg
};

// A finished clip on disk. It may leave the cache later: ask again before serving one that was kept for long.
struct Shape {
  std::string path;
  std::uint64_t size = 0;  // bytes
  std::string sha256;      // hex; of the clip before any identity is laid over it
  std::string key;         // hex; equal for equal wishes
  std::int64_t duration_ms = 0;
  std::uint64_t identity_at = clip::kIdentityAt;
  std::uint64_t identity_bytes = clip::kIdentityCapacity;
};

// The bytes to lay over any shape at `identity_at`, exactly `identity_bytes` of them.
inline std::string identity_overlay(const clip::Identity& identity) { return clip::identity_box(identity); }

// Where clips are kept when nobody says.
inline std::filesystem::path default_cache_dir() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::filesystem::path(value != nullptr ? value : "");
  };
  if (const auto xdg = variable("XDG_CACHE_HOME"); xdg.is_absolute()) return xdg / "mockling";
  if (const auto home = variable("HOME"); home.is_absolute()) return home / ".cache" / "mockling";
  return std::filesystem::temp_directory_path() / ("mockling-cache-" + std::to_string(::getuid()));
}

// Grows when the bytes of equal wishes change: drawing, arguments, assembly.
inline constexpr int kRecipe = 1;

// The shelf for clips made by this recipe and this very FFmpeg, since another one may write other bytes.
inline std::string shelf_of(const std::string& ffmpeg) {
  struct stat file {};
  if (ffmpeg.empty() || ::stat(ffmpeg.c_str(), &file) != 0) return "clips-" + std::to_string(kRecipe) + "-plain";
  const std::string id = ffmpeg + '\n' + std::to_string(file.st_size) + '\n' + std::to_string(file.st_mtime);
  return "clips-" + std::to_string(kRecipe) + '-' + hex(sha256(id)).substr(0, 12);
}

// Thread-safe.
class ClipMaker {
 public:
  explicit ClipMaker(const RendererOptions& options)
      : name_(options.ffmpeg),
        encoder_{find_program(options.ffmpeg, search_path()), options.limit},
        cache_(options.cache_dir.empty() ? default_cache_dir() : std::filesystem::path(options.cache_dir),
               shelf_of(encoder_.ffmpeg), options.cache_bytes) {}

  // Why no clip can be made here, or an empty text.
  std::string obstacle() const {
    if (cache_.writable()) return {};
    return "the cache folder " + cache_.folder().string() + " cannot be written";
  }

  // What clips made here lack, or an empty text.
  std::string shortcoming() const {
    if (!encoder_.ffmpeg.empty()) return {};
    return "FFmpeg was not found (looked for \"" + name_ + "\"): clips are larger, and their sound is silence";
  }

  static std::string key_of(const clip::ClipSpec& spec) { return hex(sha256(clip::canonical(spec))); }

  // A clip made before that this object has already seen: one stat, no reading.
  std::optional<Shape> known(const clip::ClipSpec& spec) {
    const std::string key = key_of(spec);
    return shape_of(spec, key, cache_.find_known(file_name(key)));
  }

  // A clip made before, by whatever process.
  std::optional<Shape> find(const clip::ClipSpec& spec) {
    const std::string key = key_of(spec);
    return shape_of(spec, key, cache_.find(file_name(key)));
  }

  // Makes it now, pictures and sound side by side, unless `wanted` turns false.
  Result<Shape> make(const clip::ClipSpec& spec, const Wanted& wanted) {
    if (auto checked = clip::check(spec); !checked) return checked.error();
    if (!obstacle().empty()) return Error{obstacle()};
    auto sound =
        std::async(spec.sound ? std::launch::async : std::launch::deferred, [&] { return sound_piece(wanted); });
    const auto pictures = this->pictures(spec, wanted);
    std::optional<clip::SoundPiece> piece;
    if (spec.sound) {
      auto encoded = sound.get();
      if (!encoded) return encoded.error();
      piece = std::move(*encoded);
    }
    if (!pictures) return pictures.error();
    const std::string key = key_of(spec);
    const auto file = cache_.store(file_name(key), clip::assemble(spec, *pictures, piece));
    if (!file) return file.error();
    return *shape_of(spec, key, *file);
  }

 private:
  static std::string search_path() {
    const char* path = std::getenv("PATH");
    return path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin";
  }

  static std::string file_name(const std::string& key) { return key + ".mp4"; }

  static std::optional<Shape> shape_of(const clip::ClipSpec& spec, const std::string& key,
                                       const std::optional<CachedFile>& file) {
    if (!file) return std::nullopt;
    Shape shape;
    shape.path = file->path;
    shape.size = file->size;
    shape.sha256 = file->sha256;
    shape.key = key;
    shape.duration_ms =
        clip::divide_rounded(std::int64_t{clip::frame_count(spec)} * spec.rate.den * 1000, spec.rate.num);
    return shape;
  }

  Result<clip::Pictures> pictures(const clip::ClipSpec& spec, const Wanted& wanted) const {
    return encoder_.ffmpeg.empty() ? clip::plain_pictures(spec) : encode_pictures(encoder_, spec, wanted);
  }

  // Encoded once for a cache folder and read once by a renderer.
  Result<clip::SoundPiece> sound_piece(const Wanted& wanted) {
    if (encoder_.ffmpeg.empty()) return clip::silent_piece();
    const std::lock_guard lock(sound_mutex_);
    if (sound_) return *sound_;
    constexpr auto kName = "sound.aac";
    auto stream = cache_.load(kName);
    if (!stream) {
      auto encoded = encode_sound(encoder_, wanted);
      if (!encoded) return encoded.error();
      if (const auto kept = cache_.store(kName, *encoded); !kept) return kept.error();
      stream = std::move(*encoded);
    }
    auto piece = clip::read_adts(*stream);
    if (piece) sound_ = *piece;
    return piece;
  }

  const std::string name_;
  const Encoder encoder_;
  ClipCache cache_;
  std::mutex sound_mutex_;
  std::optional<clip::SoundPiece> sound_;
};

}  // namespace mockling::host
