#include "partaking.hpp"

#include <algorithm>
#include <array>

namespace mockling::conform {

namespace {

// So many exchanges of a world are kept.
constexpr std::size_t kJournal = 1000;

// Operations that need not ask: the others are answers to calls, which are judged by themselves.
constexpr std::array<std::string_view, 3> kLocal = {"estimate", "verify_webhook", "webhook_listen"};

bool is_local(const Json& op) { return std::find(kLocal.begin(), kLocal.end(), text_of(op, "name")) != kLocal.end(); }

bool is_zero(const Json* bound) { return bound != nullptr && *bound == 0; }

// A check that wants no request at all, or none that makes a job, if only of some clients: the others may refuse, too.
bool wants_silence(const Json& check) {
  const Json& count = child(check, "count");
  const Json& of = child(count, "of");
  return (of == "any" || of == "api" || of == "submits") &&
         (is_zero(member(count, "is")) || is_zero(member(count, "max")));
}

bool asks_for_silence(const Permutation& permutation) {
  const Json& expected = child(permutation.document, "expect");
  return is_local(child(permutation.document, "op")) || std::any_of(expected.begin(), expected.end(), wants_silence);
}

}  // namespace

std::string doubt_about(const Permutation& permutation, const Evidence& evidence) {
  if (evidence.wire.size() >= kJournal)
    return "it made more requests than are kept (" + std::to_string(kJournal) + "): what came first is not known";
  const bool asked =
      std::any_of(evidence.wire.begin(), evidence.wire.end(), [](const Exchange& exchange) { return exchange.in; });
  const bool met = std::any_of(evidence.receipts.begin(), evidence.receipts.end(),
                               [](const auto& receipt) { return receipt.second; });
  // Who says that it could not need not have asked; who says that it did must have.
  const bool refused = std::any_of(evidence.said.begin(), evidence.said.end(),
                                   [](const Said& said) { return text_of(said.message, "outcome") == "error"; });
  if (asked || met || refused || asks_for_silence(permutation)) return {};
  return "it sent no request: nothing is proven";
}

void doubt(std::vector<CheckResult>& results, const std::string& reason) {
  for (CheckResult& result : results) {
    if (result.verdict != Verdict::pass) continue;
    result.verdict = Verdict::inconclusive;
    result.actual = reason;
  }
}

}  // namespace mockling::conform
