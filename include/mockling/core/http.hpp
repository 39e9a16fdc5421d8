// Owns: the request and response values that cross the emulator's edge.
// Never knows: sockets, files, threads, which HTTP library carries them.
// Used by: core/emulator, providers, host/listener.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <mockling/base/text.hpp>
#include <mockling/base/time.hpp>
#include <mockling/spec/media.hpp>

namespace mockling {

struct Fault;

struct Header {
  std::string name;
  std::string value;
};

// Headers in the order they were sent. Look-up ignores case.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<Header> list) : list_(list) {}

  // Appends, keeping headers of the same name.
  void add(std::string name, std::string value) { list_.push_back({std::move(name), std::move(value)}); }

  // Replaces every header of this name by one.
  void set(std::string_view name, std::string value) {
    remove(name);
    list_.push_back({std::string(name), std::move(value)});
  }

  void remove(std::string_view name) {
    std::size_t kept = 0;
    for (auto& header : list_)
      if (!iequals(header.name, name)) {
        if (&list_[kept] != &header) list_[kept] = std::move(header);
        ++kept;
      }
    list_.resize(kept);
  }

  // The first value of this name, or nullptr.
  const std::string* find(std::string_view name) const {
    for (const auto& header : list_)
      if (iequals(header.name, name)) return &header.value;
    return nullptr;
  }

  // The first value of this name, or an empty text.
  std::string_view get(std::string_view name) const {
    const std::string* value = find(name);
    return value != nullptr ? std::string_view(*value) : std::string_view();
  }

  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }
  std::size_t size() const { return list_.size(); }

 private:
  std::vector<Header> list_;
};

// Bytes a client sent: in memory, or (large uploads) in a file the host owns and removes after the exchange.
struct Blob {
  std::string bytes;       // empty when `file` is set
  std::string file;        // path of the spooled copy, or empty
  std::uint64_t size = 0;  // bytes in either place
};

// One part of a multipart/form-data body.
struct FormPart {
  std::string name;
  std::string filename;      // empty: a plain field
  std::string content_type;  // as sent, may be empty
  Blob content;
};

using Query = std::vector<std::pair<std::string, std::string>>;

// Which of a provider's hosts a request is addressed to, and by which door it came; found by locate().
struct Address {
  enum class Door {
    direct,  // by our own address: only the path tells who is meant
    host,    // by the provider's host name
    prefix,  // by our own address, with the host name as the first segment of the path
    proxy    // by our own address, with the whole URL in a header
  };
  Door door = Door::direct;
  std::string provider;
  std::string family;
};

struct Request {
  std::string method = "GET";   // upper case
  std::string scheme = "http";  // http | https
  std::string host;             // Host header (or authority of an absolute-form target), as sent
  std::string path = "/";       // raw: still percent-encoded, without query
  Query query;                  // decoded, in order
  Headers headers;
  Blob body;
  std::vector<FormPart> parts;  // only for multipart/form-data
  std::string peer;             // address of the client, for logs
  Address address;
  bool reused = false;  // not the first on its connection
};

// The query as it stands in a URL, after the question mark.
inline std::string query_text(const Query& query) {
  std::string text;
  for (const auto& [name, value] : query)
    text += (text.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
  return text;
}

// The first value of a query's parameter, or an empty text.
inline std::string query_value(const Request& request, std::string_view name) {
  for (const auto& [key, value] : request.query)
    if (key == name) return value;
  return {};
}

// A clip and the job it belongs to; the host renders it and writes the identity into its metadata.
struct ClipRef {
  ClipShape shape;
  std::string model;
  std::string job;
  std::string prompt;
  std::uint64_t seed = 0;
};

// Text as it goes out. With `clip`, the host replaces kClipMarker in it by that clip in base64, and kClipSizeMarker
// (with its quotes) by its size in bytes.
struct TextBody {
  std::string content_type;
  std::string text;
  std::optional<ClipRef> clip;
};
inline constexpr std::string_view kClipMarker = "@mockling:clip@";
inline constexpr std::string_view kClipSizeMarker = "\"@mockling:clip-size@\"";

// The bytes of an uploaded file, by its id in the world.
struct FileRef {
  std::string file;
  std::string content_type;
  std::uint64_t size = 0;
};

// No answer yet: ask again (Emulator::perform with the same request) at this instant of the world, or when the job
// changes.
struct HeldBody {
  Instant until;
  std::string job;
  std::string said{};                    // what a stream has told so far, in the provider's own notation
  std::shared_ptr<const Fault> fault{};  // strikes the answer when it comes
  std::uint64_t entry = 0;               // of the request in the journal
};

// The next piece of an answer that grows, and when to ask for more; without `next` it ends here.
struct StreamBody {
  std::string content_type;
  std::string text;
  std::optional<HeldBody> next;
  std::string idle{};  // sent when there was nothing to say for a while
};

struct Response {
  int status = 200;
  Headers headers;  // without Content-Type and Content-Length
  std::variant<TextBody, ClipRef, FileRef, HeldBody, StreamBody> body;
};

inline Response text_response(int status, std::string text, std::string content_type) {
  Response response;
  response.status = status;
  response.body = TextBody{std::move(content_type), std::move(text), std::nullopt};
  return response;
}

}  // namespace mockling
