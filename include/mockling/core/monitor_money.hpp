// Owns: noticing money that went wrong: jobs paid twice, clips that were paid for and left.
// Never knows: how findings are shown.
// Used by: core/verdict.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <mockling/core/monitor.hpp>

namespace mockling {

namespace detail {

inline bool is_paid(const Job& job, Instant now) {
  return delivers(job) && end_of(job) <= now && job.price.amount != Decimal{};
}

inline std::vector<const WireLine*> lines_of(const Observed& seen, const std::string& job) {
  std::vector<const WireLine*> found;
  for (const WireLine& line : seen.lines)
    if (line.job == job) found.push_back(&line);
  return found;
}

// Nobody came back for the job of this submit: its client cannot know that there is one.
inline bool is_forgotten(const Observed& seen, const WireLine& submit) {
  const Job* job = seen.job(submit.job);
  return job != nullptr && !job->fetched && lines_of(seen, submit.job).size() == 1;
}

inline Finding paid_twice(const Observed& seen, const WireLine& first, const WireLine& second) {
  const Job* job = seen.job(first.job);
  return {"dup-submit",
          "requests " + std::to_string(first.number) + " and " + std::to_string(second.number) +
              " are the same submit; both were accepted (" + first.job + ", " + second.job +
              (first.whole ? "), and nobody asked for the first job" : "), after the first answer was lost"),
          {first.number, second.number},
          job != nullptr ? std::optional(job->price) : std::nullopt};
}

}  // namespace detail

// The same submit accepted again after the answer to the first was lost, or after which nobody asked for the first.
inline void find_duplicates(const Observed& seen, std::vector<Finding>& findings) {
  std::map<std::pair<std::string, std::string>, const WireLine*> open;
  for (const WireLine& line : seen.lines) {
    if (!seen.is_submit(line) || line.job.empty() || line.digest.empty()) continue;
    const WireLine*& first = open[{line.path, line.digest}];
    if (first != nullptr && (!first->whole || detail::is_forgotten(seen, *first)))
      findings.push_back(detail::paid_twice(seen, *first, line));
    first = &line;
  }
}

// Clips that were paid for and that nobody took; known to be ready, or never asked about.
inline void find_waste(const Observed& seen, std::vector<Finding>& findings) {
  for (const Job* job : seen.jobs) {
    if (!detail::is_paid(*job, seen.now) || job->fetched) continue;
    const auto lines = detail::lines_of(seen, job->id);
    std::vector<std::uint64_t> proof;
    const WireLine* told = nullptr;
    bool asked = false;
    for (const WireLine* line : lines) {
      if (proof.empty()) proof.push_back(line->number);
      asked = asked || seen.is_file(*line);
      if (seen.is_poll(*line) && line->at >= end_of(*job) && line->status < 300) told = line;
    }
    if (told != nullptr) proof.push_back(told->number);
    findings.push_back(
        {"waste", "nobody took the clip of " + job->id + ", which cost " + to_text(job->price), proof, job->price});
    if (told != nullptr && !asked)
      findings.push_back({"unconsumed-output",
                          "request " + std::to_string(told->number) + " said that " + job->id +
                              " is ready, and its clip was never asked for",
                          proof});
  }
}

}  // namespace mockling
