// Owns: the response for a file: conditions, ranges, overlay (RFC 9110 §13, §14).
// Never knows: sockets; what the file is.
// Used by: host/http_render.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <mockling/host/answer.hpp>
#include <mockling/host/http_range.hpp>
#include <mockling/host/http_response.hpp>

namespace mockling::host {

// Adds a slice of the file as its reader shall see it: the overlay covers the file's own bytes.
inline void add_slice(const FileAnswer& file, ByteRange range, std::vector<Segment>& segments) {
  const auto from_file = [&](std::uint64_t begin, std::uint64_t end) {
    if (begin < end) segments.push_back({{}, begin, end - begin, true});
  };
  const std::uint64_t end = range.first + range.length;
  const std::uint64_t over_begin = std::clamp(file.overlay_at, range.first, end);
  const std::uint64_t over_end = std::clamp(file.overlay_at + file.overlay.size(), range.first, end);
  from_file(range.first, over_begin);
  if (over_begin < over_end)
    segments.push_back(text_segment(file.overlay.substr(static_cast<std::size_t>(over_begin - file.overlay_at),
                                                        static_cast<std::size_t>(over_end - over_begin))));
  from_file(over_end, end);
}

inline std::string content_range(ByteRange range, std::uint64_t size) {
  return "bytes " + std::to_string(range.first) + "-" + std::to_string(range.first + range.length - 1) + "/" +
         std::to_string(size);
}

// A multipart/byteranges body; returns its boundary. Equal requests get equal bytes, so the boundary is no random text.
inline std::string add_parts(const FileAnswer& file, const std::vector<ByteRange>& ranges,
                             std::vector<Segment>& segments) {
  const std::string boundary =
      "mockling-" + std::to_string(file.size) + "-" + std::to_string(ranges.size()) + "-byteranges";
  for (const ByteRange& range : ranges) {
    std::string head = "\r\n--" + boundary + "\r\n";
    if (!file.content_type.empty()) head += "Content-Type: " + file.content_type + "\r\n";
    segments.push_back(text_segment(head + "Content-Range: " + content_range(range, file.size) + "\r\n\r\n"));
    add_slice(file, range, segments);
  }
  segments.push_back(text_segment("\r\n--" + boundary + "--\r\n"));
  return boundary;
}

inline void add_validators(const FileAnswer& file, HeadWriter& head) {
  if (!file.etag.empty()) head.add("ETag", file.etag);
  head.add("Accept-Ranges", "bytes");
}

// 200 or 206 with the file's bytes. `ranges` empty: all of it.
inline void render_bytes(const FileAnswer& file, const std::vector<ByteRange>& ranges, const Headers& headers,
                         const Asked& asked, Response& response) {
  std::vector<Segment> body;
  std::string content_type = file.content_type;
  if (!ranges.empty()) response.status = 206;
  if (ranges.size() > 1)
    content_type = "multipart/byteranges; boundary=" + add_parts(file, ranges, body);
  else
    add_slice(file, ranges.empty() ? ByteRange{0, file.size} : ranges.front(), body);
  HeadWriter head = begin_head(response.status, headers, response, asked);
  if (!content_type.empty()) head.add("Content-Type", content_type);
  std::uint64_t length = 0;
  for (const Segment& segment : body) length += segment.length;
  head.add("Content-Length", length);
  if (ranges.size() == 1) head.add("Content-Range", content_range(ranges.front(), file.size));
  add_validators(file, head);
  response.segments.push_back(text_segment(head.finish()));
  if (asked.head) return;
  for (Segment& segment : body) response.segments.push_back(std::move(segment));
}

// What became of a file answer before any byte of it was written.
enum class FileOutcome { rendered, missing, range_not_satisfiable };

// Conditions and ranges count only for a plain 200; any other status sends the file as it is.
inline FileOutcome render_file(const FileAnswer& file, const Headers& headers, const Asked& asked, Response& response) {
  const bool plain = response.status == 200;
  if (plain && !asked.if_none_match.empty() && none_match_hits(asked.if_none_match, file.etag)) {
    response.status = 304;
    HeadWriter head = begin_head(304, headers, response, asked);
    add_validators(file, head);
    response.segments.push_back(text_segment(head.finish()));
    return FileOutcome::rendered;
  }
  const bool counts =
      plain && !asked.range.empty() && if_range_holds(asked.if_range, file.etag, headers.get("Last-Modified"));
  const RangeSet set = counts ? read_ranges(asked.range, file.size) : RangeSet{};
  if (set.kind == RangeSet::Kind::not_satisfiable) return FileOutcome::range_not_satisfiable;
  if (!response.file.open(file.path)) return FileOutcome::missing;
  render_bytes(file, set.ranges, headers, asked, response);
  return FileOutcome::rendered;
}

}  // namespace mockling::host
