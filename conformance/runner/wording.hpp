// Owns: bounds and lists in words.
// Never knows: what is bounded or listed.
// Used by: predicates, selector.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <mockling/base/json.hpp>

namespace mockling::conform {

// Whether the value keeps {"is", "min", "max"} (with a suffix: "min_ms"); what is not there does not bound.
bool within(const Json& bounds, std::int64_t value, std::string_view suffix = {});

// "exactly 1", "at least 80", "between 1 and 3".
std::string bounds_in_words(const Json& bounds, std::string_view suffix = {});

// "1 job", "3 jobs".
std::string counted(std::size_t count, std::string_view what);

// The texts of a list: "a, b".
std::string joined(const Json& list, std::string_view between = ", ");

// At most 160 bytes of it, whole characters.
std::string shortened(std::string_view text);

// What a JSON Pointer (RFC 6901) names, through lists too, or nullptr.
const Json* pointed_at(const Json& document, const std::string& pointer);

// * stands for anything within a segment, ** across segments.
bool fits_pattern(std::string_view text, std::string_view pattern);

}  // namespace mockling::conform
