// Owns: the sample requests of a page: whom they are sent to, and the JSON they carry.
// Never knows: tables.
// Used by: drift/read_page.
#pragma once

#include <mockling/drift/bounded.hpp>
#include <mockling/drift/page_hints.hpp>

namespace mockling::drift {

struct Sample {
  std::size_t line = 0;
  Json body;
};

namespace detail {

// The path of the first URL in a text: "https://host/a/b" → "a/b"; "" without one.
inline std::string url_path(std::string_view text) {
  const std::size_t scheme = text.find("https://");
  if (scheme == std::string_view::npos) return {};
  std::string_view rest = text.substr(scheme + 8);
  rest = rest.substr(0, rest.find_first_of("\"'` \\)<>"));
  const std::size_t slash = rest.find('/');
  return slash == std::string_view::npos ? std::string() : std::string(rest.substr(slash + 1));
}

inline std::string_view json_type(const Json& value) {
  if (value.is_boolean()) return "boolean";
  if (value.is_number()) return value.is_number_integer() ? "integer" : "number";
  if (value.is_array()) return "array";
  return value.is_object() ? "object" : "string";
}

inline void answer_members(PageFacts& facts, const Json& object, const std::string& prefix, std::size_t line) {
  for (const auto& [name, value] : object.items()) {
    if (value.is_null()) continue;
    facts.say(3, Side::response, prefix + name, "present", true, line);
    facts.say(3, Side::response, prefix + name, "type", Json(std::string(json_type(value))), line);
    if (value.is_object()) answer_members(facts, value, prefix + name + ".", line);
  }
}

}  // namespace detail

// The path that the page's first sample posts to, or "". A command may be spread over lines that end with "\".
inline std::string sample_target(const std::vector<Line>& lines) {
  bool post = false;
  for (const Line& line : lines) {
    post = (post || contains(line.text, "curl")) && !line.text.empty();
    if (!post && !contains(line.text, "POST")) continue;
    const std::string path = detail::url_path(line.text);
    if (!path.empty() && !contains(path, "${") && !contains(line.text, "GET")) return path;
  }
  return {};
}

// The JSON bodies of the page's shell samples: from a quote and a brace to the brace and quote that end it.
inline std::vector<Sample> page_samples(const std::vector<Line>& lines) {
  std::vector<Sample> samples;
  for (std::size_t i = 0; i < lines.size() && samples.size() < 20; ++i) {
    const std::size_t open = lines[i].text.find("'{");
    if (open == std::string::npos) continue;
    std::string text = lines[i].text.substr(open + 1);
    for (std::size_t j = i + 1; j < lines.size() && j < i + 200 && !ends_with(text, "}'"); ++j)
      text += "\n" + lines[j].text;
    if (!ends_with(text, "}'")) continue;
    text = replace_all(text.substr(0, text.size() - 1), "'\\''", "'");
    auto body = bounded_json(text);
    if (body && body->is_object()) samples.push_back({lines[i].number, std::move(*body)});
  }
  return samples;
}

// The members of a sample answer: JSON on lines of its own, from "{" to the line that completes it.
inline void sample_answers(PageFacts& facts, const std::vector<Line>& lines) {
  std::size_t tried = 0;  // a page that opens a thousand answers is none
  for (std::size_t i = 0; i < lines.size() && tried < 100; ++i) {
    if (lines[i].text != "{") continue;
    ++tried;
    std::string text;
    for (std::size_t j = i; j < lines.size() && j < i + 200 && text.size() < 20'000; ++j) {
      text += lines[j].text + "\n";
      if (!starts_with(lines[j].text, "}")) continue;
      if (const auto body = bounded_json(text); body && body->is_object()) {
        detail::answer_members(facts, *body, "", lines[i].number);
        i = j;
        break;
      }
    }
  }
}

// States of the words that code samples compare a status with: `update.status === "IN_PROGRESS"`.
inline void sample_statuses(PageFacts& facts, const std::vector<Line>& lines) {
  for (const Line& line : lines)
    for (const std::string_view sign : {"status === \"", "status == \""})
      if (const std::size_t at = line.text.find(sign); at != std::string::npos) {
        const std::string_view rest = std::string_view(line.text).substr(at + sign.size());
        facts.say(3, Side::status, std::string(rest.substr(0, rest.find('"'))), "present", true, line.number);
      }
}

}  // namespace mockling::drift
