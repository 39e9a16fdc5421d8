// Owns: exact decimals as JSON numbers.
// Never knows: what they count.
// Used by: providers.
#pragma once

#include <mockling/base/decimal.hpp>
#include <mockling/base/json.hpp>

namespace mockling {

// A number that prints with the decimal's own digits, as far as a double tells them apart.
inline Json json_number(Decimal value) { return Json::parse(to_text(value)); }

}  // namespace mockling
