// Owns: the record of a file that is about to be sent, and whether its bytes may still come.
// Never knows: the envelope around an upload; where the bytes go.
// Used by: providers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <mockling/core/call.hpp>
#include <mockling/core/ids.hpp>

namespace mockling {

namespace detail {

// What a file of this name usually is, when the client does not say.
inline std::string guessed_type(const Json& extensions, std::string_view name) {
  const std::size_t dot = name.rfind('.');
  const std::string extension = dot == std::string_view::npos ? std::string() : to_lower(name.substr(dot + 1));
  return text_of(extensions, extension, "application/octet-stream");
}

// An id that no file of this world has. From the world's time, because counters start anew with the process.
inline std::string new_file_id(const Call& call) {
  for (std::uint64_t number = static_cast<std::uint64_t>(call.now.ns) + call.state.files().size();; ++number) {
    std::string id = make_id(text_of(call.spec().document["ids"], "file"), call.state.stream("file", number), call.now);
    if (call.state.find_file(id) == nullptr) return id;
  }
}

}  // namespace detail

// A record of this name that lives for `life`. `facts` are the provider's: extensions, ticket_ms.
inline FileRecord new_file(const Call& call, const Json& facts, std::string_view name, std::string content_type,
                           Millis life) {
  FileRecord file;
  file.id = detail::new_file_id(call);
  file.provider = call.spec().name;
  file.name = safe_file_name(name);
  file.content_type =
      content_type.empty() ? detail::guessed_type(child(facts, "extensions"), file.name) : std::move(content_type);
  file.created = call.now;
  file.expires = call.now + life;
  file.ticket_ends = call.now + Millis(int_of(facts, "ticket_ms"));
  return file;
}

// Why the bytes of this file (nullptr: an unknown one) may not come now, or nothing.
inline std::optional<ErrorKind> upload_refusal(const Call& call, const FileRecord* file) {
  if (file == nullptr) return ErrorKind::unknown_file;
  if (file->claimed || file->stored) return ErrorKind::upload_exists;
  if (call.now > file->ticket_ends) return ErrorKind::upload_expired;
  return std::nullopt;
}

}  // namespace mockling
