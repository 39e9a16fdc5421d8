// Owns: documents written in the data with {names}, and what fills them for an endpoint.
// Never knows: which documents there are.
// Used by: providers/fal/openapi, providers/fal/platform.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mockling/providers/fal/envelope.hpp>

namespace mockling::fal {

// Names and what takes their place.
using Texts = std::vector<std::pair<std::string, std::string>>;

namespace detail {

inline Json filled(const Json& document, const Values& values) {
  if (document.is_string()) return fill(document.get_ref<const std::string&>(), values);
  if (!document.is_structured()) return document;
  Json result = document.is_array() ? Json::array() : Json::object();
  if (document.is_array())
    for (const Json& part : document) result.push_back(filled(part, values));
  else
    for (const auto& [key, part] : document.items()) result[fill(key, values)] = filled(part, values);
  return result;
}

inline char ascii_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// "kling-video/o3/4k/edit" → "KlingVideoO34kEdit"
inline std::string pascal_case(std::string_view path) {
  std::string name;
  bool first = true;
  for (const char c : path) {
    const bool part_of_word = c != '/' && c != '-' && c != '_';
    if (part_of_word) name += first ? ascii_upper(c) : c;
    first = !part_of_word;
  }
  return name;
}

inline std::string text_in(const Texts& texts, std::string_view name) {
  for (const auto& [key, text] : texts)
    if (key == name) return text;
  return {};
}

// The row of a table in the data whose `prefix` or `suffix` the id has.
inline Json row_for(const Json& rows, std::string_view id) {
  for (const Json& row : rows)
    if (starts_with(id, text_of(row, "prefix")) && ends_with(id, text_of(row, "suffix"))) return row;
  return {};
}

}  // namespace detail

// `document` with every {name} in its texts and keys filled in; unknown ones stay.
inline Json filled(const Json& document, const Texts& texts) {
  const Values values(texts.begin(), texts.end());
  return detail::filled(document, values);
}

// What the data's documents may say of an endpoint and of where the client finds each family of hosts.
inline Texts endpoint_texts(const Call& call, const Model& model) {
  const Json& platform = child(call.spec().document, "platform");
  const Json group = detail::row_for(child(platform, "groups"), model.id);
  const Json& classes = child(child(model.document, "catalog"), "");
  const std::string name = detail::pascal_case(model.id.substr(model.id.find('/') + 1));
  const std::string type = text_of(classes, "class", name);
  Texts texts{{"id", model.id},
              {"title", text_of(model.document, "title")},
              {"category", model.type},
              {"description", text_of(model.document, "description")},
              {"group", text_of(group, "group")},
              {"tier", text_of(group, "tier")},
              {"task", text_of(detail::row_for(child(platform, "tasks"), model.id), "task")},
              {"thumbnail", link(call, "thumbnail", {{"model", model.id}})},
              {"name", name},
              {"input_class", text_of(classes, "input_class", type + "Input")},
              {"output_class", text_of(classes, "output_class", type + "Output")}};
  for (const HostName& host : call.spec().hosts)
    if (detail::text_in(texts, host.family).empty()) texts.emplace_back(host.family, base(call, host.family));
  return texts;
}

}  // namespace mockling::fal
