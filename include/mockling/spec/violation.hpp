// Owns: the structured answer to "what is wrong with this input".
// Never knows: any provider's words for it.
// Used by: spec/validate, spec/rules, spec/words.
#pragma once

#include <string>
#include <utility>

#include <mockling/base/json.hpp>
#include <mockling/base/text.hpp>

namespace mockling {

struct Violation {
  std::string path;     // JSON Pointer to the offending value ("/multi_prompt/0/duration")
  std::string keyword;  // the JSON Schema keyword or named rule that does not hold
  Json limit;           // what it asks for
  Json actual;          // what was given; null when nothing was
  std::string text{};   // the words of the rule itself, where its data has them; empty for the schema's keywords
};

// "/multi_prompt/0/duration" → "multi_prompt[0].duration"
inline std::string field_name(std::string_view path) {
  std::string name;
  if (path.empty()) return name;
  for (const std::string_view step : split(path.substr(1), '/')) {
    if (parse_int(step) && !name.empty()) {
      name.append("[").append(step).append("]");
    } else {
      if (!name.empty()) name += '.';
      name += replace_all(replace_all(step, "~1", "/"), "~0", "~");
    }
  }
  return name;
}

// One reference token of a JSON Pointer (RFC 6901).
inline std::string pointer_step(std::string_view key) {
  return "/" + replace_all(replace_all(key, "~", "~0"), "/", "~1");
}

// The JSON Pointer of a path of keys: "model_params.multi_shot" → "/model_params/multi_shot".
inline std::string pointer_to(std::string_view path) {
  std::string pointer;
  for (const std::string_view key : split(path, '.')) pointer += pointer_step(key);
  return pointer;
}

}  // namespace mockling
