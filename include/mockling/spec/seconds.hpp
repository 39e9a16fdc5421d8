// Owns: how long a clip is, as a model's data says it: from an input, a sum of shots, or a given video.
// Never knows: prices, encoders.
// Used by: spec/price, spec/media.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <mockling/base/json.hpp>
#include <mockling/base/time.hpp>

namespace mockling {

// What is known about a picture or video that an input names.
struct FileFacts {
  int width = 0;  // 0: not known
  int height = 0;
  Millis length{0};  // 0: a picture, or not known
  bool sound = false;
  std::uint64_t size = 0;                  // in bytes; 0: not known
  std::int64_t frames_per_kilosecond = 0;  // 0: a picture, or not known
};

// Tells what is known about the file behind a URL, or nothing.
using FileLookup = std::function<std::optional<FileFacts>(std::string_view url)>;

inline std::optional<FileFacts> no_files(std::string_view) { return std::nullopt; }

// A whole number of seconds, at most a hundred years, given as a number or as its decimal text, or nothing.
inline std::optional<std::int64_t> seconds_value(const Json& value) {
  constexpr std::int64_t kCentury = std::int64_t{36600} * 86'400;
  const Json holder{{"seconds", value}};
  const std::int64_t number =
      value.is_string() ? parse_int(value.get_ref<const std::string&>()).value_or(-1) : int_of(holder, "seconds", -1);
  return number >= 0 && number <= kCentury ? std::optional(number) : std::nullopt;
}

namespace detail {

// Absent, null, "" and [] all count as not given. The field may be a path of keys.
inline bool given(const Json& input, const std::string& field) {
  const Json* value = member_at(input, field);
  if (value == nullptr || value->is_null()) return false;
  if (value->is_string()) return !value->get_ref<const std::string&>().empty();
  return !value->is_array() || !value->empty();
}

}  // namespace detail

// The first URL of an input that is a URL or a list of them.
inline std::string first_url(const Json& input, const std::string& field) {
  const Json* value = member(input, field);
  if (value != nullptr && value->is_array() && !value->empty()) value = &value->front();
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

struct SecondsRule {
  enum class From { constant, input, sum, file };
  From from = From::constant;
  std::string field;  // the input, the list, or the file's input
  std::string item;   // member of the list's entries
  Millis assumed{0};  // when the file's length is not known; the length itself for `constant`
  std::shared_ptr<const SecondsRule> otherwise;
};

// {"input"} | {"sum","item","else"} | {"file","assume_ms"} | {"ms"}
inline SecondsRule compile_seconds(const Json& document, const std::string& place, std::vector<std::string>& problems) {
  SecondsRule rule;
  if (const Json* input = member(document, "input")) {
    rule.from = SecondsRule::From::input;
    rule.field = input->get<std::string>();
  } else if (const Json* list = member(document, "sum")) {
    rule.from = SecondsRule::From::sum;
    rule.field = list->get<std::string>();
    rule.item = text_of(document, "item");
  } else if (const Json* file = member(document, "file")) {
    rule.from = SecondsRule::From::file;
    rule.field = file->get<std::string>();
    rule.assumed = Millis(int_of(document, "assume_ms"));
  } else if (member(document, "ms") != nullptr) {
    rule.assumed = Millis(int_of(document, "ms"));
  } else {
    problems.push_back(place + " must have input, sum, file or ms");
  }
  if (const Json* otherwise = member(document, "else"))
    rule.otherwise = std::make_shared<const SecondsRule>(compile_seconds(*otherwise, place + "/else", problems));
  return rule;
}

// The length that `rule` gives for a normalised input, or nothing when the input does not say.
inline std::optional<Millis> length_of(const SecondsRule& rule, const Json& input, const FileLookup& files) {
  const auto otherwise = [&]() {
    return rule.otherwise != nullptr ? length_of(*rule.otherwise, input, files) : std::nullopt;
  };
  const Json* value = member_at(input, rule.field);
  switch (rule.from) {
    case SecondsRule::From::constant: return rule.assumed;
    case SecondsRule::From::input: {
      const auto seconds = value != nullptr ? seconds_value(*value) : std::nullopt;
      return seconds ? std::optional(Millis(*seconds * 1000)) : otherwise();
    }
    case SecondsRule::From::sum: {
      if (value == nullptr || !value->is_array() || value->empty()) return otherwise();
      std::int64_t total = 0;
      for (const Json& entry : *value) {
        const Json* part = member(entry, rule.item);
        total += part != nullptr ? seconds_value(*part).value_or(0) : 0;
      }
      return Millis(total * 1000);
    }
    case SecondsRule::From::file: {
      const std::string url = first_url(input, rule.field);
      if (url.empty()) return otherwise();
      const auto facts = files(url);
      return facts && facts->length.count() > 0 ? facts->length : rule.assumed;
    }
  }
  return std::nullopt;
}

}  // namespace mockling
