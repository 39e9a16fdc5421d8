// Every validation case, every price and every source of the data files, asked of the emulator itself.
#include "catch.hpp"

#include <set>

#include "documents.hpp"
#include "emulated.hpp"

using namespace mockling;
using test::read_document;

namespace {

struct Verdict {
  std::string keyword;  // empty: accepted
  std::string field;
  std::string ending;
};

// What became of the input: refused because of its first violation, or a job with an ending.
Verdict verdict_on(test::Emulated& world, const Model& model, const Json& input) {
  const Submission submission = prepare_submission(world.provider().spec, model, input);
  const test::Reply reply = world.post("/api/v3/" + model.id, input);
  if (!submission.violations.empty()) {
    const Violation& first = submission.violations.front();
    INFO(dump(input));
    CHECK(reply.status == 400);
    CHECK(reply.json().at("message") == say(world.provider().spec.words, first));
    return {first.keyword, field_name(first.path), {}};
  }
  CHECK(reply.status == 200);
  return {{}, {}, world.state().jobs().back().plan.ending};
}

}  // namespace

TEST_CASE("every validation case has the verdict the data demands", "[contract]") {
  test::Emulated world;
  std::size_t refused = 0;
  for (const Json& entry : read_document("fixtures/cases/wavespeed-validation.json")) {
    const Model* model = world.provider().model(entry.at("model"));
    INFO(dump(entry));
    REQUIRE(model != nullptr);
    const Verdict verdict = verdict_on(world, *model, entry.at("input"));
    const Json& expected = entry.at("expect");
    if (expected.is_string()) {
      CHECK(verdict.keyword.empty());
      CHECK(verdict.ending == text_of(entry, "ending", "ok"));
    } else {
      ++refused;
      CHECK(verdict.keyword == text_of(expected, "keyword"));
      CHECK(verdict.field == text_of(expected, "field"));
    }
  }
  CHECK(refused > 3000);
}

TEST_CASE("every price row is charged to the last digit", "[contract]") {
  for (const Json& entry : read_document("fixtures/prices.json")) {
    test::Emulated world;
    INFO(dump(entry));
    const Provider* provider = world.catalog().provider(text_of(entry, "provider"));
    REQUIRE(provider != nullptr);
    const Model* model = provider->model(entry.at("model"));
    REQUIRE(model != nullptr);
    const Json files = entry.value("files", Json::object());
    const auto lookup = [&](std::string_view url) -> std::optional<FileFacts> {
      const Json* file = member(files, url);
      if (file == nullptr) return std::nullopt;
      return FileFacts{0, 0, Millis(int_of(*file, "length_ms")), false};
    };
    const Submission submission = prepare_submission(provider->spec, *model, entry.at("input"));
    REQUIRE(submission.violations.empty());
    const auto quoted = quote(model->price, submission.input, lookup);
    REQUIRE(quoted);
    CHECK(to_text(quoted->price.amount) == to_text(*parse_decimal(text_of(entry, "amount"))));
    CHECK(quoted->price.currency.code == text_of(entry, "currency"));
    if (!files.empty() || provider != &world.provider()) continue;

    const std::string amount = to_text(*parse_decimal(text_of(entry, "amount")));
    const Json asked{{"model_id", model->id}, {"inputs", entry.at("input")}};
    CHECK(dump(world.post("/api/v3/model/price", asked).data().at("price")) == dump(Json::parse(amount)));
    CHECK(dump(world.post("/api/v3/model/pricing", asked).data().at("unit_price")) == dump(Json::parse(amount)));
    REQUIRE(world.post("/api/v3/" + model->id, entry.at("input")).status == 200);
    CHECK(to_text(world.state().jobs().back().price.amount) == amount);
  }
}
