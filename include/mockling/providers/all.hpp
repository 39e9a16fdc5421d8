// Owns: the list of providers that are built in.
// Never knows: anything about them.
// Used by: core/emulator's callers.
#pragma once

#include <vector>

#include <mockling/providers/evolink.hpp>
#include <mockling/providers/fal.hpp>
#include <mockling/providers/wavespeed.hpp>

namespace mockling {

inline std::vector<Dialect> all_dialects() { return {evolink::dialect(), fal::dialect(), wavespeed::dialect()}; }

}  // namespace mockling
