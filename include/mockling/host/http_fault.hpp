// Owns: what faults make of a response's head, and where in its bytes they strike.
// Never knows: why; when the bytes are sent (host/http_sender).
// Used by: host/http_render.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include <mockling/host/http_response.hpp>

namespace mockling::host {

namespace detail {

// The line of this header with its line end, or an empty text.
inline std::string head_line(const std::string& head, const std::string& name) {
  for (std::size_t at = head.find("\r\n"); at != std::string::npos; at = head.find("\r\n", at + 2)) {
    const std::size_t end = head.find("\r\n", at + 2);
    if (end == at + 2 || end == std::string::npos) break;
    const std::string line = head.substr(at + 2, end - at);
    if (line.size() > name.size() && line[name.size()] == ':' && iequals(line.substr(0, name.size()), name))
      return line;
  }
  return {};
}

inline void change_length(std::string& head, std::int64_t off) {
  const std::string line = head_line(head, "Content-Length");
  const auto length = line.empty() ? std::nullopt : parse_int(trim(line.substr(15)));
  if (!length) return;
  const std::string changed = "Content-Length: " + std::to_string(std::max<std::int64_t>(0, *length + off)) + "\r\n";
  head.replace(head.find(line), line.size(), changed);
}

}  // namespace detail

inline void bend_head(const HeadFault& wrong, Response& response) {
  if (response.segments.empty()) return;
  Segment& first = response.segments.front();
  if (wrong.length_off != 0) detail::change_length(first.text, wrong.length_off);
  if (!wrong.twice.empty()) {
    std::string line = detail::head_line(first.text, wrong.twice);
    if (line.empty()) line = wrong.twice + ": twice\r\n" + wrong.twice + ": twice\r\n";
    first.text.insert(first.text.find("\r\n") + 2, line);
  }
  if (wrong.early)
    first.text.insert(0, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </>; rel=preload\r\n\r\n");
  first.length = first.text.size();
}

// Turns a spot into the number of bytes before it. A body whose length nobody knows has no share: there it is its
// start.
inline void place_fault(Response& response) {
  WireFault& fault = response.fault;
  if (!fault.spot || response.segments.empty()) return;
  const std::string& first = response.segments.front().text;
  const std::uint64_t head = std::min(first.find("\r\n\r\n") + 4, first.size());
  std::uint64_t total = 0;
  for (const Segment& segment : response.segments) total += segment.length;
  const std::uint64_t body = total - head;
  const Share& depth = fault.spot->depth;
  switch (fault.spot->phase) {
    case FaultPhase::before_accept:
    case FaultPhase::after_request: fault.bytes = 0; break;
    case FaultPhase::after_status: fault.bytes = first.find("\r\n") + 2; break;
    case FaultPhase::after_headers: fault.bytes = head; break;
    case FaultPhase::mid_body:
      fault.bytes = head + (response.stream && !depth.permille ? depth.amount : depth.of(body));
      break;
    case FaultPhase::before_last_byte: fault.bytes = total - 1; break;
    case FaultPhase::after_answer: fault.bytes = UINT64_MAX; break;
  }
  fault.spot.reset();
}

}  // namespace mockling::host
