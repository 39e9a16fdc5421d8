// Owns: texts that tell the size of a clip.
// Never knows: whose text it is.
// Used by: host/server.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include <mockling/core/http.hpp>
#include <mockling/host/clips.hpp>

namespace mockling::host {

// Puts the size where the text asks for it. Without clips it is not known, which is no reason to keep the text back.
inline std::string sized(const std::string& text, const Result<FileAnswer>& file) {
  return replace_all(text, kClipSizeMarker, file ? std::to_string(file->size) : "null");
}

// Hands the text on as soon as the clip that it tells of is there.
inline void complete_text(Clips& clips, const TextBody& body, std::function<void(std::string)> done) {
  if (!body.clip) return done(body.text);
  clips.serve(*body.clip,
              [text = body.text, done = std::move(done)](const Result<FileAnswer>& file) { done(sized(text, file)); });
}

}  // namespace mockling::host
