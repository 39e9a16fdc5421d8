// Owns: the Json type and a parse that never throws and is bounded in depth and members.
// Never knows: what a document means.
// Used by: every layer.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include <mockling/base/result.hpp>

namespace mockling {

// Objects keep the order of their members, because providers' documents have one.
using Json = nlohmann::ordered_json;

// Bounds that keep any document cheap: nesting is recursed over when printing, members are searched one by one.
struct JsonLimits {
  std::size_t depth = 64;
  std::size_t members = 4096;
};

namespace detail {

// Nesting depth and number of object members of a text, counted without building anything.
struct JsonShape {
  std::size_t depth = 0;
  std::size_t members = 0;
};

inline JsonShape measure_json(std::string_view text) {
  JsonShape shape;
  std::size_t open = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      shape.depth = ++open > shape.depth ? open : shape.depth;
    } else if ((c == '}' || c == ']') && open > 0) {
      --open;
    } else if (c == ':') {
      ++shape.members;
    }
  }
  return shape;
}

}  // namespace detail

// The document in `text` (UTF-8), or what is wrong with it. Linear in the length of the text.
inline Result<Json> parse_json(std::string_view text, JsonLimits limits = {}) {
  const detail::JsonShape shape = detail::measure_json(text);
  if (shape.depth > limits.depth) return Error{"nested deeper than " + std::to_string(limits.depth) + " levels"};
  if (shape.members > limits.members) return Error{"more than " + std::to_string(limits.members) + " members"};
  const bool whole = text.find('\0') == std::string_view::npos;  // the parser would end there and call it sound
  Json document = whole ? Json::parse(text, nullptr, false) : Json(Json::value_t::discarded);
  if (document.is_discarded()) return Error{"not valid JSON in UTF-8"};
  return document;
}

// The document as compact text; malformed UTF-8 is replaced, never thrown about.
inline std::string dump(const Json& document) { return document.dump(-1, ' ', false, Json::error_handler_t::replace); }

// The member `key` of an object, or nullptr.
inline const Json* member(const Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found != object.end() ? &*found : nullptr;
}

// The member `key` of an object, or null: safe to iterate and to look into.
inline const Json& child(const Json& object, std::string_view key) {
  static const Json kNull;
  const Json* found = member(object, key);
  return found != nullptr ? *found : kNull;
}

// The member that a path of keys leads to ("model_params.multi_shot"), or nullptr.
inline const Json* member_at(const Json& object, std::string_view path) {
  const std::size_t dot = path.find('.');
  const Json* found = member(object, path.substr(0, dot));
  return dot == std::string_view::npos || found == nullptr ? found : member_at(*found, path.substr(dot + 1));
}

// The text of member `key`, or `fallback` when it is absent or no text.
inline std::string text_of(const Json& object, std::string_view key, std::string_view fallback = {}) {
  const Json* value = member(object, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string(fallback);
}

inline bool flag_of(const Json& object, std::string_view key, bool fallback = false) {
  const Json* value = member(object, key);
  return value != nullptr && value->is_boolean() ? value->get<bool>() : fallback;
}

// The member `key` as a 64-bit integer (5.0 is one, as in JSON Schema), or `fallback` when it is none.
inline std::int64_t int_of(const Json& object, std::string_view key, std::int64_t fallback = 0) {
  const Json* value = member(object, key);
  if (value == nullptr || !value->is_number()) return fallback;
  if (value->is_number_unsigned() && value->get<std::uint64_t>() > INT64_MAX) return fallback;
  if (value->is_number_integer()) return value->get<std::int64_t>();
  const double number = value->get<double>();
  const bool fits = number >= -0x1p63 && number < 0x1p63 && std::floor(number) == number;
  return fits ? static_cast<std::int64_t>(number) : fallback;
}

}  // namespace mockling
