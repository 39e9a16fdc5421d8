#include "partaking.hpp"

#include <algorithm>
#include <array>

namespace mockling::conform {

namespace {

// So many exchanges of a world are kept.
constexpr std::size_t kJournal = 1000;

// Operations that need nobody else.
constexpr std::array<std::string_view, 2> kLocal = {"estimate", "verify_webhook"};

bool is_local(const Json& op) { return std::find(kLocal.begin(), kLocal.end(), text_of(op, "name")) != kLocal.end(); }

bool is_zero(const Json* bound) { return bound != nullptr && *bound == 0; }

// A check that counts for this client and wants no request at all, or none that makes a job.
bool wants_silence(const Json& check, const Claims& claims) {
  const std::string needed = text_of(check, "if"), instead = text_of(check, "unless");
  if (!needed.empty() && !claims.capability(needed)) return false;
  if (!instead.empty() && claims.capability(instead)) return false;
  const Json& count = child(check, "count");
  const Json& of = child(count, "of");
  return (of == "any" || of == "api" || of == "submits") &&
         (is_zero(member(count, "is")) || is_zero(member(count, "max")));
}

bool asks_for_silence(const Permutation& permutation, const Claims& claims) {
  const Json& expected = child(permutation.document, "expect");
  return is_local(child(permutation.document, "op")) ||
         std::any_of(expected.begin(), expected.end(), [&](const Json& check) { return wants_silence(check, claims); });
}

}  // namespace

std::string doubt_about(const Permutation& permutation, const Claims& claims, const Evidence& evidence) {
  if (evidence.wire.size() >= kJournal)
    return "it made more requests than are kept (" + std::to_string(kJournal) + "): what came first is not known";
  const bool asked =
      std::any_of(evidence.wire.begin(), evidence.wire.end(), [](const Exchange& exchange) { return exchange.in; });
  const bool met = std::any_of(evidence.receipts.begin(), evidence.receipts.end(),
                               [](const auto& receipt) { return receipt.second; });
  if (asked || met || asks_for_silence(permutation, claims)) return {};
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
