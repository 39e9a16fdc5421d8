// Owns: turning a job's clip into an answer: rendered, found in the cache, small, or not at all.
// Never knows: worlds, requests.
// Used by: host/server.
#pragma once

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_set>

#include <mockling/base/result.hpp>
#include <mockling/core/http.hpp>
#include <mockling/host/answer.hpp>
#include <mockling/host/renderer.hpp>

namespace mockling::host {

// exact: as asked. labelled: and the job and prompt in the picture. small: 320 pixels wide. off: no clips.
enum class MediaMode { exact, labelled, small, off };
inline constexpr std::array<std::string_view, 4> kMediaModes{"exact", "labelled", "small", "off"};

// Thread-safe.
class Clips {
 public:
  using Done = std::function<void(Result<FileAnswer>)>;

  Clips(MediaMode mode, const RendererOptions& options) : mode_(mode), renderer_(options) {}

  // Why there will be no clips, in one sentence; empty when there will be.
  std::string obstacle() const {
    return mode_ == MediaMode::off ? "clips are switched off (--media off)" : renderer_.reason();
  }

  // What a person should know of how clips are made here, in one sentence; empty when nothing is amiss.
  std::string shortcoming() const { return obstacle().empty() ? renderer_.shortcoming() : obstacle(); }

  // Starts on a clip that will soon be asked for. Shapes that were started on before cost next to nothing.
  void prepare(const ClipRef& clip) {
    if (mode_ == MediaMode::labelled) return make(clip);
    const std::string shape = clip.model + '@' + shape_text(clip.shape);
    {
      const std::shared_lock lock(mutex_);
      if (prepared_.count(shape) > 0) return;
    }
    {
      const std::unique_lock lock(mutex_);
      if (prepared_.size() >= kRemembered) prepared_.clear();
      if (!prepared_.insert(shape).second) return;
    }
    make(clip);
  }

  // Calls `done` once, at once when the clip is at hand, else later on another thread.
  void serve(const ClipRef& clip, const Done& done) {
    const clip::ClipSpec spec = spec_of(clip);
    if (const std::string why = obstacle(); !why.empty()) return done(Error{why});
    if (const auto shape = renderer_.known(spec)) return done(answer(clip, *shape));
    renderer_.want(
        spec, [clip, done](const Result<Shape>& shape) { shape ? done(answer(clip, *shape)) : done(shape.error()); });
  }

 private:
  static constexpr std::size_t kRemembered = 10000;

  void make(const ClipRef& clip) {
    if (!obstacle().empty()) return;
    const clip::ClipSpec spec = spec_of(clip);
    if (!renderer_.known(spec)) renderer_.want(spec, [](const Result<Shape>&) {});
  }

  static std::string shape_text(const ClipShape& shape) {
    char text[96];
    std::snprintf(text, sizeof text, "%dx%d %d/%d %lld %d", shape.size.width, shape.size.height, shape.rate_numerator,
                  shape.rate_denominator, static_cast<long long>(shape.length.count()), shape.sound ? 1 : 0);
    return text;
  }

  clip::ClipSpec spec_of(const ClipRef& clip) const {
    clip::ClipSpec spec;
    spec.width = std::clamp(clip.shape.size.width, 128, 3840);
    spec.height = std::clamp(clip.shape.size.height, 128, 3840);
    spec.rate = {clip.shape.rate_numerator, clip.shape.rate_denominator};
    spec.length_ms = static_cast<int>(std::clamp<std::int64_t>(clip.shape.length.count(), 500, 60000));
    spec.sound = clip.shape.sound;
    spec.captions = captions_of(spec, clip.model);
    if (mode_ == MediaMode::labelled) spec.labels = {"job " + clip.job, std::string(utf8_prefix(clip.prompt, 500))};
    return mode_ == MediaMode::small ? shrunk(spec) : spec;
  }

  // The shape's file with the job's own metadata laid over it; its tag is that of the sum of both.
  static FileAnswer answer(const ClipRef& clip, const Shape& shape) {
    FileAnswer file;
    file.path = shape.path;
    file.size = shape.size;
    file.content_type = "video/mp4";
    file.overlay_at = shape.identity_at;
    file.overlay = identity_overlay({clip.job, clip.model, clip.prompt, std::to_string(clip.seed)});
    file.etag = '"' + hex(sha256(shape.sha256 + file.overlay)).substr(0, 32) + '"';
    return file;
  }

  const MediaMode mode_;
  std::shared_mutex mutex_;
  std::unordered_set<std::string> prepared_;
  Renderer renderer_;
};

}  // namespace mockling::host
