#include "selector.hpp"

#include <algorithm>
#include <array>

namespace mockling::conform {

namespace {

using Test = bool (*)(const Exchange&);

struct Named {
  std::string_view name;
  std::string_view words;
  Test fits;
};

constexpr std::array<Named, 12> kNamed = {{
    {"submits", "submits", [](const Exchange& e) { return e.in && e.submits; }},
    {"billable", "submits that made a job", [](const Exchange& e) { return e.in && e.submits && !e.job.empty(); }},
    {"polls", "polls", [](const Exchange& e) { return e.in && e.plays("poll"); }},
    {"results", "questions for the result", [](const Exchange& e) { return e.in && e.plays("result"); }},
    {"cancels", "cancels", [](const Exchange& e) { return e.in && e.plays("cancel"); }},
    {"files", "requests for files", [](const Exchange& e) { return e.in && e.plays("file"); }},
    {"uploads", "uploads", [](const Exchange& e) { return e.in && e.plays("upload"); }},
    {"api", "requests to the API", [](const Exchange& e) { return e.in && !e.plays("file"); }},
    {"any", "requests", [](const Exchange& e) { return e.in; }},
    {"struck", "requests that a fault struck", [](const Exchange& e) { return e.in && !e.fault.empty(); }},
    {"questions", "questions about the job",
     [](const Exchange& e) { return e.in && (e.plays("poll") || e.plays("result")); }},
    {"hooks", "webhooks", [](const Exchange& e) { return !e.in; }},
}};

const Named* named(const Json& selector) {
  const Json& name = selector.is_object() ? child(selector, "of") : selector;
  if (!name.is_string()) return nullptr;
  const auto found = std::find_if(kNamed.begin(), kNamed.end(),
                                  [&](const Named& each) { return each.name == name.get_ref<const std::string&>(); });
  return found == kNamed.end() ? nullptr : &*found;
}

bool fits(const Json& selector, const Exchange& exchange) {
  if (!selector.is_object()) return true;
  if (const Json* host = member(selector, "host"); host != nullptr && (*host == "foreign") != exchange.foreign)
    return false;
  if (const Json* method = member(selector, "method"); method != nullptr && *method != exchange.method) return false;
  if (const Json* fault = member(selector, "fault"); fault != nullptr && *fault != exchange.fault) return false;
  if (const Json* status = member(selector, "status"); status != nullptr && *status != exchange.status) return false;
  return true;
}

}  // namespace

std::vector<const Exchange*> selected(const Json& selector, const Evidence& evidence) {
  std::vector<const Exchange*> chosen;
  const Named* name = named(selector);
  if (name == nullptr) return chosen;
  for (const Exchange& exchange : evidence.wire)
    if (name->fits(exchange) && fits(selector, exchange)) chosen.push_back(&exchange);
  const auto nth = static_cast<std::size_t>(int_of(selector, "nth"));
  if (nth == 0) return chosen;
  if (nth > chosen.size()) return {};
  return {chosen[nth - 1]};
}

std::string in_words(const Json& selector) {
  const Named* name = named(selector);
  std::string text(name == nullptr ? "nothing" : name->words);
  if (!selector.is_object()) return text;
  if (const std::string method = text_of(selector, "method"); !method.empty()) text += " by " + method;
  if (text_of(selector, "host") == "foreign") text += " at a foreign host";
  if (member(selector, "status") != nullptr) text += " answered " + std::to_string(int_of(selector, "status"));
  if (const std::string fault = text_of(selector, "fault"); !fault.empty()) text += " struck by " + fault;
  if (member(selector, "nth") != nullptr) text += " (number " + std::to_string(int_of(selector, "nth")) + ")";
  return text;
}

bool is_selector(const Json& selector) { return named(selector) != nullptr; }

}  // namespace mockling::conform
