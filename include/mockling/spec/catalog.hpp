// Owns: every provider and model, compiled from named texts, with all mistakes reported at once.
// Never knows: where the texts come from.
// Used by: core/emulator, mockserver.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <mockling/spec/provider_spec.hpp>
#include <mockling/spec/switches.hpp>

namespace mockling {

// One data file: "schemas/<provider>/provider.json" and its text.
struct DataFile {
  std::string name;
  std::string text;
};

struct Provider {
  ProviderSpec spec;
  std::vector<Model> models;  // in the order of their file names
  std::unordered_map<std::string, std::size_t> by_id;
  Json switches = Json::array();

  const Model* model(const std::string& id) const {
    const auto found = by_id.find(id);
    return found != by_id.end() ? &models[found->second] : nullptr;
  }
};

// Immutable once loaded, so it may be shared between threads.
struct Catalog {
  std::vector<Provider> providers;

  const Provider* provider(std::string_view name) const {
    for (const Provider& candidate : providers)
      if (candidate.spec.name == name) return &candidate;
    return nullptr;
  }

  // Who answers when nothing tells which provider is meant: the first whose paths are not bound to host names.
  const Provider& spokesman() const {
    for (const Provider& candidate : providers)
      if (!candidate.spec.routes.empty() && candidate.spec.routes.front().host.empty()) return candidate;
    return providers.front();
  }
};

// Provider name → choices. The empty name holds choices for whichever provider has the switch.
using Universe = std::map<std::string, Choices>;

namespace detail {

// "schemas/<provider>/<rest>" → {provider, rest}; anything else → {"", ""}.
inline std::pair<std::string, std::string> data_place(std::string_view name) {
  const std::string_view root = "schemas/";
  if (!starts_with(name, root) || !ends_with(name, ".json")) return {};
  name.remove_prefix(root.size());
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos || name[0] == '_') return {};
  return {std::string(name.substr(0, slash)), std::string(name.substr(slash + 1))};
}

inline bool has_switch(const Json& switches, const std::string& name) {
  for (const Json& entry : switches)
    if (text_of(entry, "name") == name) return true;
  return false;
}

// The choices that concern this provider: its own, and the nameless ones whose switch it has.
inline Choices choices_for(const Universe& universe, const std::string& provider, const Json& switches) {
  Choices choices;
  for (const std::string& scope : {std::string(), provider}) {
    const auto found = universe.find(scope);
    if (found == universe.end()) continue;
    for (const auto& [name, reading] : found->second)
      if (!scope.empty() || has_switch(switches, name)) choices[name] = reading;
  }
  return choices;
}

inline Provider compile_folder(const std::string& name, std::map<std::string, Json> files, const Universe& universe,
                               std::vector<std::string>& problems) {
  Provider provider;
  if (const auto found = files.find("switches.json"); found != files.end()) {
    provider.switches = found->second.value("switches", Json::array());
    files.erase(found);
  }
  apply_choices(provider.switches, choices_for(universe, name, provider.switches), files, problems);
  provider.spec = compile_provider(files["provider.json"], name + "/provider.json", problems);
  for (auto& [file, document] : files) {
    if (!starts_with(file, "models/")) continue;
    provider.models.push_back(compile_model(std::move(document), name + "/" + file, problems));
    if (!provider.by_id.emplace(provider.models.back().id, provider.models.size() - 1).second)
      problems.push_back(name + "/" + file + " repeats a model id");
  }
  return provider;
}

}  // namespace detail

// The catalog of `files` in the given universe, or every mistake found. Files outside schemas/<provider>/ are passed
// over.
inline Result<Catalog, std::vector<std::string>> load_catalog(const std::vector<DataFile>& files,
                                                              const Universe& universe = {}) {
  std::vector<std::string> problems;
  std::map<std::string, std::map<std::string, Json>> folders;
  for (const DataFile& file : files) {
    const auto [provider, rest] = detail::data_place(file.name);
    if (provider.empty()) continue;
    auto document = parse_json(file.text, {64, 100000});
    if (!document)
      problems.push_back(file.name + " is " + document.error().message);
    else
      folders[provider][rest] = std::move(document).value();
  }
  Catalog catalog;
  try {
    for (auto& [name, folder] : folders)
      catalog.providers.push_back(detail::compile_folder(name, std::move(folder), universe, problems));
  } catch (const Json::exception& failure) {
    problems.push_back(failure.what());
  }
  const auto unclaimed = universe.find("");
  if (unclaimed != universe.end())
    for (const auto& [name, reading] : unclaimed->second) {
      bool claimed = false;
      std::string known;
      for (const Provider& provider : catalog.providers) {
        claimed = claimed || detail::has_switch(provider.switches, name);
        for (const Json& entry : provider.switches) known += (known.empty() ? "" : ", ") + text_of(entry, "name");
      }
      if (!claimed) problems.push_back("there is no switch " + name + "; there are: " + known);
    }
  if (!problems.empty()) return problems;
  return catalog;
}

}  // namespace mockling
