// Owns: EvoLink's plain answers, refusals, links and numbers.
// Never knows: what a task says.
// Used by: providers/evolink.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mockling/base/json_number.hpp>
#include <mockling/core/links.hpp>
#include <mockling/core/submit.hpp>

namespace mockling::evolink {

// What the data say of tasks.
inline const Json& task_facts(const Call& call) { return child(call.spec().document, "task"); }

// A link of provider.json with {world} and `values` filled in; it starts with {the family of hosts} it leads to.
inline std::string link(const Call& call, std::string_view name, Values values) {
  return link_from(call, name, std::move(values), [](const Call& asked, const std::string& family) {
    return base_of(asked.spec(), asked.request, family);
  });
}

}  // namespace mockling::evolink
