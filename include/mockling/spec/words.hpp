// Owns: a violation in a provider's words, from its templates.
// Never knows: the status or envelope around the text.
// Used by: core/submit, providers.
#pragma once

#include <string>

#include <mockling/base/json.hpp>
#include <mockling/spec/route.hpp>
#include <mockling/spec/violation.hpp>

namespace mockling {

// The templates of one provider: `violations`, `range_text` and `type_texts` of its provider.json.
struct Words {
  Json violations = Json::object();
  Json ranges = Json::object();
  Json types = Json::object();
};

namespace detail {

// A value as it reads inside a sentence; long texts are cut, nothing is echoed unbounded.
inline std::string plain(const Json& value) {
  if (value.is_null()) return {};
  const std::string text = value.is_string() ? value.get<std::string>() : dump(value);
  return std::string(utf8_prefix(text, 200));
}

inline std::string list_text(const Json& list, std::string_view quote) {
  std::string text;
  if (!list.is_array()) return plain(list);
  for (const Json& item : list) text.append(text.empty() ? "" : ", ").append(quote).append(plain(item)).append(quote);
  return text;
}

inline std::string type_text(const Words& words, const Json& limit) {
  if (limit.is_string()) return text_of(words.types, limit.get<std::string>(), limit.get<std::string>());
  std::string text;
  if (!limit.is_array()) return text;  // the limit of another keyword than "type"
  for (const Json& type : limit) text += (text.empty() ? "" : " or ") + type_text(words, type);
  return text;
}

inline std::string range_text(const Words& words, const Json& limit) {
  const std::string low = limit.is_object() && limit.contains("minimum") ? plain(limit["minimum"]) : "";
  const std::string high = limit.is_object() && limit.contains("maximum") ? plain(limit["maximum"]) : "";
  const char* form = low.empty() ? "maximum" : high.empty() ? "minimum" : "between";
  return fill(text_of(words.ranges, form), {{"minimum", low}, {"maximum", high}});
}

}  // namespace detail

// The provider's sentence for `violation`: that of the rule itself, else that for its keyword; the keyword itself where
// the provider has no words for it.
inline std::string say(const Words& words, const Violation& violation) {
  const Json* other = member(violation.limit, "with");
  const Json* most = member(violation.limit, "max");
  const std::string field = field_name(violation.path);
  const std::string limit = detail::plain(most != nullptr ? *most : violation.limit);
  const std::string form =
      !violation.text.empty() ? violation.text : text_of(words.violations, violation.keyword, violation.keyword);
  return fill(form, {{"field", utf8_prefix(field, 100)},
                     {"limit", limit},
                     {"actual", detail::plain(violation.actual)},
                     {"other", other != nullptr ? detail::plain(*other) : ""},
                     {"values", detail::list_text(violation.limit, "")},
                     {"fields", detail::list_text(violation.limit, "\"")},
                     {"a_type", detail::type_text(words, violation.limit)},
                     {"range", detail::range_text(words, violation.limit)}});
}

}  // namespace mockling
