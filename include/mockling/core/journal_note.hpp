// Owns: writing an exchange into its world's journal, without its credentials.
// Never knows: what a journal is asked for.
// Used by: core/emulator.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <mockling/core/call.hpp>
#include <mockling/core/redaction.hpp>

namespace mockling {

namespace detail {

inline std::shared_ptr<const std::string> start_of(const Redactor& redactor, std::string_view body) {
  if (body.empty()) return nullptr;
  // Cut first: what is looked through for credentials is then never large. A key across the edge goes with its rest.
  return std::make_shared<const std::string>(
      utf8_prefix(redactor.text(body.substr(0, 2 * Journal::kBodyBytes)), Journal::kBodyBytes));
}

inline JournalMessage answer_message(const Redactor& redactor, const Response& response) {
  JournalMessage message;
  message.headers = std::make_shared<const Headers>(redactor.headers(response.headers));
  const auto said = [&](const std::string& type, const std::string& text) {
    message.type = type;
    message.body = start_of(redactor, text);
    message.size = text.size();
  };
  if (const auto* text = std::get_if<TextBody>(&response.body)) said(text->content_type, text->text);
  if (const auto* stream = std::get_if<StreamBody>(&response.body)) said(stream->content_type, stream->text);
  if (const auto* file = std::get_if<FileRef>(&response.body)) {
    message.type = file->content_type;
    message.size = file->size;
  }
  if (std::holds_alternative<ClipRef>(response.body)) message.type = "video/mp4";
  return message;
}

inline JournalMessage request_message(const Redactor& redactor, const Call& call) {
  JournalMessage message;
  message.headers = std::make_shared<const Headers>(redactor.headers(call.request.headers));
  message.body = start_of(redactor, call.request.body.bytes);
  message.type = std::string(call.request.headers.get("Content-Type"));
  message.size = call.request.body.size;
  message.hash = call.prepared.body_hash;
  return message;
}

inline int status_of(const Response& response) {
  return std::holds_alternative<HeldBody>(response.body) ? 0 : response.status;
}

}  // namespace detail

// Notes a request and what it is answered for now; returns the number of the entry and where to tell how the answer
// fares on its way out.
inline std::pair<std::uint64_t, std::shared_ptr<Transfer>> note_exchange(const Call& call, const Response& response,
                                                                         bool submits) {
  const Request& request = call.request;
  const Redactor redactor(call.spec().auth, request, call.prepared.route, call.state.id());
  JournalEntry entry;
  entry.at = call.now;
  entry.method = request.method;
  entry.scheme = request.scheme;
  entry.host = std::string(utf8_prefix(request.host, 300));
  entry.path = std::string(utf8_prefix(redactor.text(request.path), 300));
  entry.query = redactor.query(request.query);
  entry.provider = call.spec().name;
  entry.family = request.address.family;
  entry.operation = call.prepared.route.route->operation;
  entry.submits = submits;
  entry.status = detail::status_of(response);
  entry.job = call.job;
  entry.credentials = redactor.places();
  entry.request = detail::request_message(redactor, call);
  entry.answer = detail::answer_message(redactor, response);
  entry.transfer = std::make_shared<Transfer>();
  const auto transfer = entry.transfer;
  return {call.state.journal().add(std::move(entry)), transfer};
}

// Notes what a request that was held, or a stream that goes on, is answered now.
inline void note_answer(const Call& call, const Response& response, std::uint64_t number) {
  const Redactor redactor(call.spec().auth, call.request, call.prepared.route, call.state.id());
  call.state.journal().change(number, [&](JournalEntry& entry) {
    entry.status = detail::status_of(response);
    if (!call.job.empty()) entry.job = call.job;
    JournalMessage answer = detail::answer_message(redactor, response);
    if (std::holds_alternative<StreamBody>(response.body) && entry.answer.body) {
      answer.size += entry.answer.size;
      const std::string whole = *entry.answer.body + (answer.body ? *answer.body : std::string());
      answer.body = std::make_shared<const std::string>(utf8_prefix(whole, Journal::kBodyBytes));
    }
    entry.answer = std::move(answer);
  });
}

}  // namespace mockling
