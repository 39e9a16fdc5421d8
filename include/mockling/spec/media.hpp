// Owns: the size, length and sound of the clip that a job makes, as its model's data says.
// Never knows: how a clip is made.
// Used by: core/submit; host turns the shape into a clip.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <mockling/spec/seconds.hpp>

namespace mockling {

struct Size {
  int width = 0;
  int height = 0;
};

// Everything about a clip that a program can measure.
struct ClipShape {
  Size size;
  int rate_numerator = 24;  // frames per second = numerator / denominator
  int rate_denominator = 1;
  Millis length{0};
  bool sound = false;
};

// The variant counts that the input `choice` names, else the last one; without variants the table where the input names
// one of its rows, else the shape of the followed file, else `otherwise`.
struct SizeRule {
  std::string choice;
  std::vector<std::string> chosen;  // what `choice` says for each variant
  std::vector<SizeRule> variants;
  std::string input;
  std::string follow;  // the file given as this input
  std::vector<std::pair<std::string, Size>> table;
  Size area;  // of a followed shape; 0×0: its own
  Size otherwise;
};

// Sound when the input is `equals`, or when the followed video has sound and `only_if` (if any) is true.
struct SoundRule {
  std::string input;
  Json equals = true;
  std::string follow;
  std::string only_if;
  bool always = false;  // with `follow`: where the video is not known; alone: the answer
};

struct MediaRule {
  std::string output = "video";
  int rate_numerator = 24;
  int rate_denominator = 1;
  SizeRule size;
  SecondsRule seconds;
  SoundRule sound;
};

namespace detail {

inline Size size_value(const Json& pair) {
  return pair.is_array() && pair.size() == 2 ? Size{pair[0].get<int>(), pair[1].get<int>()} : Size{};
}

// The nearest even number ≥ 2, because 4:2:0 pictures have even sides.
inline int even(double side) { return std::max(2, static_cast<int>(std::lround(side / 2)) * 2); }

// The size of `shape`'s proportions with the area of `area`, or smaller so that no side is longer than its longest.
inline Size scale_to_area(const FileFacts& shape, Size area) {
  const double ratio = static_cast<double>(shape.width) / shape.height;
  const double pixels = static_cast<double>(area.width) * area.height;
  const double longest = std::max(area.width, area.height);
  const double width = std::min({std::sqrt(pixels * ratio), longest, longest * ratio});
  return {even(width), even(width / ratio)};
}

inline SizeRule compile_size(const Json& document, const std::string& place, std::vector<std::string>& problems) {
  SizeRule rule{text_of(document, "choose"),
                {},
                {},
                text_of(document, "input"),
                text_of(document, "follow"),
                {},
                size_value(document.value("area", Json())),
                size_value(document.value("else", Json()))};
  for (const auto& [name, variant] : child(document, "from").items()) {
    rule.chosen.push_back(name);
    rule.variants.push_back(compile_size(variant, place + "/from/" + name, problems));
  }
  for (const auto& [name, pair] : child(document, "table").items()) rule.table.emplace_back(name, size_value(pair));
  if (rule.variants.empty() && (rule.otherwise.width <= 0 || rule.otherwise.height <= 0))
    problems.push_back(place + "/else must be [width, height]");
  return rule;
}

}  // namespace detail

inline MediaRule compile_media(const Json& document, const std::string& place, std::vector<std::string>& problems) {
  MediaRule rule;
  rule.output = text_of(document, "output", "video");
  if (rule.output != "video") return rule;
  const std::string rate = text_of(document, "fps", "24");
  const std::size_t slash = rate.find('/');
  rule.rate_numerator = static_cast<int>(parse_int(rate.substr(0, slash)).value_or(0));
  rule.rate_denominator =
      slash == std::string::npos ? 1 : static_cast<int>(parse_int(rate.substr(slash + 1)).value_or(0));
  if (rule.rate_numerator <= 0 || rule.rate_denominator <= 0)
    problems.push_back(place + "/fps must be like 24 or 30000/1001");
  rule.size = detail::compile_size(document.value("size", Json::object()), place + "/size", problems);
  rule.seconds = compile_seconds(document.value("seconds", Json::object()), place + "/seconds", problems);
  const Json sound = document.value("sound", Json::object());
  rule.sound = {text_of(sound, "input"), sound.value("equals", Json(true)), text_of(sound, "follow"),
                text_of(sound, "if"), flag_of(sound, "always")};
  return rule;
}

namespace detail {

inline std::optional<FileFacts> followed(const std::string& field, const Json& input, const FileLookup& files) {
  const std::string url = field.empty() ? std::string() : first_url(input, field);
  return url.empty() ? std::nullopt : files(url);
}

inline Size size_of(const SizeRule& rule, const Json& input, const FileLookup& files) {
  if (!rule.variants.empty()) {
    const auto found = std::find(rule.chosen.begin(), rule.chosen.end(), text_of(input, rule.choice));
    const auto at = static_cast<std::size_t>(found - rule.chosen.begin());
    return size_of(rule.variants[std::min(at, rule.variants.size() - 1)], input, files);
  }
  const std::string wanted = rule.input.empty() ? std::string() : text_of(input, rule.input);
  for (const auto& [name, size] : rule.table)
    if (name == wanted) return size;
  const auto facts = followed(rule.follow, input, files);
  if (!facts || facts->width <= 0 || facts->height <= 0) return rule.otherwise;
  return scale_to_area(*facts, rule.area.width > 0 ? rule.area : Size{facts->width, facts->height});
}

inline bool sound_of(const SoundRule& rule, const Json& input, const FileLookup& files) {
  const Json* asked = rule.input.empty() ? nullptr : member(input, rule.input);
  if (asked != nullptr && *asked == rule.equals) return true;
  if (rule.follow.empty()) return rule.input.empty() && rule.always;
  const bool wanted = given(input, rule.follow) && (rule.only_if.empty() || flag_of(input, rule.only_if));
  const auto facts = followed(rule.follow, input, files);
  return wanted && (facts ? facts->sound : rule.always);
}

}  // namespace detail

// The clip that a normalised input asks for; its length is 0 when nothing says it.
inline ClipShape clip_shape(const MediaRule& rule, const Json& input, const FileLookup& files) {
  ClipShape shape;
  shape.size = detail::size_of(rule.size, input, files);
  shape.rate_numerator = rule.rate_numerator;
  shape.rate_denominator = rule.rate_denominator;
  shape.length = length_of(rule.seconds, input, files).value_or(Millis(0));
  shape.sound = detail::sound_of(rule.sound, input, files);
  return shape;
}

}  // namespace mockling
