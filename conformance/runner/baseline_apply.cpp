#include "baseline_apply.hpp"

#include <algorithm>
#include <set>

#include "report_words.hpp"
#include "totals.hpp"

namespace mockling::conform {

namespace {

using Found = LineOutcome::Found;

// What the wire said before a baseline spoke.
bool failed(Verdict verdict) {
  return verdict == Verdict::fail || verdict == Verdict::warn || verdict == Verdict::xfail || verdict == Verdict::flaky;
}

// All that lines mean in a report: for each line the checks that no line above it means.
struct Meaning {
  std::vector<Found> own;
  bool shared = false;  // it means something that a line above it means
};

std::vector<Meaning> meanings(const Baseline& baseline, const Json& report) {
  std::vector<Meaning> all(baseline.lines.size());
  const Json& cases = child(report, "cases");
  for (std::size_t c = 0; c < cases.size(); ++c) {
    const std::string id = text_of(cases[c], "id");
    const Json& checks = child(cases[c], "checks");
    for (std::size_t k = 0; k < checks.size(); ++k) {
      bool taken = false;
      for (std::size_t line = 0; line < all.size(); ++line) {
        if (!matches(baseline.lines[line].pattern, id, text_of(checks[k], "check"))) continue;
        if (taken)
          all[line].shared = true;
        else
          all[line].own.push_back({c, k});
        taken = true;
      }
    }
  }
  return all;
}

Verdict verdict_at(const Json& report, Found found) {
  return verdict_of(report.at("cases")[found.in_case].at("checks")[found.check]);
}

bool means_any(const BaselineLine& line, const std::vector<std::string>& known) {
  return std::any_of(known.begin(), known.end(), [&](const std::string& address) {
    const std::size_t hash = address.rfind('#');
    return hash != std::string::npos &&
           matches(line.pattern, std::string_view(address).substr(0, hash), std::string_view(address).substr(hash + 1));
  });
}

// A line that expects failures holds in a case when at least one of its checks fails there.
void sort_expected(const Json& report, const std::vector<Found>& own, LineOutcome& outcome) {
  std::set<std::size_t> fails_in;
  for (const Found& found : own)
    if (failed(verdict_at(report, found))) fails_in.insert(found.in_case);
  for (const Found& found : own) {
    const Verdict verdict = verdict_at(report, found);
    if (failed(verdict))
      outcome.failing.push_back(found);
    else if (held(verdict) && fails_in.count(found.in_case) == 0)
      outcome.passing.push_back(found);
  }
  if (!outcome.passing.empty()) outcome.state = LineState::passes;
}

void sort_flaky(const Json& report, const BaselineLine& line, const std::vector<Found>& own, LineOutcome& outcome) {
  for (const Found& found : own) {
    const Verdict verdict = verdict_at(report, found);
    if (failed(verdict) || verdict == Verdict::inconclusive)
      outcome.failing.push_back(found);
    else if (held(verdict))
      outcome.passing.push_back(found);
  }
  const auto judged = static_cast<std::int64_t>(outcome.failing.size() + outcome.passing.size());
  const std::int64_t allowed = std::max<std::int64_t>(1, judged * line.percent / 100);
  if (static_cast<std::int64_t>(outcome.failing.size()) > allowed) outcome.state = LineState::exceeded;
}

LineOutcome judge(const BaselineLine& line, const Meaning& meaning, const Json& report, std::string_view today,
                  const std::vector<std::string>& known) {
  LineOutcome outcome;
  if (line.flaky)
    sort_flaky(report, line, meaning.own, outcome);
  else
    sort_expected(report, meaning.own, outcome);
  const bool claimed = std::any_of(meaning.own.begin(), meaning.own.end(), [&](const Found& found) {
    return verdict_at(report, found) != Verdict::not_claimed;
  });
  if (!line.until.empty() && line.until < today)
    outcome.state = LineState::expired;
  else if (meaning.own.empty())
    outcome.state = meaning.shared           ? LineState::shadowed
                    : means_any(line, known) ? LineState::unseen
                                             : LineState::nothing;
  else if (!claimed)
    outcome.state = LineState::unclaimed;
  return outcome;
}

std::string ids_of(const Json& report, const std::vector<Found>& found) {
  constexpr std::size_t kMost = 3;
  std::string text;
  for (std::size_t i = 0; i < found.size() && i < kMost; ++i) {
    const Json& each = report.at("cases")[found[i].in_case];
    text += (i == 0 ? "" : ", ") + address_of(each, each.at("checks")[found[i].check]);
  }
  return text + (found.size() > kMost ? " and " + std::to_string(found.size() - kMost) + " more" : "");
}

// Why a line no longer holds; empty: it does.
std::string complaint(const BaselineLine& line, const LineOutcome& outcome, const Json& report) {
  switch (outcome.state) {
    case LineState::holds:
    case LineState::unseen: return "";
    case LineState::nothing: return "means no check of the suite";
    case LineState::shadowed: return "lines above it speak of all that it means";
    case LineState::unclaimed: return "means only what the client does not claim";
    case LineState::expired: return "expired on " + line.until;
    case LineState::passes: return "passes now: " + ids_of(report, outcome.passing);
    case LineState::exceeded:
      return std::to_string(outcome.failing.size()) + " of " +
             std::to_string(outcome.failing.size() + outcome.passing.size()) + " failed, more than " +
             std::to_string(line.percent) + "%";
  }
  return "";
}

void speak(Json& report, const std::vector<Found>& found, Verdict verdict, const BaselineLine& line) {
  for (const Found& at : found) {
    Json& check = report["cases"][at.in_case]["checks"][at.check];
    check["verdict"] = verdict_name(verdict);
    check["baseline"] = line.words();
  }
}

// The verdicts that a line gives.
void mark(Json& report, const BaselineLine& line, const LineOutcome& outcome) {
  if (outcome.state == LineState::expired || outcome.state == LineState::exceeded) return;
  speak(report, outcome.failing, line.flaky ? Verdict::flaky : Verdict::xfail, line);
  if (!line.flaky) speak(report, outcome.passing, Verdict::xpass, line);
}

}  // namespace

std::vector<LineOutcome> judge_lines(const Baseline& baseline, const Json& report, std::string_view today,
                                     const std::vector<std::string>& known) {
  const std::vector<Meaning> meaning = meanings(baseline, report);
  std::vector<LineOutcome> outcomes;
  for (std::size_t i = 0; i < meaning.size(); ++i)
    outcomes.push_back(judge(baseline.lines[i], meaning[i], report, today, known));
  return outcomes;
}

void apply_baseline(const Baseline& baseline, Json& report, std::string_view today,
                    const std::vector<std::string>& known, bool strict) {
  const std::vector<LineOutcome> outcomes = judge_lines(baseline, report, today, known);
  Json stale = Json::array();
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const BaselineLine& line = baseline.lines[i];
    const LineOutcome& outcome = outcomes[i];
    const std::string what = complaint(line, outcome, report);
    if (!what.empty()) stale.push_back("line " + std::to_string(line.number) + ": " + line.written + ": " + what);
    mark(report, line, outcome);
  }
  report["stale"] = std::move(stale);
  recount(report, strict);
}

void excuse_case(const Baseline& baseline, Json& one_case, std::string_view today) {
  Baseline patient = baseline;
  for (BaselineLine& line : patient.lines) line.percent = 100;
  Json alone{{"cases", Json::array({std::move(one_case)})}};
  const std::vector<LineOutcome> outcomes = judge_lines(patient, alone, today);
  for (std::size_t i = 0; i < outcomes.size(); ++i) mark(alone, baseline.lines[i], outcomes[i]);
  recount(alone);
  one_case = std::move(alone["cases"][0]);
}

}  // namespace mockling::conform
