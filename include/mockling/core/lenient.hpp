// Owns: what lenient providers make of an input before they judge it.
// Never knows: which of these a provider does.
// Used by: core/submit, core/emulator.
#pragma once

#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include <mockling/base/text.hpp>
#include <mockling/spec/schema.hpp>

namespace mockling::detail {

// A number written as text becomes one where the schema wants a number.
inline void read_number(unsigned types, Json& value) {
  if (!value.is_string() || (types & (kInteger | kNumber)) == 0 || (types & kString) != 0) return;
  auto number = parse_json(value.get_ref<const std::string&>());
  if (number && number->is_number()) value = std::move(number).value();
}

// The usual words for true and false, and 1 and 0, become booleans where the schema wants one.
inline void read_boolean(unsigned types, Json& value) {
  constexpr std::string_view kTrue[] = {"true", "t", "yes", "y", "on", "1"};
  constexpr std::string_view kFalse[] = {"false", "f", "no", "n", "off", "0"};
  if ((types & kBoolean) == 0) return;
  const bool one = value.is_number() && value == 1;
  if (one || (value.is_number() && value == 0)) return value = one, void();
  if (!value.is_string() || (types & kString) != 0) return;
  const std::string word = value.get<std::string>();
  for (std::size_t i = 0; i < std::size(kTrue); ++i)
    if (iequals(word, kTrue[i]) || iequals(word, kFalse[i])) value = iequals(word, kTrue[i]);
}

// Applies `read` to every value below an input that the schema describes.
template <class Read>
void coerce(const Schema& schema, Json& value, const Read& read) {
  read(schema.types, value);
  if (value.is_array() && schema.items != nullptr)
    for (Json& item : value) coerce(*schema.items, item, read);
  if (!value.is_object()) return;
  for (const Property& property : schema.properties)
    if (const auto found = value.find(property.name); found != value.end()) coerce(property.schema, *found, read);
}

inline void drop_unknown(const Schema& schema, Json& input) {
  for (auto field = input.begin(); field != input.end();)
    field = schema.property(field.key()) == nullptr ? input.erase(field) : std::next(field);
}

inline void drop_nulls(Json& input) {
  for (auto field = input.begin(); field != input.end();)
    field = field->is_null() ? input.erase(field) : std::next(field);
}

// The same in every object below.
inline void drop_all_nulls(Json& value) {
  if (value.is_object()) drop_nulls(value);
  if (value.is_structured())
    for (Json& part : value) drop_all_nulls(part);
}

}  // namespace mockling::detail
