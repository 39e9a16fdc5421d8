// Data files become a catalog, or every mistake in them is named at once; switches choose between readings.
#include "catch.hpp"

#include <mockling/base/rng.hpp>
#include <mockling/embedded.hpp>
#include <mockling/spec/catalog.hpp>

#include "../../support/small_provider.hpp"

using namespace mockling;
using test::small_provider;

namespace {

std::vector<DataFile> files_of(const std::map<std::string, Json>& documents) {
  std::vector<DataFile> files;
  for (const auto& [name, document] : documents) files.push_back({"schemas/small/" + name, dump(document)});
  return files;
}

std::vector<std::string> problems_of(const std::map<std::string, Json>& documents, const Universe& universe = {}) {
  const auto catalog = load_catalog(files_of(documents), universe);
  return catalog ? std::vector<std::string>() : catalog.error();
}

bool mentions(const std::vector<std::string>& problems, std::string_view what) {
  for (const std::string& problem : problems)
    if (problem.find(what) != std::string::npos) return true;
  return false;
}

std::vector<DataFile> embedded_files() {
  std::vector<DataFile> files;
  for (const embedded::File& file : embedded::files())
    files.push_back({std::string(file.name), std::string(file.bytes)});
  return files;
}

// The built-in data as documents by provider, parsed once for the many universes below.
std::map<std::string, std::map<std::string, Json>> embedded_documents() {
  std::map<std::string, std::map<std::string, Json>> folders;
  for (const DataFile& file : embedded_files()) {
    const auto [provider, rest] = detail::data_place(file.name);
    if (!provider.empty()) folders[provider][rest] = parse_json(file.text, {64, 100'000}).value();
  }
  return folders;
}

}  // namespace

TEST_CASE("a provider is compiled from its folder", "[catalog]") {
  const auto catalog = load_catalog(files_of(small_provider()));
  REQUIRE(catalog);
  const Provider* provider = catalog->provider("small");
  REQUIRE(provider != nullptr);
  CHECK(catalog->provider("nobody") == nullptr);
  REQUIRE(provider->model("acme/clip") != nullptr);
  CHECK(provider->model("acme/nothing") == nullptr);
  CHECK(provider->spec.status_word(Phase::running) == "busy");
  CHECK(provider->spec.ending("broken")->code == 17);
  CHECK(provider->spec.ending("nothing") == nullptr);
  CHECK(provider->spec.levels.at("pair").concurrent == 2);
  CHECK(provider->spec.behaves("unknown_keys", "drop"));
  CHECK_FALSE(provider->spec.behaves("unknown_keys", "reject"));
  CHECK(provider->spec.behaves("empty_is_missing"));
  CHECK(to_text(provider->spec.billing.initial) == "100");
  CHECK(provider->spec.job_retention == std::chrono::hours(1));
}

TEST_CASE("all mistakes are reported at once, each with its file", "[catalog]") {
  auto documents = small_provider();
  documents["provider.json"]["errors"].erase("no_credit");
  documents["provider.json"]["errors"]["teapot"] = Json{{"status", 418}};
  documents["provider.json"]["endings"]["odd"] = Json{{"phase", "nowhere"}};
  documents["provider.json"]["endings"].erase("ok");
  documents["provider.json"]["default_level"] = "diamond";
  documents["provider.json"]["billing"]["initial"] = 100;
  documents["provider.json"]["routes"].push_back(Json{{"method", "GET"}, {"path", "/"}});
  documents["provider.json"]["routes"].push_back(Json{{"method", "GET"}, {"path", "/{a...}/{b...}"}});
  documents["models/clip.json"]["input"]["properties"]["prompt"]["pattern"] = "x";
  documents["models/clip.json"]["rules"] =
      Json::array({Json{{"rule", "nonsense"}}, Json{{"rule", "any_of"}, {"fields", {"prompt"}}, {"if", "prompt"}}});
  documents["models/clip.json"].erase("sources");
  documents["models/twin.json"] = small_provider()["models/clip.json"];
  const auto problems = problems_of(documents);
  for (const char* mistake :
       {"lacks no_credit", "teapot", "endings/odd", "lacks ok", "default_level", "billing/initial",
        "route without operation", "two rests", "prompt/pattern", "no rule we have: nonsense",
        "condition that names no field", "clip.json/sources", "twin.json repeats a model id"}) {
    INFO(mistake);
    CHECK(mentions(problems, mistake));
  }
}

TEST_CASE("a file that is no JSON, or of a wrong shape, is a problem, not an accident", "[catalog]") {
  auto files = files_of(small_provider());
  files.push_back({"schemas/small/models/broken.json", "{"});
  const auto catalog = load_catalog(files);
  REQUIRE_FALSE(catalog);
  CHECK(mentions(catalog.error(), "broken.json"));
  for (const char* field : {"routes", "errors", "endings", "levels", "billing", "requests", "hosts"}) {
    auto documents = small_provider();
    documents["provider.json"][field] = 5;
    INFO(field);
    CHECK_FALSE(problems_of(documents).empty());
  }
  for (const char* field : {"input", "rules", "price", "media", "sources"}) {
    auto documents = small_provider();
    documents["models/clip.json"][field] = 5;
    INFO(field);
    CHECK_FALSE(problems_of(documents).empty());
  }
}

TEST_CASE("files outside schemas/<provider>/ are passed over", "[catalog]") {
  auto files = files_of(small_provider());
  files.push_back({"schemas/_meta/model.schema.json", "{"});
  files.push_back({"schemas/README.md", "{"});
  files.push_back({"fixtures/x.json", "{"});
  CHECK(load_catalog(files));
}

TEST_CASE("a reading is patched in, the default is not", "[switches]") {
  const auto documents = small_provider();
  const auto standard = load_catalog(files_of(documents));
  const auto patched = load_catalog(files_of(documents), {{"small", {{"prompt", "optional"}}}});
  const auto anywhere = load_catalog(files_of(documents), {{"", {{"prompt", "optional"}}}});
  REQUIRE((standard && patched && anywhere));
  CHECK(standard->providers[0].models[0].input.required.size() == 1);
  CHECK(patched->providers[0].models[0].input.required.empty());
  CHECK(anywhere->providers[0].models[0].input.required.empty());
}

TEST_CASE("an unknown switch or reading is named with what there is", "[switches]") {
  const auto documents = small_provider();
  CHECK(mentions(problems_of(documents, {{"small", {{"promt", "optional"}}}}),
                 "there is no switch promt; there are: prompt"));
  CHECK(mentions(problems_of(documents, {{"", {{"promt", "optional"}}}}), "there is no switch promt"));
  CHECK(mentions(problems_of(documents, {{"small", {{"prompt", "both"}}}}),
                 "has no reading both; it has: required, optional"));
}

TEST_CASE("a patch that fits nothing is a problem", "[switches]") {
  auto documents = small_provider();
  Json& patch = documents["switches.json"]["switches"][0]["readings"]["optional"]["patch"][0];
  patch["path"] = "/input/nowhere";
  CHECK(mentions(problems_of(documents, {{"", {{"prompt", "optional"}}}}), "does not fit models/clip.json"));
  patch["file"] = "models/other*.json";
  CHECK(mentions(problems_of(documents, {{"", {{"prompt", "optional"}}}}), "names no file"));
  patch["file"] = 5;
  CHECK(mentions(problems_of(documents, {{"", {{"prompt", "optional"}}}}), "names no file"));
}

TEST_CASE("file patterns stay within a segment unless doubled", "[switches]") {
  CHECK(detail::glob("models/*.json", "models/a.json"));
  CHECK_FALSE(detail::glob("models/*.json", "models/a/b.json"));
  CHECK(detail::glob("models/**.json", "models/a/b.json"));
  CHECK(detail::glob("models/*/x-*", "models/a/x-"));
  CHECK_FALSE(detail::glob("models/a", "models/ab"));
  CHECK(detail::glob("**", ""));
  CHECK_FALSE(detail::glob(std::string(40, '*') + "b", std::string(80, 'a')));  // at once, however many stars
}

TEST_CASE("every reading of every built-in switch loads, and so do all strict ones and any together", "[switches]") {
  const auto folders = embedded_documents();
  REQUIRE_FALSE(folders.empty());
  std::size_t tried = 0;
  for (const auto& [name, files] : folders) {
    const Json& switches = child(files.at("switches.json"), "switches");
    const auto load = [&, provider = name, documents = files](const Choices& choices) {
      std::vector<std::string> problems;
      auto patched = documents;
      apply_choices(switches, choices, patched, problems);
      // Only what a reading touched has to be compiled again.
      for (const auto& [file, document] : patched) {
        if (document == documents.at(file)) continue;
        if (file == "provider.json") compile_provider(document, provider + "/" + file, problems);
        if (starts_with(file, "models/")) compile_model(document, provider + "/" + file, problems);
      }
      INFO(join(problems, "\n"));
      CHECK(problems.empty());
      return patched != documents;
    };
    for (const Json& entry : switches) {
      CHECK(child(entry, "readings").contains(text_of(entry, "default")));
      for (const auto& [reading, ignored] : child(entry, "readings").items()) {
        INFO(name << " " << text_of(entry, "name") << "=" << reading);
        CHECK(load({{text_of(entry, "name"), reading}}) == (reading != text_of(entry, "default")));
        ++tried;
      }
    }
    load(strict_choices(switches));
    Rng random(1, name, 0);
    for (int i = 0; i < 40; ++i) {
      Choices choices;
      for (const Json& entry : switches) {
        auto reading = child(entry, "readings").begin();
        std::advance(reading, random.between(0, static_cast<std::int64_t>(child(entry, "readings").size()) - 1));
        choices[text_of(entry, "name")] = reading.key();
      }
      INFO(name << " universe " << i << ": " << dump(Json(choices)));
      load(choices);
    }
  }
  CHECK(tried > 60);
}
