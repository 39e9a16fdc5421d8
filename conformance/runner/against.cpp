#include "against.hpp"

#include <algorithm>
#include <set>

#include "wording.hpp"

namespace mockling::conform {

namespace {

// Findings that a price is other begin so (drift_requests).
bool is_price(const std::string& finding) { return finding.rfind("costs ", 0) == 0; }

}  // namespace

std::vector<cli::RecordedCall> submits_of(const std::vector<const CaseResult*>& results) {
  std::vector<cli::RecordedCall> calls;
  std::set<std::pair<std::string, std::string>> known;
  for (const CaseResult* result : results)
    for (const Exchange& exchange : result->played.evidence.wire) {
      auto body = parse_json(exchange.body);
      if (!exchange.submits || !body || !body->is_object() || !known.emplace(exchange.path, exchange.body).second)
        continue;
      calls.push_back(
          {result->permutation.id + " line " + std::to_string(exchange.number), exchange.path, std::move(*body)});
    }
  return calls;
}

std::string changes_in_words(const std::vector<cli::CallVerdict>& verdicts) {
  std::string text;
  std::size_t changed = 0;
  for (const cli::CallVerdict& verdict : verdicts) {
    changed += verdict.findings.empty() ? 0 : 1;
    for (const std::string& finding : verdict.findings)
      text += verdict.place + ", " + verdict.model + ": " + finding + "\n";
  }
  return text + std::to_string(changed) + " of " + counted(verdicts.size(), "different submit") + " would change\n";
}

bool breaks(const std::vector<cli::CallVerdict>& verdicts) {
  return std::any_of(verdicts.begin(), verdicts.end(), [](const cli::CallVerdict& verdict) {
    return verdict.refused || std::any_of(verdict.findings.begin(), verdict.findings.end(), is_price);
  });
}

}  // namespace mockling::conform
