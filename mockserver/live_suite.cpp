#include "live_suite.hpp"

#include <algorithm>

#include "live_place.hpp"

namespace mockling::cli {

namespace {

std::vector<std::string> texts_in(const Json& list) {
  std::vector<std::string> texts;
  for (const Json& entry : list) texts.push_back(entry.is_string() ? entry.get<std::string>() : std::string());
  return texts;
}

class Reader {
 public:
  explicit Reader(const Provider& provider) : provider_(provider) {}

  LiveCheck check(const Json& data) {
    LiveCheck check;
    check.id = text_of(data, "id");
    check.about = text_of(data, "about");
    if (check.id.empty() || check.about.empty()) say(data, "has no id or no about");
    check.request = request(check.id, child(data, "request"));
    check.varies = texts_in(child(data, "varies"));
    check.ignored = texts_in(child(data, "ignored"));
    for (const auto& [at, member] : child(data, "lists").items())
      check.lists.push_back({at, member.is_string() ? member.get<std::string>() : std::string()});
    for (const auto& [fact, place] : child(data, "facts").items())
      add_fact(check, {{}, fact, place.is_string() ? place.get<std::string>() : std::string()},
               provider_.spec.document);
    for (const auto& [fact, place] : child(data, "model_facts").items())
      for (const Model& model : provider_.models) add_model_fact(check, model, fact, place);
    return check;
  }

  LiveGeneration generation(const Json& data) {
    LiveGeneration generation;
    for (const Json& candidate : child(data, "candidates")) {
      const std::string model = text_of(candidate, "model");
      if (provider_.model(model) == nullptr) say(candidate, "names no model");
      generation.candidates.push_back({model, child(candidate, "input")});
    }
    if (generation.candidates.empty()) say(data, "has no candidates");
    generation.submit = check(child(data, "submit"));
    generation.poll = check(child(data, "poll"));
    generation.id = text_of(data, "id");
    generation.status = text_of(data, "status");
    return generation;
  }

  std::vector<std::string> problems;

 private:
  void say(const Json& data, const std::string& what) { problems.push_back(dump(data).substr(0, 80) + " " + what); }

  LiveRequest request(const std::string& id, const Json& data) {
    LiveRequest request{text_of(data, "method"), text_of(data, "host"), text_of(data, "path"), {}, LiveKey::own};
    const std::string key = text_of(data, "key", "own");
    request.key = key == "none" ? LiveKey::none : key == "malformed" ? LiveKey::malformed : LiveKey::own;
    if (const Json* body = member(data, "body")) request.body = dump(*body);
    if (const Json* text = member(data, "text")) request.body = text->is_string() ? text->get<std::string>() : "";
    const auto& hosts = provider_.spec.hosts;
    const bool known =
        std::any_of(hosts.begin(), hosts.end(), [&](const HostName& host) { return host.family == request.family; });
    if (request.method.empty() || request.path.empty() || request.path.front() != '/')
      say(data, "is no request (" + id + ")");
    if (!known) say(data, "names no host of the provider (" + id + ")");
    if (key != "own" && key != "none" && key != "malformed") say(data, "takes the keys own, none, malformed");
    return request;
  }

  void add_fact(LiveCheck& check, LiveFact fact, const Json& document) {
    if (find_at(document, fact.pointer) == nullptr)
      problems.push_back(check.id + ": there is no fact " + fact.pointer + " of " +
                         (fact.model.empty() ? provider_.spec.name : fact.model));
    const bool body = fact.place == "body" || starts_with(fact.place, "body/");
    if (!body && fact.place != "status" && fact.place != "type")
      problems.push_back(check.id + ": a fact shows in status, type or body, not in \"" + fact.place + "\"");
    check.facts.push_back(std::move(fact));
  }

  // Of every model that has such a fact; {model} in the place is its id.
  void add_model_fact(LiveCheck& check, const Model& model, const std::string& fact, const Json& place) {
    if (find_at(model.document, fact) == nullptr || !place.is_string()) return;
    const std::string step = pointer_step(model.id).substr(1);
    add_fact(check, {model.id, fact, replace_all(place.get<std::string>(), "{model}", step)}, model.document);
  }

  const Provider& provider_;
};

}  // namespace

Result<LiveSuite> read_live_suite(std::string_view text, const Provider& provider) {
  const auto document = parse_json(text);
  if (!document) return Error{"is " + document.error().message};
  Reader reader(provider);
  LiveSuite suite;
  for (const Json& data : child(*document, "checks")) suite.checks.push_back(reader.check(data));
  suite.generation = reader.generation(child(*document, "generation"));
  if (!reader.problems.empty()) return Error{join(reader.problems, "; ")};
  return suite;
}

}  // namespace mockling::cli
