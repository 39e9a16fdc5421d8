#include "judge.hpp"

#include <algorithm>
#include <array>

#include "predicates.hpp"

namespace mockling::conform {

namespace {

// A door that hears only "a video" or "none" cannot be asked for more.
bool is_tellable(const Json& check, const Claims& claims) {
  if (!claims.any_op) return true;
  if (member(check, "cost") != nullptr || member(check, "own") != nullptr) return false;
  for (const auto& [name, ignored] : child(check, "result").items())
    if (name != "outcome" && name != "category") return false;
  return member(check, "result") == nullptr || member(child(check, "result"), "outcome") != nullptr;
}

// The check without what such a door cannot tell: of which kind an error was.
Json tellable(Json check, const Claims& claims) {
  if (claims.any_op && child(check, "result").is_object()) check["result"].erase("category");
  return check;
}

// Faults that the check rests on and that never met their request.
Json missing_receipts(const Json& check, const Evidence& evidence) {
  Json missing = Json::array();
  for (const Json& fault : child(check, "receipt")) {
    const auto receipt = evidence.receipts.find(fault.is_string() ? fault.get<std::string>() : dump(fault));
    if (receipt == evidence.receipts.end() || !receipt->second) missing.push_back(fault);
  }
  return missing;
}

void add(std::string& text, const std::string& more) {
  if (!more.empty()) text += (text.empty() ? "" : "; ") + more;
}

CheckResult judge_check(const Json& check, const Evidence& evidence) {
  CheckResult result{check, Verdict::pass, {}, {}, {}};
  if (const Json missing = missing_receipts(check, evidence); !missing.empty()) {
    result.verdict = Verdict::inconclusive;
    result.expected = "a request for each fault";
    result.actual = "nothing met the fault " + dump(missing);
    return result;
  }
  std::string held;
  // What only the run knows, and a check may name.
  const Json known = filled(check, {{"price", evidence.price}, {"key", evidence.key}});
  for (const auto& [name, asked] : known.items()) {
    if (!is_predicate(name)) continue;
    const Judged judged = ask(name, asked, evidence);
    add(result.expected, judged.expected);
    add(judged.held ? held : result.actual, judged.actual);
    if (judged.held) continue;
    result.verdict = text_of(check, "level") == "must" ? Verdict::fail : Verdict::warn;
    result.lines.insert(result.lines.end(), judged.lines.begin(), judged.lines.end());
  }
  if (result.verdict == Verdict::pass) result.actual = held;
  return result;
}

CheckResult not_claimed(const Json& check, const std::string& what) {
  return {check, Verdict::not_claimed, {}, "the client does not claim " + what, {}};
}

}  // namespace

std::vector<CheckResult> judge(const Permutation& permutation, const Claims& claims, const Evidence& evidence) {
  std::vector<CheckResult> results;
  for (const Json& check : child(permutation.document, "expect")) {
    const std::string needed = text_of(check, "if"), instead = text_of(check, "unless");
    if (!instead.empty() && claims.capability(instead)) continue;
    if (!needed.empty() && !claims.capability(needed))
      results.push_back(not_claimed(check, needed));
    else if (!is_tellable(check, claims))
      results.push_back(not_claimed(check, "to tell more than whether there is a video"));
    else
      results.push_back(judge_check(tellable(check, claims), evidence));
  }
  return results;
}

std::vector<CheckResult> unclaimed(const Permutation& permutation, const std::string& what) {
  std::vector<CheckResult> results;
  for (const Json& check : child(permutation.document, "expect")) results.push_back(not_claimed(check, what));
  return results;
}

}  // namespace mockling::conform
