// Owns: how an entry of a journal is shown as JSON.
// Never knows: which entries are wanted.
// Used by: core/journal_query, core/expectation.
#pragma once

#include <string>

#include <mockling/base/json.hpp>
#include <mockling/core/journal.hpp>

namespace mockling {

namespace detail {

inline Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

inline Json headers_view(const JournalMessage& message) {
  Json list = Json::array();
  if (message.headers)
    for (const Header& header : *message.headers) list.push_back(Json::array({header.name, header.value}));
  return list;
}

inline Json message_view(const JournalMessage& message) {
  Json view{{"headers", headers_view(message)},
            {"type", text_or_null(message.type)},
            {"size", message.size},
            {"body", message.body ? Json(*message.body) : Json()}};
  if (message.cut()) view["cut"] = true;
  if (!message.hash.empty()) view["sha256"] = message.hash;
  return view;
}

// Null while it is on its way.
inline Json transfer_view(const JournalEntry& entry) {
  if (!entry.transfer || entry.in_flight()) return nullptr;
  return {{"bytes", entry.transfer->bytes()}, {"complete", entry.transfer->state() == Transfer::State::complete}};
}

}  // namespace detail

// One exchange. `status` is null while there is no answer, `sent` until the answer has gone out or never will.
inline Json entry_view(const JournalEntry& entry) {
  Json credentials = Json::array();
  for (const CredentialPlace place : entry.credentials)
    credentials.push_back(kCredentialPlaces[static_cast<std::size_t>(place)]);
  return {{"number", entry.number},
          {"at", rfc3339(entry.at, 9, true)},
          {"direction", kDirections[static_cast<std::size_t>(entry.direction)]},
          {"method", entry.method},
          {"scheme", entry.scheme},
          {"host", entry.host},
          {"path", entry.path},
          {"query", query_text(entry.query)},
          {"provider", entry.provider},
          {"family", detail::text_or_null(entry.family)},
          {"operation", entry.operation},
          {"submits", entry.submits},
          {"status", entry.status == 0 ? Json() : Json(entry.status)},
          {"job", detail::text_or_null(entry.job)},
          {"credentials", credentials},
          {"fault", detail::text_or_null(entry.fault)},
          {"in_flight", entry.in_flight()},
          {"request", detail::message_view(entry.request)},
          {"answer", detail::message_view(entry.answer)},
          {"sent", detail::transfer_view(entry)}};
}

}  // namespace mockling
