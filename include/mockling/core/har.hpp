// Owns: a journal as an HTTP Archive (HAR 1.2), for the tools that read those.
// Never knows: which entries are wanted.
// Used by: host/control.
#pragma once

#include <string>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/core/journal_view.hpp>
#include <mockling/version.hpp>

namespace mockling {

namespace detail {

inline Json har_pairs(const Headers& headers) {
  Json list = Json::array();
  for (const Header& header : headers) list.push_back({{"name", header.name}, {"value", header.value}});
  return list;
}

inline Json har_headers(const JournalMessage& message) {
  return message.headers ? har_pairs(*message.headers) : Json::array();
}

inline Json har_request(const JournalEntry& entry) {
  Json query = Json::array();
  for (const auto& [name, value] : entry.query) query.push_back({{"name", name}, {"value", value}});
  const std::string tail = entry.query.empty() ? std::string() : "?" + query_text(entry.query);
  // Of a call that mockling made, the path is the whole address.
  const std::string base = entry.direction == Direction::out ? std::string() : entry.scheme + "://" + entry.host;
  Json request{{"method", entry.method},   {"url", base + entry.path + tail},       {"httpVersion", "HTTP/1.1"},
               {"cookies", Json::array()}, {"headers", har_headers(entry.request)}, {"queryString", query},
               {"headersSize", -1},        {"bodySize", entry.request.size}};
  if (entry.request.body) request["postData"] = {{"mimeType", entry.request.type}, {"text", *entry.request.body}};
  return request;
}

// Status 0 is what browsers write for an answer that never came.
inline Json har_response(const JournalEntry& entry) {
  const JournalMessage& answer = entry.answer;
  Json content{{"size", answer.size}, {"mimeType", answer.type.empty() ? "x-unknown" : answer.type}};
  if (answer.body) content["text"] = *answer.body;
  const std::string_view location = answer.headers ? answer.headers->get("Location") : std::string_view();
  return {
      {"status", entry.status},         {"statusText", ""},   {"httpVersion", "HTTP/1.1"}, {"cookies", Json::array()},
      {"headers", har_headers(answer)}, {"content", content}, {"redirectURL", location},   {"headersSize", -1},
      {"bodySize", answer.size}};
}

}  // namespace detail

// Members that start with an underscore are mockling's own, as the format allows. Time passes in the world's clock
// between exchanges, not within one, so every duration is 0.
inline Json har_of(const std::vector<const JournalEntry*>& entries) {
  Json list = Json::array();
  for (const JournalEntry* entry : entries)
    list.push_back({{"startedDateTime", rfc3339(entry->at, 3)},
                    {"time", 0},
                    {"request", detail::har_request(*entry)},
                    {"response", detail::har_response(*entry)},
                    {"cache", Json::object()},
                    {"timings", {{"send", 0}, {"wait", 0}, {"receive", 0}}},
                    {"_number", entry->number},
                    {"_direction", kDirections[static_cast<std::size_t>(entry->direction)]},
                    {"_operation", entry->operation},
                    {"_job", detail::text_or_null(entry->job)},
                    {"_fault", detail::text_or_null(entry->fault)},
                    {"_sent", detail::transfer_view(*entry)}});
  return {{"log", {{"version", "1.2"}, {"creator", {{"name", "mockling"}, {"version", kVersion}}}, {"entries", list}}}};
}

}  // namespace mockling
