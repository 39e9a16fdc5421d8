// Owns: EvoLink's plain answers, refusals, links and numbers.
// Never knows: what a task says.
// Used by: providers/evolink.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mockling/core/address.hpp>
#include <mockling/core/submit.hpp>

namespace mockling::evolink {

using Values = std::vector<std::pair<std::string_view, std::string_view>>;

inline Response json_response(int status, const Json& body) {
  return text_response(status, dump(body), "application/json");
}

// An answer written in the data: {"status", "body"}.
inline Response written(const Json& answer) {
  return json_response(static_cast<int>(int_of(answer, "status", 500)), child(answer, "body"));
}

// What the data say of tasks.
inline const Json& task_facts(const Call& call) { return child(call.spec().document, "task"); }

// A link of provider.json with {world} and `values` filled in; it starts with {the family of hosts} it leads to.
inline std::string link(const Call& call, std::string_view name, Values values) {
  const std::string pattern = text_of(child(call.spec().document, "links"), name);
  const std::string family = pattern.substr(1, pattern.find('}') - 1);
  const std::string where = base_of(call.spec(), call.request, family);
  values.emplace_back(family, where);
  values.emplace_back("world", call.state.id());
  return fill(pattern, values);
}

// An exact decimal as a JSON number.
inline Json number(Decimal value) { return Json::parse(to_text(value)); }

}  // namespace mockling::evolink
