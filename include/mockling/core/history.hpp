// Owns: what happens in a world between two instants, in order.
// Never knows: requests; who moved the clock.
// Used by: core/admin.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <mockling/core/state.hpp>

namespace mockling {

// Something that time alone brings about.
struct Event {
  Instant at;
  std::string_view what;  // running, a terminal phase, charged, released, link expired, clip expired, forgotten,
                          // file expired, rate window over
  std::string subject;    // the job's or the file's id; of a rate window, the provider
  Money money;            // of charged and released; else zero
};

namespace detail {

// Where an event stands among those of the same instant: a job's own come in the order of its life.
struct Happening {
  std::uint64_t number;  // of the job; files come after every job
  int step;
  Event event;
};

inline void add_job_events(const Job& job, std::vector<Happening>& all) {
  const Instant end = end_of(job);
  int step = 0;
  const auto add = [&](Instant at, std::string_view what, const Money& money = {}) {
    if (at <= job.expires) all.push_back({job.number, step++, {at, what, job.id, money}});
  };
  if (job.plan.starts < end) add(job.plan.starts, kPhases[static_cast<std::size_t>(Phase::running)]);
  add(end, kPhases[static_cast<std::size_t>(phase_at(job, end))]);
  add(std::min(end, job.expires), delivers(job) && end <= job.expires ? "charged" : "released", job.price);
  if (delivers(job) && job.links_for) add(*links_until(job), "link expired");
  if (delivers(job) && job.clip_until) add(*job.clip_until, "clip expired");
  add(job.expires, "forgotten");
}

}  // namespace detail

// Everything that happens after `after`, up to and including `until`, oldest first. Changes nothing; whoever moves the
// clock asks before settling, because what is settled and forgotten is no longer seen.
inline std::vector<Event> events_between(const State& state, Instant after, Instant until) {
  std::vector<detail::Happening> all;
  for (const Job& job : state.jobs()) detail::add_job_events(job, all);
  for (const auto& [id, file] : state.files())
    all.push_back({state.next_number(), 0, {file.expires, "file expired", id, {}}});
  for (const auto& [provider, account] : state.accounts())
    if (account.window.limited)
      all.push_back({state.next_number(), 1, {account.window.ends(), "rate window over", provider, {}}});
  all.erase(std::remove_if(all.begin(), all.end(),
                           [&](const auto& one) { return one.event.at <= after || until < one.event.at; }),
            all.end());
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::tie(a.event.at, a.number, a.step, a.event.subject) <
           std::tie(b.event.at, b.number, b.step, b.event.subject);
  });
  std::vector<Event> events;
  events.reserve(all.size());
  for (detail::Happening& one : all) events.push_back(std::move(one.event));
  return events;
}

// When the next event after `now` comes, if any ever does.
inline std::optional<Instant> next_event(const State& state, Instant now) {
  const auto events = events_between(state, now, kNever);
  return events.empty() ? std::nullopt : std::optional(events.front().at);
}

}  // namespace mockling
