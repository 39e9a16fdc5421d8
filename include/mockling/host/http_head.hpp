// Owns: reading a request head strictly (RFC 9112 §2-§6): where it ends, what it says, how the body is framed.
// Never knows: sockets, limits of bodies, what the request is for.
// Used by: host/http_connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <mockling/base/text.hpp>
#include <mockling/core/http.hpp>
#include <mockling/host/http_target.hpp>

namespace mockling::host {

inline constexpr std::size_t kMaxRequestLine = 8000;  // below the request engine's own 8,192

// How the bytes after the head are to be read, and what becomes of the connection afterwards.
struct Framing {
  std::uint64_t length = 0;
  bool chunked = false;
  bool http10 = false;
  bool keep_alive = true;
  bool expect_continue = false;

  bool has_body() const { return chunked || length > 0; }
};

constexpr bool is_token_char(char c) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || kMarks.find(c) != std::string_view::npos;
}

inline bool is_token(std::string_view text) {
  for (const char c : text)
    if (!is_token_char(c)) return false;
  return !text.empty();
}

// Field values and targets carry no control characters, whatever their encoding.
inline bool has_control(std::string_view text) {
  for (const char c : text)
    if (const auto byte = static_cast<unsigned char>(c); (byte < 0x20 && c != '\t') || byte == 0x7F) return true;
  return false;
}

// Looks for the end of a head as bytes arrive, remembering how far it has looked.
class HeadScanner {
 public:
  enum class State { more, complete, bare_line_feed, no_http };

  // `text` is everything received of this head so far. After `complete`, end() is its length with the empty line.
  State scan(std::string_view text) {
    if (seen_ == 0 && !text.empty() && !is_token_char(text.front())) return State::no_http;
    for (;;) {
      const std::size_t feed = text.find('\n', seen_);
      if (feed == std::string_view::npos) return seen_ = text.size(), State::more;
      if (feed == 0 || text[feed - 1] != '\r') return State::bare_line_feed;
      if (lines_ == 0) first_line_ = feed - 1;
      ++lines_;
      const bool empty_line = feed - 1 == line_start_;
      line_start_ = seen_ = feed + 1;
      if (empty_line) return State::complete;
    }
  }

  std::size_t end() const { return line_start_; }

  // Bytes of the request line, as far as it has come.
  std::size_t first_line() const { return lines_ == 0 ? seen_ : first_line_; }

 private:
  std::size_t seen_ = 0;
  std::size_t line_start_ = 0;
  std::size_t first_line_ = 0;
  std::size_t lines_ = 0;
};

// Removes one line without its CRLF from the front.
inline std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find("\r\n");
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 2);
  return line;
}

// The request methods a handler can meet; the others are refused.
inline int method_refusal(std::string_view method) {
  for (const std::string_view known : {"GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"})
    if (method == known) return 0;
  return method == "CONNECT" || method == "TRACE" ? 405 : 501;
}

// "METHOD target HTTP/1.x" and nothing else. 0, or the status to refuse with.
inline int parse_request_line(std::string_view line, Request& request, Framing& framing) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return 400;
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(line.substr(0, first)) || target.find(' ') != std::string_view::npos || has_control(target)) return 400;
  request.method = std::string(line.substr(0, first));
  if (version.size() != 8 || !starts_with(version, "HTTP/") || !is_digit(version[5]) || version[6] != '.' ||
      !is_digit(version[7]))
    return 400;
  if (version[5] != '1') return 505;
  framing.http10 = version[7] == '0';
  framing.keep_alive = !framing.http10;
  if (const int unknown = method_refusal(request.method); unknown != 0) return unknown;
  return parse_target(target, request) ? 0 : 400;
}

// A comma-separated list holds this word.
inline bool lists(std::string_view value, std::string_view word) {
  for (const std::string_view piece : split(value, ','))
    if (iequals(trim(piece), word)) return true;
  return false;
}

// Only digits, not repeated, not beyond 18 of them: anything else could be read differently by somebody else.
inline int frame_by_length(std::string_view value, Framing& framing) {
  for (const char c : value)
    if (!is_digit(c)) return 400;
  const auto length = parse_int(value);
  if (value.empty()) return 400;
  if (!length) return 413;
  framing.length = static_cast<std::uint64_t>(*length);
  return 0;
}

// The counts that tell an ambiguous head from a clear one.
struct FramingHeaders {
  int lengths = 0;
  int codings = 0;
  int hosts = 0;
};

inline int read_framing_header(std::string_view name, std::string_view value, Framing& framing, FramingHeaders& seen) {
  switch (name.size()) {
    case 4:
      if (iequals(name, "Host")) ++seen.hosts;
      return 0;
    case 6:
      if (!iequals(name, "Expect") || framing.http10) return 0;
      framing.expect_continue = iequals(value, "100-continue");
      return framing.expect_continue ? 0 : 417;
    case 10:
      if (!iequals(name, "Connection")) return 0;
      if (lists(value, "close"))
        framing.keep_alive = false;
      else if (framing.http10 && lists(value, "keep-alive"))
        framing.keep_alive = true;
      return 0;
    case 14:
      if (!iequals(name, "Content-Length")) return 0;
      return ++seen.lengths > 1 ? 400 : frame_by_length(value, framing);
    case 17:
      if (!iequals(name, "Transfer-Encoding")) return 0;
      framing.chunked = true;
      if (++seen.codings > 1 || framing.http10) return 400;
      return iequals(value, "chunked") ? 0 : 501;
    default: return 0;
  }
}

// `head` ends with its empty line (see HeadScanner). Fills `request` but for body, scheme and peer.
// 0, or the status to refuse with: then `request` holds what was understood.
inline int parse_head(std::string_view head, Request& request, Framing& framing) {
  int refusal = parse_request_line(take_line(head), request, framing);
  FramingHeaders seen;
  while (refusal == 0 && head.size() > 2) {
    const std::string_view line = take_line(head);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return 400;
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trim(line.substr(colon + 1));
    if (has_control(value)) return 400;
    request.headers.add(std::string(name), std::string(value));
    refusal = read_framing_header(name, value, framing, seen);
  }
  if (refusal != 0) return refusal;
  if (seen.lengths > 0 && seen.codings > 0) return 400;
  if (seen.hosts > 1 || (seen.hosts == 0 && !framing.http10)) return 400;
  if (request.host.empty()) request.host = std::string(request.headers.get("Host"));
  return 0;
}

}  // namespace mockling::host
