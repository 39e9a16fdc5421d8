// Every validation case of fal's data files, asked through its queue: the answer to a submit says nothing, the result
// all.
#include "catch.hpp"

#include "documents.hpp"
#include "emulated.hpp"

using namespace mockling;
using test::read_document;

namespace {

// ["body", "multi_prompt", 0, "duration"] → "multi_prompt[0].duration"
std::string field_at(const Json& location) {
  std::string path;
  for (std::size_t i = 1; i < location.size(); ++i)
    path += "/" + (location[i].is_string() ? location[i].get<std::string>() : dump(location[i]));
  return field_name(path);
}

// The result of the request that `input` becomes, once it has ended.
test::Reply result_of(test::Emulated& world, const std::string& model, const Json& input) {
  const test::Reply accepted = world.post("/queue.fal.run/" + model, input);
  REQUIRE(accepted.status == 200);
  const std::string app = model.substr(0, model.find('/', model.find('/') + 1));
  const std::string id = accepted.json().at("request_id");
  return world.get("/queue.fal.run/" + app + "/requests/" + id);
}

}  // namespace

TEST_CASE("every validation case of fal shows in its result as the data demands", "[contract][fal]") {
  const Json at_once{{"name", "instant"}, {"lifecycle", {{"queued_ms", {0, 0}}, {"running_ms", {0, 0}}}}};
  std::size_t refused = 0;
  for (const Json& entry : read_document("fixtures/cases/fal-validation.json")) {
    test::Emulated world(at_once, test::default_catalog(), "mk:test", "fal");  // one a case: an account has an end
    const Model* model = world.provider().model(entry.at("model"));
    INFO(dump(entry));
    REQUIRE(model != nullptr);
    const Submission submission = prepare_submission(world.provider().spec, *model, entry.at("input"));
    const test::Reply result = result_of(world, model->id, entry.at("input"));
    const Json& expected = entry.at("expect");
    if (expected.is_string()) {
      CHECK(submission.violations.empty());
      CHECK(result.status == 200);
      continue;
    }
    ++refused;
    REQUIRE_FALSE(submission.violations.empty());
    CHECK(submission.violations.front().keyword == text_of(expected, "keyword"));
    CHECK(field_name(submission.violations.front().path) == text_of(expected, "field"));
    REQUIRE(result.status == 422);
    const Json item = result.json().at("detail").at(0);
    CHECK(field_at(item.at("loc")) == text_of(expected, "field"));
    CHECK_FALSE(text_of(item, "msg").empty());
    CHECK_FALSE(text_of(item, "type").empty());
  }
  CHECK(refused > 2000);
}
