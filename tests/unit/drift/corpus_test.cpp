// Labelled changes in every form of document: what is reported, and how grave it is.
#include <mockling/drift/read.hpp>
#include <mockling/drift/review.hpp>
#include <mockling/embedded.hpp>

#include "catch.hpp"
#include "drift_files.hpp"

using namespace mockling;
using test::corpus;
using test::file_text;

namespace {

// "breaking request duration enum narrowed", in alphabetic order.
std::vector<std::string> labels(const drift::Review& review) {
  std::vector<std::string> found;
  for (const drift::Change& change : review.changes)
    found.push_back(std::string(severity_name(change.severity)) + " " + std::string(side_name(change.side)) + " " +
                    change.name + " " + change.facet + " " + std::string(move_name(change.move)));
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::string> expected(const Json& entry) {
  auto wanted = entry["expect"].get<std::vector<std::string>>();
  std::sort(wanted.begin(), wanted.end());
  return wanted;
}

drift::Document document(const std::string& name, const std::string& text) {
  const auto read = drift::read_document(name, text);
  INFO((read ? std::string() : read.error().message));
  REQUIRE(read.ok());
  return *read;
}

void check_patches(const std::string& file) {
  const Json all = corpus(file);
  CHECK(all["cases"].size() >= 60);
  const std::string base = file_text(all["base"].get<std::string>());
  const drift::Document before = document("before", base);
  for (const Json& entry : all["cases"]) {
    INFO(entry["id"]);
    const Json changed = Json::parse(base).patch(entry["patch"]);
    CHECK(labels(drift::review(before, document("after", changed.dump()))) == expected(entry));
  }
}

}  // namespace

TEST_CASE("changes of an OpenAPI document are judged as labelled") { check_patches("openapi.json"); }

TEST_CASE("changes of a model catalog are judged as labelled") { check_patches("catalog.json"); }

TEST_CASE("changes of pages are judged as labelled") {
  const Json all = corpus("pages.json");
  CHECK(all["cases"].size() >= 60);
  for (const Json& entry : all["cases"]) {
    INFO(entry["id"]);
    const std::string text = file_text("fixtures/drift/pages/" + entry["page"].get<std::string>());
    std::string changed = text;
    for (const Json& pair : entry["replace"]) {
      CHECK(changed.find(pair[0].get<std::string>()) != std::string::npos);
      changed = replace_all(changed, pair[0].get<std::string>(), pair[1].get<std::string>());
    }
    CHECK(labels(drift::review(document("before", text), document("after", changed))) == expected(entry));
  }
}

TEST_CASE("changes of our own data are judged as labelled") {
  const Json all = corpus("data.json");
  CHECK(all["cases"].size() >= 60);
  const std::vector<DataFile> files = test::some_data();
  const auto before = drift::read_data("before", files);
  REQUIRE(before.ok());
  for (const Json& entry : all["cases"]) {
    INFO(entry["id"]);
    std::vector<DataFile> changed = files;
    for (Json step : entry["patch"]) {
      const std::string name = "schemas/" + step["file"].get<std::string>();
      step.erase("file");
      const auto found =
          std::find_if(changed.begin(), changed.end(), [&](const DataFile& one) { return one.name == name; });
      REQUIRE(found != changed.end());
      found->text = Json::parse(found->text).patch(Json::array({step})).dump();
    }
    const auto after = drift::read_data("after", changed);
    INFO((after ? std::string() : after.error().message));
    REQUIRE(after.ok());
    CHECK(labels(drift::review(*before, *after)) == expected(entry));
  }
}
