// Owns: the status of a request as server-sent events.
// Never knows: how often a host asks for more.
// Used by: providers/fal.
#pragma once

#include <string>
#include <utility>

#include <mockling/providers/fal/queue.hpp>

namespace mockling::fal {

namespace detail {

// When there may be something new: the next change of phase or the next log line, whichever comes first.
inline Instant next_event(const Call& call, const Job& job) {
  Instant next = call.now < job.plan.starts ? job.plan.starts : end_of(job);
  for (const Json& line : child(child(call.spec().document, "logs"), "lines")) {
    const Instant at = job.plan.running == Nanos::max()
                           ? kNever
                           : job.plan.starts + job.plan.running / 1000 * int_of(line, "at_permille");
    if (at > call.now && at < next) next = at;
  }
  return next;
}

// One event if something changed since `said` ("<phase word> <nanoseconds>"), and when to look again.
inline Response piece(const Call& call, const Job& job, const std::string& said) {
  const std::size_t space = said.find(' ');
  const Instant heard{parse_int(std::string_view(said).substr(std::min(space + 1, said.size()))).value_or(0)};
  const Phase phase = phase_at(job, call.now);
  const std::string now_in(kPhases[static_cast<std::size_t>(phase)]);
  const Json news = asks_for_logs(call) ? log_lines(call, job, heard, call.now) : Json::array();
  StreamBody body{"text/event-stream", {}, std::nullopt, text_of(queue_facts(call), "ping")};
  if (said.substr(0, std::min(space, said.size())) != now_in || !news.empty())
    body.text = "data: " + dump(status_view(call, job, news)) + "\n\n";
  if (!is_terminal(phase))
    body.next = HeldBody{next_event(call, job), job.id, now_in + " " + std::to_string(call.now.ns)};
  Response response;
  response.headers.set("Cache-Control", "no-cache");
  response.body = std::move(body);
  return response;
}

}  // namespace detail

inline Response stream(Call& call) {
  const auto found = find_request(call);
  if (!found) return found.error();
  return about(call, **found, detail::piece(call, **found, {}));
}

// What a stream says next.
inline Response more(Call& call, const HeldBody& held) {
  const Job* job = call.state.find_job(call.spec().name, held.job);
  if (job == nullptr) return {200, {}, StreamBody{}};
  return detail::piece(call, *job, held.said);
}

}  // namespace mockling::fal
