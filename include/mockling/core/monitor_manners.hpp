// Owns: noticing requests that should not have been made, or not yet: polls, retries, broken downloads.
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

inline std::string in_millis(Nanos span) { return std::to_string(span.count() / 1'000'000) + " ms"; }

// What makes two requests the same one asked again.
inline std::string sameness(const WireLine& line) {
  return line.method + " " + line.path + "?" + line.query + " " + line.digest;
}

}  // namespace detail

// Three polls or more of one job, each sooner after the last than the floor allows.
inline void find_busy_polls(const Observed& seen, std::vector<Finding>& findings) {
  constexpr Nanos kFloor{80'000'000};  // 100 ms, less what a network and a busy machine may take away
  constexpr std::size_t kEnough = 3;
  struct Asked {
    const WireLine* last = nullptr;
    std::vector<std::uint64_t> early;
    Nanos shortest = Nanos::max();
  };
  std::map<std::string, Asked> jobs;
  for (const WireLine& line : seen.lines) {
    if (!seen.is_poll(line) || line.job.empty()) continue;
    Asked& asked = jobs[line.job + " " + line.operation];
    const auto gap = asked.last != nullptr ? seen.felt(asked.last->at, line.at) : std::nullopt;
    if (gap && *gap < kFloor) asked.early.push_back(line.number), asked.shortest = std::min(asked.shortest, *gap);
    asked.last = &line;
  }
  for (auto& [name, asked] : jobs) {
    if (asked.early.size() < kEnough) continue;
    const std::size_t count = asked.early.size();
    asked.early.resize(kEnough);
    findings.push_back({"poll-floor",
                        asked.last->job + " was polled " + std::to_string(count) +
                            " times within 100 ms of the poll before, once after " + detail::in_millis(asked.shortest),
                        asked.early});
  }
}

// More than one poll after the one that told the end.
inline void find_late_polls(const Observed& seen, std::vector<Finding>& findings) {
  std::map<std::string, std::vector<const WireLine*>> late;
  for (const WireLine& line : seen.lines) {
    const Job* job = seen.is_poll(line) ? seen.job(line.job) : nullptr;
    if (job != nullptr && line.status < 300 && line.at >= end_of(*job))
      late[job->id + " " + line.operation].push_back(&line);
  }
  for (const auto& [name, lines] : late) {
    if (lines.size() <= 2) continue;
    findings.push_back({"poll-after-terminal",
                        "request " + std::to_string(lines.front()->number) + " told the end of " + lines.front()->job +
                            ", and " + std::to_string(lines.size() - 1) + " more asked for it",
                        {lines[0]->number, lines[1]->number, lines[2]->number}});
  }
}

// The same request before the time that Retry-After asked for had passed.
inline void find_impatience(const Observed& seen, std::vector<Finding>& findings) {
  constexpr Nanos kGrace{50'000'000};
  std::map<std::string, const WireLine*> told;
  for (const WireLine& line : seen.lines) {
    const WireLine*& before = told[detail::sameness(line)];
    const auto gap = before != nullptr ? seen.felt(before->at, line.at) : std::nullopt;
    if (gap && *gap + kGrace < *before->retry_after)
      findings.push_back({"retry-after",
                          "request " + std::to_string(before->number) + " was told to wait " +
                              detail::in_millis(*before->retry_after) + "; request " + std::to_string(line.number) +
                              " came after " + detail::in_millis(*gap),
                          {before->number, line.number}});
    before = line.retry_after ? &line : nullptr;
  }
}

// A request that was refused for what it is, asked again unchanged.
inline void find_stubbornness(const Observed& seen, std::vector<Finding>& findings) {
  std::map<std::string, const WireLine*> refused;
  for (const WireLine& line : seen.lines) {
    const bool final = line.status >= 400 && line.status < 500 && line.status != 404 && line.status != 408 &&
                       line.status != 409 && line.status != 425 && line.status != 429;
    const WireLine*& before = refused[detail::sameness(line)];
    if (before != nullptr && final && before->status == line.status)
      findings.push_back({"retry-4xx",
                          "request " + std::to_string(line.number) + " repeats request " +
                              std::to_string(before->number) + ", which had been answered " +
                              std::to_string(before->status),
                          {before->number, line.number}});
    before = final ? &line : nullptr;
  }
}

// A file that was cut short and never asked for again.
inline void find_broken_downloads(const Observed& seen, std::vector<Finding>& findings) {
  std::map<std::string, const WireLine*> broken;
  for (const WireLine& line : seen.lines) {
    if (!seen.is_file(line) || line.method != "GET") continue;
    broken[line.path] = line.whole ? nullptr : &line;
  }
  for (const auto& [path, line] : broken)
    if (line != nullptr)
      findings.push_back(
          {"short-download",
           "the answer to request " + std::to_string(line->number) + " broke off, and the file was not asked for again",
           {line->number}});
}

}  // namespace mockling
