// Nothing of the data goes unasked: every route an exchange, every field a case both ways, every price row a fixture.
#include "catch.hpp"

#include <filesystem>
#include <map>
#include <set>

#include "documents.hpp"
#include "emulated.hpp"

using namespace mockling;
using test::read_document;

namespace {

const std::vector<Provider>& providers() { return test::default_catalog()->providers; }

std::string name_of(const Route& route) {
  return (route.host.empty() ? "" : route.host + " ") + route.method + " /" + join(route.segments, "/");
}

// The path and method of an exchange's request, as the host it is addressed to sees it. A saved absolute URL
// ("{put…}", "{get…}") stands for whatever its exchange is about.
Request asked_by(const Json& exchange) {
  const Json& request = exchange.at("request");
  return test::request_for(text_of(request, "method"), text_of(request, "path"));
}

// The routes that the exchanges of a provider take.
std::set<std::string> asked_routes(const Provider& provider) {
  std::set<std::string> asked;
  const std::filesystem::path root(MOCKLING_SOURCE_DIR);
  for (const auto& entry : std::filesystem::directory_iterator(root / "fixtures/exchanges" / provider.spec.name)) {
    const Json file = read_document(std::filesystem::relative(entry.path(), root).string());
    for (const Json& exchange : file.at("exchanges")) {
      Request request = asked_by(exchange);
      const std::string path = request.path;
      locate(*test::default_catalog(), request);
      const RouteSearch search = find_route(provider.spec.routes, request.method, request.path, request.address.family);
      if (search.match) asked.insert(name_of(*search.match->route));
      for (const Route& route : provider.spec.routes)
        if (route.open && starts_with(path, "{" + to_lower(route.method))) asked.insert(name_of(route));
    }
  }
  return asked;
}

Json cases_of(const Provider& provider) {
  return read_document("fixtures/cases/" + provider.spec.name + "-validation.json");
}

bool concerns(const std::string& field, const std::string& name) {
  return field == name || starts_with(field, name + "[") || starts_with(field, name + ".");
}

}  // namespace

TEST_CASE("every route has an exchange", "[contract][complete]") {
  // A clip's bytes come from the host: tests/e2e fetch them, and lifecycle_test.cpp asks for the reference. No page
  // shows history asked by GET; lifecycle_test.cpp asks it.
  const std::set<std::string> exempt{"GET /output/{world}/{name}", "GET /api/v3/predictions"};
  for (const Provider& provider : providers()) {
    const std::set<std::string> asked = asked_routes(provider);
    for (const Route& route : provider.spec.routes) {
      INFO(provider.spec.name << " " << name_of(route));
      CHECK((asked.count(name_of(route)) + exempt.count(name_of(route)) > 0));
    }
  }
}

TEST_CASE("every field of every model has a case that is accepted and one that is refused", "[contract][complete]") {
  for (const Provider& provider : providers()) {
    std::map<std::string, std::set<std::string>> accepted, refused;
    for (const Json& entry : cases_of(provider)) {
      const Json& expected = entry.at("expect");
      if (expected.is_string())
        for (const auto& [name, value] : entry.at("input").items()) accepted[text_of(entry, "model")].insert(name);
      else
        refused[text_of(entry, "model")].insert(text_of(expected, "field"));
    }
    for (const Model& model : provider.models)
      for (const Property& property : model.input.properties) {
        INFO(model.id << " " << property.name);
        CHECK(accepted[model.id].count(property.name) == 1);
        const auto& fields = refused[model.id];
        CHECK(std::any_of(fields.begin(), fields.end(),
                          [&](const std::string& field) { return concerns(field, property.name); }));
      }
  }
}

TEST_CASE("every rule across fields is broken by some case", "[contract][complete]") {
  for (const Provider& provider : providers()) {
    std::map<std::string, std::vector<Json>> refused;
    for (const Json& entry : cases_of(provider)) {
      const Json& expected = entry.at("expect");
      const std::string keyword = expected.is_string() ? text_of(entry, "ending") : text_of(expected, "keyword");
      refused[text_of(entry, "model") + " " + keyword].push_back(entry.at("input"));
    }
    for (const Model& model : provider.models)
      for (const Rule& rule : model.rules) {
        INFO(model.id << " " << rule.name << " " << rule.text);
        const auto& inputs = refused[model.id + " " + (rule.ending.empty() ? rule.name : rule.ending)];
        CHECK(std::any_of(inputs.begin(), inputs.end(), [&](const Json& input) {
          return broken(rule, prepare_submission(provider.spec, model, input).input).has_value();
        }));
      }
  }
}

TEST_CASE("every price row has a fixture", "[contract][complete]") {
  std::set<std::pair<std::string, std::size_t>> priced;
  for (const Json& entry : read_document("fixtures/prices.json")) {
    const Provider* provider = test::default_catalog()->provider(text_of(entry, "provider"));
    REQUIRE(provider != nullptr);
    const Model* model = provider->model(entry.at("model"));
    REQUIRE(model != nullptr);
    const auto quoted =
        quote(model->price, prepare_submission(provider->spec, *model, entry.at("input")).input, no_files);
    if (quoted) priced.emplace(model->id, quoted->row);
  }
  for (const Provider& provider : providers())
    for (const Model& model : provider.models)
      for (std::size_t row = 0; row < model.price.rows.size(); ++row) {
        INFO(model.id << " row " << row);
        CHECK(priced.count({model.id, row}) == 1);
      }
}

TEST_CASE("every file says where its facts are from and how sure they are", "[contract][complete]") {
  const std::set<std::string> known{"documented", "observed", "sdk", "derived", "reported", "assumed"};
  const auto check = [&](const std::string& name, const Json& document) {
    INFO(name);
    REQUIRE(child(document, "sources").contains(""));
    for (const auto& [place, source] : child(document, "sources").items()) {
      INFO(place);
      CHECK(document.contains(Json::json_pointer(place)));
      CHECK_FALSE(text_of(source, "source").empty());
      CHECK(known.count(text_of(source, "confidence")) == 1);
    }
  };
  for (const Provider& provider : providers()) {
    check(provider.spec.name + "/provider.json", provider.spec.document);
    for (const Model& model : provider.models) check(model.id, model.document);
    for (const Json& entry : provider.switches)
      for (const auto& [reading, facts] : child(entry, "readings").items()) {
        INFO(text_of(entry, "name") << "=" << reading);
        CHECK_FALSE(text_of(facts, "says").empty());
        CHECK_FALSE(text_of(facts, "source").empty());
      }
  }
}
