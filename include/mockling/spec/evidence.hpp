// Owns: finding where a fact of a data file comes from.
// Never knows: what the fact is for.
// Used by: core/statement.
#pragma once

#include <algorithm>
#include <string_view>

#include <mockling/base/json.hpp>

namespace mockling {

// The source of what stands at `place` (a JSON Pointer) of a data file: the entry of its `sources` whose pointer covers
// the place most closely; null where there is none at all.
inline const Json& source_of(const Json& document, std::string_view place) {
  const Json& sources = child(document, "sources");
  while (!place.empty() && member(sources, place) == nullptr)
    place.remove_suffix(place.size() - std::min(place.rfind('/'), place.size() - 1));
  return child(sources, place);
}

}  // namespace mockling
