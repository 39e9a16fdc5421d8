// Owns: whether the files that an input names keep the limits that the data put on them.
// Never knows: how a file is fetched; foreign files, of which nothing is known, keep every limit.
// Used by: providers/fal/queue.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mockling/providers/fal/pydantic.hpp>
#include <mockling/spec/measures.hpp>

namespace mockling::fal {

// How a job must end because of a file, and the item of `detail` that says so.
struct MediaFault {
  std::string ending;
  Json item;
};

namespace detail {

// A text in an input and where it is.
using Found = std::pair<std::string, std::string>;

// Collects the texts below `value` that `steps` (of a JSON Pointer into its schema) lead to; lists are looked through.
inline void collect_texts(const Json& value, const std::vector<std::string_view>& steps, std::size_t at,
                          const std::string& path, std::vector<Found>& found) {
  if (value.is_array()) {
    const std::size_t next = at < steps.size() && steps[at] == "items" ? at + 1 : at;
    for (std::size_t i = 0; i < value.size(); ++i)
      collect_texts(value[i], steps, next, path + "/" + std::to_string(i), found);
  } else if (at + 1 < steps.size() && steps[at] == "properties") {
    if (const Json* part = member(value, steps[at + 1]))
      collect_texts(*part, steps, at + 2, path + pointer_step(steps[at + 1]), found);
  } else if (at == steps.size() && value.is_string()) {
    found.emplace_back(value.get<std::string>(), path);
  }
}

// The place of an annotation: a field's name, or a JSON Pointer into the schema.
inline std::vector<Found> texts_at(const Json& input, const std::string& place) {
  std::vector<Found> found;
  const std::string pointer = starts_with(place, "/") ? place.substr(1) : "properties/" + place;
  collect_texts(input, split(pointer, '/'), 0, "", found);
  return found;
}

// Whether any of the names that a file's format has is among these extensions.
inline bool is_among(const Json& names, const std::string& format) {
  for (const std::string_view name : split(format, ','))
    if (std::find(names.begin(), names.end(), Json("." + std::string(name))) != names.end()) return true;
  return false;
}

inline bool keeps(const Json& rule, const Json& limits, const Json& measures) {
  const Json* measure = member(measures, text_of(rule, "of"));
  const Json* names = member(limits, text_of(rule, "in"));
  if (measure != nullptr && names != nullptr) return is_among(*names, measure->get<std::string>());
  return is_within(measure, member(limits, text_of(rule, "min")), member(limits, text_of(rule, "max")));
}

// A number as JSON has it, a list of texts with commas between.
inline std::string in_words(const Json& value) {
  if (!value.is_array()) return dump(value);
  std::string words;
  for (const Json& name : value) words += (words.empty() ? "" : ", ") + name.get<std::string>();
  return words;
}

inline Json fault_item(const Call& call, const Json& rule, const Json& limits, const Json& measures,
                       const std::string& path, const Json& input) {
  const Json& ending = child(child(call.spec().document, "endings"), text_of(rule, "ending"));
  Json context = Json::object();
  for (const auto& [name, from] : child(rule, "ctx").items()) {
    const std::string source = from.get<std::string>();
    context[name] = limits.contains(source) ? limits[source] : child(measures, source);
  }
  std::string text = text_of(rule, "text", text_of(ending, "text"));
  for (const auto& [name, value] : context.items()) text = replace_all(text, "{" + name + "}", in_words(value));
  const std::string type = text_of(ending, "type");
  return {{"loc", location(path)}, {"msg", text},
          {"type", type},          {"url", fill(text_of(queue_facts(call), "error_url"), {{"type", type}})},
          {"ctx", context},        {"input", input}};
}

}  // namespace detail

namespace detail {

// The first of these limits that a file at this place breaks, in the order of the data.
inline std::optional<MediaFault> fault_at(const Call& call, const std::string& place, const Json& limits,
                                          const Json& input) {
  for (const auto& [url, path] : texts_at(input, place)) {
    const auto facts = facts_of(call.state, call.spec(), url);
    if (!facts) continue;
    const Json measures = measures_of(*facts);
    for (const Json& rule : child(call.spec().document, "file_limits"))
      if (!keeps(rule, limits, measures))
        return MediaFault{text_of(rule, "ending"), fault_item(call, rule, limits, measures, path, input)};
  }
  return std::nullopt;
}

}  // namespace detail

// The first limit that a file of this world breaks: those that fal annotates, then those it only tells in words.
inline std::optional<MediaFault> media_fault(const Call& call, const Model& model, const Json& input) {
  for (const auto& [place, annotation] : child(model.document, "catalog").items())
    if (const Json* limits = member(annotation, "x-fal"))
      if (auto fault = detail::fault_at(call, place, *limits, input)) return fault;
  for (const Json& limits : child(model.document, "file_limits"))
    if (holds(compile_condition(limits), input))
      if (auto fault = detail::fault_at(call, text_of(limits, "field"), limits, input)) return fault;
  return std::nullopt;
}

}  // namespace mockling::fal
