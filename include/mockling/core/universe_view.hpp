// Owns: how what providers' pages leave open is shown: switches with their readings, and assumed facts.
// Never knows: what a reading changes.
// Used by: host/control.
#pragma once

#include <string>

#include <mockling/base/json.hpp>
#include <mockling/spec/catalog.hpp>

namespace mockling {

namespace detail {

// Every switch with both readings, their sources, and the one that holds in this universe.
inline Json switches_of(const Provider& provider, const Universe& universe) {
  const Choices choices = choices_for(universe, provider.spec.name, provider.switches);
  Json list = Json::array();
  for (const Json& entry : provider.switches) {
    const std::string name = text_of(entry, "name");
    const auto chosen = choices.find(name);
    Json view{{"name", name},
              {"about", text_of(entry, "about")},
              {"active", chosen != choices.end() ? chosen->second : text_of(entry, "default")},
              {"default", text_of(entry, "default")}};
    if (entry.contains("strict")) view["strict"] = entry["strict"];
    view["readings"] = Json::object();
    for (const auto& [reading, document] : child(entry, "readings").items())
      view["readings"][reading] = {{"says", child(document, "says")}, {"source", child(document, "source")}};
    list.push_back(std::move(view));
  }
  return list;
}

// Appends the facts of a document that nobody has seen or written down: mockling's own choices.
inline void collect_assumed(const std::string& file, const Json& document, Json& list) {
  for (const auto& [place, evidence] : child(document, "sources").items())
    if (text_of(evidence, "confidence") == "assumed")
      list.push_back({{"of", file}, {"place", place}, {"why", text_of(evidence, "source")}});
}

}  // namespace detail

// All that could be otherwise at the providers. `catalog` is that of `universe`.
inline Json universe_view(const Catalog& catalog, const Universe& universe) {
  Json providers = Json::object();
  for (const Provider& provider : catalog.providers) {
    Json assumed = Json::array();
    detail::collect_assumed("provider", provider.spec.document, assumed);
    for (const Model& model : provider.models) detail::collect_assumed(model.id, model.document, assumed);
    providers[provider.spec.name] = {{"switches", detail::switches_of(provider, universe)}, {"assumed", assumed}};
  }
  return {{"providers", providers}};
}

}  // namespace mockling
