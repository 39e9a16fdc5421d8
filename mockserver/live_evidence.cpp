#include "live_evidence.hpp"

#include <algorithm>

#include <mockling/spec/evidence.hpp>

#include "live_place.hpp"

namespace mockling::cli {

namespace {

constexpr std::string_view kRoot = "schemas/";

// The data file of each model of the provider by its id, and the provider's own by "".
std::map<std::string, std::pair<std::string, Json>> documents(const Provider& provider,
                                                              const std::vector<DataFile>& files) {
  std::map<std::string, std::pair<std::string, Json>> found;
  const std::string folder = std::string(kRoot) + provider.spec.name + "/";
  for (const DataFile& file : files) {
    const bool own = file.name == folder + "provider.json";
    if (!own && !starts_with(file.name, folder + "models/")) continue;
    auto document = parse_json(file.text, {64, 100'000});
    if (!document) continue;
    const std::string id = own ? std::string() : text_of(*document, "id");
    found[id] = {file.name.substr(kRoot.size()), std::move(*document)};
  }
  return found;
}

const LiveDifference* difference_at(const LiveExchange& exchange, std::string_view place) {
  for (const LiveDifference& difference : exchange.differences)
    if (touches(difference.place, place)) return &difference;
  return nullptr;
}

LiveSighting sighting(const LiveExchange& exchange, const LiveFact& fact, const std::string& file,
                      const Json& document) {
  LiveSighting seen{file,
                    fact.pointer,
                    text_of(source_of(document, fact.pointer), "confidence"),
                    true,
                    exchange.check->id,
                    exchange.asked,
                    fact.place,
                    {},
                    {}};
  if (const LiveDifference* difference = difference_at(exchange, fact.place)) {
    seen.agrees = false;
    seen.place = difference->place;
    seen.here = difference->here;
    seen.there = difference->there;
  }
  return seen;
}

Json fact_json(const LiveSighting& seen) {
  Json fact{{"file", seen.file},     {"fact", seen.pointer}, {"confidence", seen.confidence},
            {"agrees", seen.agrees}, {"check", seen.check},  {"place", seen.place}};
  if (!seen.agrees) fact["here"] = seen.here, fact["there"] = seen.there;
  return fact;
}

Json exchange_json(const LiveExchange& exchange) {
  Json call{{"check", exchange.check->id}, {"about", exchange.check->about}, {"asked", exchange.asked}};
  if (!exchange.check->request.body.empty()) call["body"] = exchange.check->request.body;
  if (!exchange.answered()) return call["failure"] = exchange.there.failure, call;
  call["answer"] = excerpt(*exchange.check, exchange.here, exchange.there);
  call["differences"] = Json::array();
  for (const LiveDifference& each : exchange.differences)
    call["differences"].push_back({{"place", each.place}, {"here", each.here}, {"there", each.there}});
  return call;
}

}  // namespace

std::vector<LiveSighting> sightings(const LiveRecord& record, const Provider& provider,
                                    const std::vector<DataFile>& files) {
  const auto known = documents(provider, files);
  std::vector<LiveSighting> all;
  for (const LiveExchange& exchange : record.exchanges) {
    if (!exchange.answered()) continue;
    const Json body = parsed_body(exchange.here);
    for (const LiveFact& fact : exchange.check->facts) {
      const auto file = known.find(fact.model);
      if (file == known.end() || !is_compared(*exchange.check, body, fact.place)) continue;
      const auto& [name, document] = file->second;
      LiveSighting seen = sighting(exchange, fact, name, document);
      const auto same = std::find_if(all.begin(), all.end(), [&](const LiveSighting& other) {
        return other.file == seen.file && other.pointer == seen.pointer;
      });
      if (same == all.end())
        all.push_back(std::move(seen));
      else if (same->agrees && !seen.agrees)
        *same = std::move(seen);
    }
  }
  return all;
}

drift::Edits promotion(const LiveRecord& record, const std::vector<LiveSighting>& seen) {
  drift::Edits edits;
  for (const LiveSighting& each : seen) {
    const std::string name = each.file + " " + each.pointer;
    if (!each.agrees)
      edits.untouched.push_back(name + ": " + each.place + " is " + each.there + " there, " + each.here + " here");
    if (!each.agrees || each.confidence != "assumed") continue;
    const Json source{{"source", "seen live on " + record.day + " at " + record.place + ": " + each.asked},
                      {"confidence", "observed"}};
    edits.patch.push_back(
        {{"file", each.file}, {"op", "add"}, {"path", "/sources" + pointer_step(each.pointer)}, {"value", source}});
  }
  return edits;
}

Json trace(const LiveRecord& record, const std::vector<LiveSighting>& seen) {
  Json calls = Json::array(), facts = Json::array();
  for (const LiveExchange& exchange : record.exchanges) calls.push_back(exchange_json(exchange));
  for (const LiveSighting& each : seen) facts.push_back(fact_json(each));
  return {{"provider", record.provider},
          {"asked", record.place},
          {"day", record.day},
          {"calls", std::move(calls)},
          {"facts", std::move(facts)}};
}

}  // namespace mockling::cli
