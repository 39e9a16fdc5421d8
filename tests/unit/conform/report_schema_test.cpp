// The format of the report, as its schema states it.
#include <mockling/spec/validate.hpp>

#include "catch.hpp"
#include "report_fixture.hpp"
#include "totals.hpp"

using namespace mockling;

namespace {

Schema report_schema() {
  std::vector<std::string> problems;
  const Json document = Json::parse(read_source_file("schemas/_conformance/report.schema.json"));
  Schema schema = compile_schema(document, "report", problems);
  CHECK(problems.empty());
  return schema;
}

// Every object of `document` that the schema describes, with a member of its own that no schema knows.
void spoil_each(const Json& document, const Schema& schema, const Json& whole, Json::json_pointer at, int& spoilt) {
  if (document.is_object() && !schema.additional) {
    Json wrong = whole;
    wrong[at / "surprise"] = 1;
    CAPTURE(at.to_string());
    CHECK_FALSE(validate(report_schema(), wrong).empty());
    ++spoilt;
  }
  for (const Property& property : schema.properties)
    if (const Json* value = member(document, property.name))
      spoil_each(*value, property.schema, whole, at / property.name, spoilt);
  if (document.is_array() && schema.items && !document.empty())
    spoil_each(document[0], *schema.items, whole, at / 0, spoilt);
}

}  // namespace

TEST_CASE("the report of the tests is a report", "[report]") {
  const Violations found = validate(report_schema(), report_fixture());
  for (const Violation& violation : found) UNSCOPED_INFO(violation.path << " " << violation.keyword);
  CHECK(found.empty());
}

TEST_CASE("a report has nothing that its schema does not name, at any depth", "[report]") {
  int spoilt = 0;
  spoil_each(report_fixture(), report_schema(), report_fixture(), Json::json_pointer(""), spoilt);
  CHECK(spoilt == 12);
}

TEST_CASE("a report without a member, or with a verdict that nobody knows, is none", "[report]") {
  const Schema schema = report_schema();
  const Json report = report_fixture();
  for (const auto& [name, ignored] : report.items()) {
    Json wrong = report;
    wrong.erase(name);
    CAPTURE(name);
    CHECK(validate(schema, wrong).size() == 1);
  }
  Json wrong = report_fixture();
  wrong["cases"][0]["checks"][0]["verdict"] = "passed";
  CHECK(validate(schema, wrong).size() == 1);
}

TEST_CASE("the schema knows the verdicts of the code", "[report]") {
  const Json document = Json::parse(read_source_file("schemas/_conformance/report.schema.json"));
  const Json& one = document.at("properties").at("cases").at("items").at("properties");
  for (const Json* list :
       {&one.at("verdict").at("enum"), &one.at("checks").at("items").at("properties").at("verdict").at("enum"),
        &document.at("properties").at("totals").at("properties").at("verdicts").at("required")}) {
    CHECK(list->size() == conform::kVerdicts.size());
    for (const Json& name : *list) CHECK(conform::verdict_named(name.get<std::string>()));
  }
}
