// Owns: one model of a provider, compiled from its data file.
// Never knows: jobs, worlds.
// Used by: spec/catalog, core, providers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mockling/spec/media.hpp>
#include <mockling/spec/price.hpp>
#include <mockling/spec/rules.hpp>
#include <mockling/spec/schema.hpp>

namespace mockling {

// A span of milliseconds from which a job's own is drawn, both ends included.
struct Span {
  std::int64_t low = 0;
  std::int64_t high = 0;
};

struct Lifecycle {
  Span queued;
  Span running;
};

struct Model {
  std::string id;
  std::string type;
  Schema input;
  std::vector<Rule> rules;
  PriceTable price;
  MediaRule media;
  std::optional<Lifecycle> lifecycle;
  Json document;  // the whole data file, for catalogs and evidence
};

inline Span span_value(const Json& pair, Span fallback = {}) {
  return pair.is_array() && pair.size() == 2 ? Span{pair[0].get<std::int64_t>(), pair[1].get<std::int64_t>()}
                                             : fallback;
}

inline Lifecycle lifecycle_value(const Json& document, const Lifecycle& fallback = {}) {
  return {span_value(document.value("queued_ms", Json()), fallback.queued),
          span_value(document.value("running_ms", Json()), fallback.running)};
}

// The model in `document`; mistakes are added to `problems` with their place in the file `name`.
inline Model compile_model(Json document, const std::string& name, std::vector<std::string>& problems) {
  Model model;
  model.id = text_of(document, "id");
  model.type = text_of(document, "type");
  if (model.id.empty()) problems.push_back(name + "/id is missing");
  model.input = compile_schema(document.value("input", Json::object()), name + "/input", problems);
  for (const Json& rule : document.value("rules", Json::array()))
    model.rules.push_back(compile_rule(rule, name + "/rules", problems));
  model.price = compile_price(document.value("price", Json::object()), name + "/price", problems);
  model.media = compile_media(document.value("media", Json::object()), name + "/media", problems);
  if (const Json* lifecycle = member(document, "lifecycle")) model.lifecycle = lifecycle_value(*lifecycle);
  if (!document.contains("sources") || !document["sources"].contains(""))
    problems.push_back(name + "/sources must have an entry for the whole file");
  model.document = std::move(document);
  return model;
}

}  // namespace mockling
