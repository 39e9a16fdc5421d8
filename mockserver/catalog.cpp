#include <cstdio>
#include <memory>
#include <string>

#include "commands.hpp"
#include "lookup.hpp"

namespace mockling::cli {

namespace {

struct CatalogFlags {
  std::string provider;
  std::string model;
  std::string spec_dir;
  bool assumed = false;
  bool switches = false;
  bool json = false;
};

void print(const std::string& line) { std::printf("%s\n", line.c_str()); }

// At least one space follows, however long the text.
std::string padded(std::string text, std::size_t width) {
  text.append(text.size() < width ? width - text.size() : 1, ' ');
  return text;
}

void list_models(const Provider& provider) {
  for (const Model& model : provider.models)
    print(padded(provider.spec.name, 11) + padded(model.id, 56) + padded(to_text(model.price.base), 7) +
          model.price.currency.code);
}

std::string row_text(const PriceRow& row) {
  std::string text = to_text(row.amount) + (row.per_second ? " a second" : " a clip");
  for (const auto& [name, value] : row.when.items()) text += ", " + name + " = " + dump(value);
  for (const std::string& name : row.given) text += ", with " + name;
  return text;
}

std::string field_text(const Property& property, const Json& document, bool required) {
  std::string limits;
  for (const auto& [keyword, value] : document.items())
    if (keyword != "description" && keyword != "type" && keyword != "items" && keyword != "default")
      limits += (limits.empty() ? "" : " ") + keyword + "=" + dump(value);
  return "  " + padded(property.name, 24) +
         padded(document.contains("type") ? text_of(document, "type", dump(document["type"])) : "any", 9) +
         (required ? "required  " : "          ") +
         (property.schema.initial ? "default " + dump(*property.schema.initial) + "  " : "") + limits;
}

void describe(const Model& model) {
  print(model.id + "  (" + model.type + ")");
  print("fields:");
  for (const Property& property : model.input.properties) {
    const bool required = std::find(model.input.required.begin(), model.input.required.end(), property.name) !=
                          model.input.required.end();
    print(field_text(property, model.document["input"]["properties"][property.name], required));
  }
  for (const Json& rule : model.document.value("rules", Json::array())) print("rule:  " + dump(rule));
  print("price (" + model.price.currency.code + "):");
  for (const PriceRow& row : model.price.rows) print("  " + row_text(row));
  print("sources:");
  for (const auto& [place, source] : model.document["sources"].items())
    print("  " + padded(place.empty() ? "(all)" : place, 36) + padded(text_of(source, "confidence"), 12) +
          text_of(source, "source"));
}

void list_assumed(const std::string& file, const Json& document) {
  for (const auto& [place, source] : child(document, "sources").items())
    if (text_of(source, "confidence") == "assumed")
      print(file + " " + (place.empty() ? "(all)" : place) + ": " + text_of(source, "source"));
}

void list_switches(const Provider& provider) {
  for (const Json& entry : provider.switches) {
    print(provider.spec.name + "/" + text_of(entry, "name") + ": " + text_of(entry, "about"));
    for (const auto& [name, reading] : entry["readings"].items()) {
      const std::string note = name == text_of(entry, "default")  ? " (default)"
                               : name == text_of(entry, "strict") ? " (strict)"
                                                                  : "";
      print("  " + name + note + ": " + text_of(reading, "says") + " [" + text_of(reading, "source") + "]");
    }
  }
}

int catalog(const CatalogFlags& flags) {
  const auto loaded = load(flags.spec_dir);
  if (!loaded) return complain(loaded.error().message);
  if (!flags.model.empty()) {
    const auto provider = find_provider(**loaded, flags.provider);
    if (!provider) return complain(provider.error().message);
    const auto model = find_model(**provider, flags.model);
    if (!model) return complain(model.error().message);
    if (flags.json)
      print((*model)->document.dump(2));
    else
      describe(**model);
    return 0;
  }
  if (!flags.provider.empty())
    if (const auto provider = find_provider(**loaded, flags.provider); !provider)
      return complain(provider.error().message);
  Json all = Json::array();
  for (const Provider& provider : (*loaded)->providers) {
    if (!flags.provider.empty() && flags.provider != provider.spec.name) continue;
    if (flags.assumed) {
      list_assumed(provider.spec.name, provider.spec.document);
      for (const Model& model : provider.models) list_assumed(model.id, model.document);
    } else if (flags.switches) {
      list_switches(provider);
    } else if (flags.json) {
      for (const Model& model : provider.models)
        all.push_back({{"provider", provider.spec.name},
                       {"model", model.id},
                       {"type", model.type},
                       {"base_price", to_text(model.price.base)},
                       {"currency", model.price.currency.code}});
    } else {
      list_models(provider);
    }
  }
  if (flags.json && !flags.assumed && !flags.switches) print(all.dump(2));
  return 0;
}

}  // namespace

Run add_catalog(CLI::App& app) {
  const auto flags = std::make_shared<CatalogFlags>();
  CLI::App* command =
      app.add_subcommand("catalog", "List providers and models; with a model: its fields, prices and sources");
  command->add_option("provider", flags->provider, "Only this provider");
  command->add_option("model", flags->model, "Model id, or the end of it");
  command->add_option("--spec-dir", flags->spec_dir, "Read provider data from this folder instead of the built-in");
  command->add_flag("--assumed", flags->assumed, "List every fact that is our assumption");
  command->add_flag("--switches", flags->switches, "List every contradiction with its readings");
  command->add_flag("--json", flags->json, "Print JSON");
  return [flags] { return catalog(*flags); };
}

}  // namespace mockling::cli
