// Owns: what somebody expects of a world's exchanges, read from JSON.
// Never knows: what happened.
// Used by: core/verification.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>
#include <mockling/base/text.hpp>

namespace mockling {

// Which exchanges are meant; what is empty or absent does not matter.
struct ExchangePattern {
  Json as_written;
  std::string method;
  std::string provider;
  std::string operation;
  std::string path;  // `*` stands for anything within a segment, `**` across them
  std::string job;
  std::optional<std::int64_t> status;
  std::optional<Json> body;  // the request's JSON has all of this; lists are the same
};

// How often. Both bounds belong to it.
struct Expectation {
  ExchangePattern pattern;
  std::int64_t at_least = 1;
  std::optional<std::int64_t> at_most;
};

struct Expectations {
  std::vector<Expectation> expect;
  std::vector<ExchangePattern> order;
  bool none_unexpected = false;  // every exchange fits one of `expect` or `order`
  std::int64_t after = 0;        // only exchanges with a number above this
};

namespace detail {

inline constexpr std::array<std::string_view, 7> kPatternFields = {"method", "provider", "operation", "path",
                                                                   "job",    "status",   "body"};
inline constexpr std::array<std::string_view, 3> kCountFields = {"count", "at_least", "at_most"};

template <class Names>
bool is_one_of(const Names& names, std::string_view name) {
  for (const std::string_view known : names)
    if (known == name) return true;
  return false;
}

inline Result<std::int64_t> count_at(const Json& value, const std::string& where) {
  if (!value.is_number_integer() || value < 0 || value > 1'000'000'000)
    return Error{where + " is a whole number from 0 to 1000000000"};
  return value.get<std::int64_t>();
}

// Takes one field into the pattern.
inline Result<void> take_field(ExchangePattern& pattern, const std::string& key, const Json& value,
                               const std::string& where) {
  const std::pair<std::string_view, std::string*> texts[] = {{"method", &pattern.method},
                                                             {"provider", &pattern.provider},
                                                             {"operation", &pattern.operation},
                                                             {"path", &pattern.path},
                                                             {"job", &pattern.job}};
  for (const auto& [name, text] : texts) {
    if (name != key) continue;
    if (!value.is_string()) return Error{where + "." + key + " is a text"};
    *text = value.get<std::string>();
    if (text->size() > 1000) return Error{where + "." + key + " has at most 1000 bytes"};
  }
  if (key == "body") pattern.body = value;
  if (key != "status") return {};
  const auto status = count_at(value, where + ".status");
  if (!status) return status.error();
  pattern.status = *status;
  return {};
}

inline Result<ExchangePattern> parse_pattern(const Json& json, const std::string& where, bool counted) {
  if (!json.is_object()) return Error{where + " is an object"};
  ExchangePattern pattern;
  pattern.as_written = json;
  for (const auto& [key, value] : json.items()) {
    if (counted && is_one_of(kCountFields, key)) continue;
    if (!is_one_of(kPatternFields, key))
      return Error{where + " has no \"" + std::string(utf8_prefix(key, 60)) + "\"; it has: " +
                   join(kPatternFields, ", ") + (counted ? ", " + join(kCountFields, ", ") : std::string())};
    if (auto taken = take_field(pattern, key, value, where); !taken) return taken.error();
  }
  return pattern;
}

inline Result<Expectation> parse_expectation(const Json& json, const std::string& where) {
  auto pattern = parse_pattern(json, where, true);
  if (!pattern) return pattern.error();
  Expectation wanted{std::move(pattern).value(), 1, std::nullopt};
  if (json.contains("at_most") && !json.contains("at_least")) wanted.at_least = 0;
  for (const std::string_view key : kCountFields) {
    const Json* value = member(json, key);
    if (value == nullptr) continue;
    if (key != "count" && json.contains("count")) return Error{where + " has count, or at_least and at_most"};
    const auto count = count_at(*value, where + "." + std::string(key));
    if (!count) return count.error();
    if (key != "at_most") wanted.at_least = *count;
    if (key != "at_least") wanted.at_most = *count;
  }
  if (wanted.at_most && *wanted.at_most < wanted.at_least)
    return Error{where + ".at_most is " + std::to_string(wanted.at_least) + " or more, as at_least says"};
  return wanted;
}

}  // namespace detail

// {"expect": [{PATTERN, "count" | "at_least", "at_most"}], "order": [{PATTERN}], "none_unexpected", "after"}. An Error
// names the field and what it takes.
inline Result<Expectations> parse_expectations(const Json& json) {
  constexpr std::array<std::string_view, 4> kFields = {"expect", "order", "none_unexpected", "after"};
  Expectations wanted;
  for (const auto& [key, value] : json.items()) {
    if (!detail::is_one_of(kFields, key))
      return Error{"there is nothing to verify called \"" + std::string(utf8_prefix(key, 60)) +
                   "\"; there are: " + join(kFields, ", ")};
    if (key == "none_unexpected" && !value.is_boolean()) return Error{"none_unexpected is true or false"};
    if (key == "none_unexpected") wanted.none_unexpected = value.get<bool>();
    if (key == "after") {
      const auto after = detail::count_at(value, key);
      if (!after) return after.error();
      wanted.after = *after;
    }
    if (key != "expect" && key != "order") continue;
    if (!value.is_array() || value.size() > 100) return Error{key + " is a list of at most 100"};
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string where = key + "[" + std::to_string(i) + "]";
      if (key == "expect") {
        auto one = detail::parse_expectation(value[i], where);
        if (!one) return one.error();
        wanted.expect.push_back(std::move(one).value());
      } else {
        auto one = detail::parse_pattern(value[i], where, false);
        if (!one) return one.error();
        wanted.order.push_back(std::move(one).value());
      }
    }
  }
  if (wanted.expect.empty() && wanted.order.empty() && !wanted.none_unexpected)
    return Error{"say what to verify: " + join(kFields, ", ")};
  return wanted;
}

}  // namespace mockling
