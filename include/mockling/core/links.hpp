// Owns: filling in the links that a provider's data have.
// Never knows: where a family of hosts is found.
// Used by: providers.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mockling/core/address.hpp>
#include <mockling/core/call.hpp>

namespace mockling {

// Names in a link, and what takes their place.
using Values = std::vector<std::pair<std::string_view, std::string_view>>;

// Makes of an id what it must be in a path; `kept` holds it.
inline void escape_id(Values& values, std::string& kept) {
  for (auto& [name, value] : values)
    if (name == "id") value = kept = percent_encode(value);
}

// The link of this name in provider.json with {world} and `values` filled in. It starts with {the family of hosts} it
// leads to; `base(call, family)` says where that is.
template <class Base>
std::string link_from(const Call& call, std::string_view name, Values values, const Base& base) {
  const std::string pattern = text_of(child(call.spec().document, "links"), name);
  const std::string family = pattern.substr(1, pattern.find('}') - 1);
  const std::string where = base(call, family);
  values.emplace_back(family, where);
  values.emplace_back("world", call.state.id());
  std::string id;
  escape_id(values, id);
  return fill(pattern, values);
}

}  // namespace mockling
