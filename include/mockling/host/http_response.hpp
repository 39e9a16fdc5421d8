// Owns: a response as bytes to be sent, and how its head is written.
// Never knows: sockets; how the body came about.
// Used by: host/http_render, host/http_file_response, host/http_sender.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mockling/host/answer.hpp>
#include <mockling/host/http_file.hpp>
#include <mockling/host/http_head.hpp>
#include <mockling/host/http_status.hpp>

namespace mockling::host {

// What of the request decides how its answer is framed.
struct Asked {
  bool head = false;
  bool http10 = false;
  bool keep_alive = true;
  std::string range;
  std::string if_range;
  std::string if_none_match;
};

inline Asked what_was_asked(const Request& request, const Framing& framing) {
  Asked asked;
  asked.head = request.method == "HEAD";
  asked.http10 = framing.http10;
  asked.keep_alive = framing.keep_alive;
  asked.range = std::string(request.headers.get("Range"));
  asked.if_range = std::string(request.headers.get("If-Range"));
  asked.if_none_match = std::string(request.headers.get("If-None-Match"));
  return asked;
}

// A piece of a response: text of its own, or a slice of the response's file.
struct Segment {
  std::string text;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  bool from_file = false;
};

struct Response {
  int status = 200;
  bool keep_alive = true;
  std::vector<Segment> segments;
  OpenFile file;
  std::optional<StreamAnswer> stream;  // the body goes on after the segments
  bool chunked = false;                // how the stream's pieces are framed
  WireFault fault;
  std::function<void(bool)> struck;  // see Answer
};

inline Segment text_segment(std::string text) {
  const std::uint64_t length = text.size();
  return {std::move(text), 0, length, false};
}

// Appends head lines. A line break inside a value would start a header of its own, so it becomes a blank.
class HeadWriter {
 public:
  explicit HeadWriter(int status) {
    text_.reserve(256);
    text_ += "HTTP/1.1 ";
    text_ += std::to_string(status);
    text_ += ' ';
    text_ += reason_phrase(status);
    text_ += "\r\n";
  }

  void add(std::string_view name, std::string_view value) {
    append_clean(name);
    text_ += ": ";
    append_clean(value);
    text_ += "\r\n";
  }

  void add(std::string_view name, std::uint64_t value) { add(name, std::to_string(value)); }

  std::string finish() {
    text_ += "\r\n";
    return std::move(text_);
  }

 private:
  void append_clean(std::string_view value) {
    const std::size_t start = text_.size();
    text_ += value;
    for (std::size_t i = start; i < text_.size(); ++i)
      if (text_[i] == '\r' || text_[i] == '\n' || text_[i] == '\0') text_[i] = ' ';
  }

  std::string text_;
};

// These belong to the listener; an Answer that sets them too would send them twice.
inline bool is_framing_header(std::string_view name) {
  switch (name.size()) {
    case 10: return iequals(name, "Connection") || iequals(name, "Keep-Alive");
    case 12: return iequals(name, "Content-Type");
    case 14: return iequals(name, "Content-Length");
    case 17: return iequals(name, "Transfer-Encoding");
    default: return false;
  }
}

inline HeadWriter begin_head(int status, const Headers& headers, const Response& response, const Asked& asked) {
  HeadWriter head(status);
  for (const Header& header : headers)
    if (!is_framing_header(header.name)) head.add(header.name, header.value);
  if (!response.keep_alive)
    head.add("Connection", "close");
  else if (asked.http10)
    head.add("Connection", "keep-alive");
  return head;
}

}  // namespace mockling::host
