// Owns: whether the files that an input names keep the limits of their model, and how the job ends if one does not.
// Never knows: how a file is fetched; foreign files, of which nothing is known, keep every limit.
// Used by: providers.
#pragma once

#include <optional>
#include <string>

#include <mockling/core/submit.hpp>

namespace mockling {

// How a job must end because of a file, and where it is; `text` says why and may be empty.
struct FileFault {
  std::string ending;
  std::string path;
  std::string text;
};

namespace detail {

// What can be measured of a file, by the names that limits use; what is not known is left out.
inline Json file_measures(State& state, const ProviderSpec& spec, std::string_view url) {
  Json measures = Json::object();
  const auto facts = facts_of(state, spec, url);
  if (!facts) return measures;
  if (const FileRecord* file = file_at(state, spec, url)) measures["type"] = file->content_type;
  if (facts->size > 0) measures["bytes"] = facts->size;
  if (facts->width > 0 && facts->height > 0) {
    measures["shorter"] = std::min(facts->width, facts->height);
    measures["longer"] = std::max(facts->width, facts->height);
    measures["ratio"] = static_cast<double>(facts->width) / facts->height;
  }
  if (facts->length.count() > 0) measures["seconds"] = static_cast<double>(facts->length.count()) / 1000;
  if (facts->frames_per_kilosecond > 0) measures["fps"] = static_cast<double>(facts->frames_per_kilosecond) / 1000;
  return measures;
}

inline bool keeps_limit(const Json& limit, const Json& measures) {
  const Json* measure = member(measures, text_of(limit, "of"));
  const Json* least = member(limit, "min");
  const Json* most = member(limit, "max");
  if (measure == nullptr) return true;
  if (const Json* list = member(limit, "is")) return std::find(list->begin(), list->end(), *measure) != list->end();
  return (least == nullptr || !(*measure < *least)) && (most == nullptr || !(*most < *measure));
}

// The texts at a place; a list of texts is one, too.
inline std::vector<std::pair<std::string, std::string>> urls_at(const Json& input, const std::string& place) {
  const Json* list = member_at(input, place);
  if (list == nullptr || !list->is_array()) return texts_at(input, place);
  std::vector<std::pair<std::string, std::string>> urls;
  for (std::size_t i = 0; i < list->size(); ++i)
    if ((*list)[i].is_string())
      urls.emplace_back(pointer_to(place) + "/" + std::to_string(i), (*list)[i].get<std::string>());
  return urls;
}

inline std::optional<FileFault> fault_of_file(State& state, const ProviderSpec& spec, const Json& limits,
                                              const std::string& path, const std::string& url) {
  if (url.empty()) return std::nullopt;
  if (!starts_with(url, "http://") && !starts_with(url, "https://"))
    return FileFault{text_of(child(spec.document, "unreachable_media"), "ending"), path, {}};
  const Json measures = file_measures(state, spec, url);
  for (const Json& limit : limits)
    if (!keeps_limit(limit, measures)) return FileFault{text_of(limit, "ending"), path, text_of(limit, "text")};
  return std::nullopt;
}

}  // namespace detail

// The first limit that a file breaks, in the order of the model's `files`; a text that is no address of a file breaks
// them all.
inline std::optional<FileFault> file_fault(State& state, const ProviderSpec& spec, const Model& model,
                                           const Json& input) {
  for (const Json& group : child(model.document, "files"))
    for (const Json& field : child(group, "fields"))
      for (const auto& [path, url] : detail::urls_at(input, field.get<std::string>()))
        if (auto fault = detail::fault_of_file(state, spec, child(group, "limits"), path, url)) return fault;
  return std::nullopt;
}

}  // namespace mockling
