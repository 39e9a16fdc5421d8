// Owns: turning an Answer into the exact bytes of an HTTP response.
// Never knows: sockets; when the bytes are sent.
// Used by: host/http_connection.
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <mockling/host/answer.hpp>
#include <mockling/host/http_fault.hpp>
#include <mockling/host/http_file_response.hpp>
#include <mockling/host/http_options.hpp>
#include <mockling/host/http_response.hpp>

namespace mockling::host {

inline void render_text(TextAnswer&& answer, const Headers& headers, const Asked& asked, Response& response) {
  constexpr std::size_t kJoin = 16384;  // below this, copying the text behind its head is cheaper than two buffers
  HeadWriter head = begin_head(response.status, headers, response, asked);
  const bool bodiless = has_no_content(response.status);
  if (!answer.content_type.empty() && !bodiless) head.add("Content-Type", answer.content_type);
  if (!bodiless) head.add("Content-Length", answer.text.size());
  std::string bytes = head.finish();
  const bool body = !bodiless && !asked.head && !answer.text.empty();
  if (body && answer.text.size() <= kJoin) bytes += answer.text;
  response.segments.push_back(text_segment(std::move(bytes)));
  if (body && answer.text.size() > kJoin) response.segments.push_back(text_segment(std::move(answer.text)));
}

inline void render_stream(StreamAnswer&& answer, const Headers& headers, const Asked& asked, Response& response) {
  response.chunked = !asked.http10;
  if (asked.http10) response.keep_alive = false;  // only the end of the connection can end such a body
  const bool bodiless = has_no_content(response.status);
  HeadWriter head = begin_head(response.status, headers, response, asked);
  if (!answer.content_type.empty() && !bodiless) head.add("Content-Type", answer.content_type);
  if (response.chunked && !bodiless) head.add("Transfer-Encoding", "chunked");
  response.segments.push_back(text_segment(head.finish()));
  if (!bodiless && !asked.head) response.stream = std::move(answer);
}

// A refusal in the words of the options, or a plain line when they have none.
inline Answer make_refusal(const ListenerOptions& options, int status, const Request& partial) {
  Answer answer;
  answer.status = status;
  answer.body = TextAnswer{"text/plain", std::to_string(status) + " " + std::string(reason_phrase(status)) + "\n"};
  if (options.refuse) {
    try {
      answer = options.refuse(status, partial);
    } catch (...) {  // who words refusals cannot fail: the plain line stays
    }
  }
  if (status == 405 && answer.headers.find("Allow") == nullptr)
    answer.headers.add("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  return answer;
}

// What a file that cannot be sent is replaced by. `refusal(status)` words it.
template <class Refusal>
Answer instead_of_file(FileOutcome outcome, const FileAnswer& file, Answer&& answer, Refusal&& refusal) {
  if (outcome == FileOutcome::missing) return refusal(500);
  Answer refused = refusal(416);
  refused.headers.set("Content-Range", "bytes */" + std::to_string(file.size));
  refused.fault = answer.fault;
  return refused;
}

// The whole response. Never fails: a file that cannot be opened becomes `refusal(500)`.
template <class Refusal>
Response render_answer(Answer answer, const Asked& asked, Refusal&& refusal) {
  Response response;
  response.status = answer.status;
  response.keep_alive = asked.keep_alive;
  response.fault = answer.fault;
  if (auto* text = std::get_if<TextAnswer>(&answer.body)) {
    render_text(std::move(*text), answer.headers, asked, response);
  } else if (auto* stream = std::get_if<StreamAnswer>(&answer.body)) {
    render_stream(std::move(*stream), answer.headers, asked, response);
  } else {
    const FileAnswer file = std::get<FileAnswer>(std::move(answer.body));
    const FileOutcome outcome = render_file(file, answer.headers, asked, response);
    if (outcome == FileOutcome::rendered) return response;
    Answer refused = instead_of_file(outcome, file, std::move(answer), refusal);
    if (std::holds_alternative<FileAnswer>(refused.body))
      refused.body = TextAnswer{};  // a file again could be missing again
    return render_answer(std::move(refused), asked, refusal);
  }
  return response;
}

// The same with what the answer's faults make of its head.
template <class Refusal>
Response render(Answer answer, Asked asked, Refusal&& refusal) {
  const HeadFault wrong = answer.head_fault;
  auto struck = std::move(answer.struck);
  if (wrong.ignore_range) asked.range.clear();
  Response response = render_answer(std::move(answer), asked, refusal);
  response.struck = std::move(struck);
  bend_head(wrong, response);
  place_fault(response);
  return response;
}

}  // namespace mockling::host
