// What the readings of EvoLink's contradictions change, each both ways.
#include "catch.hpp"

#include "emulated.hpp"

using namespace mockling;
using test::Emulated;

namespace {

const std::string kText = "kling-o3-text-to-video";

// The status that creation answers where the switch stands so; without one, at its default.
int status_of(const Json& job, const std::string& name = {}, const std::string& reading = {}) {
  const auto catalog = name.empty() ? test::default_catalog() : test::catalog_in({{"evolink", {{name, reading}}}});
  return Emulated(Json::object(), catalog, "sk-test", "evolink").post("/v1/videos/generations", job).status;
}

Json shots_of(const Json& duration) {
  const Json shot{{"index", 1}, {"prompt", "x"}, {"duration", duration}};
  return {{"model", kText},
          {"model_params", {{"multi_shot", true}, {"shot_type", "customize"}, {"multi_prompt", Json::array({shot})}}}};
}

}  // namespace

TEST_CASE("what one reading of EvoLink takes, the other refuses", "[contract][evolink][switches]") {
  struct Choice {
    const char* name;
    const char* reading;
    Json job;
    int otherwise;  // at the default
    int chosen;
  };
  std::string long_text;
  for (int i = 0; i < 1300; ++i) long_text += "\xc3\xa9";
  const Json nothing{{"model", kText}, {"prompt", "x"}, {"quality", nullptr}};
  const Json below{{"model", kText}, {"prompt", "x"}, {"model_params", {{"element_list", nullptr}}}};
  const Choice choices[] = {
      {"null-input", "reject", nothing, 200, 400},
      {"null-input", "reject", below, 200, 400},
      {"text-length", "bytes", {{"model", kText}, {"prompt", long_text}}, 200, 400},
      {"shot-sum", "lenient", shots_of("4"), 400, 200},
      {"shot-duration", "text", shots_of(5), 200, 400},
      {"shot-duration", "text", shots_of("5"), 200, 200},
      {"placeholders", "refused", {{"model", kText}, {"prompt", "<<<element_1>>>"}}, 200, 400},
      {"start-image", "optional", {{"model", "kling-o3-image-to-video"}, {"prompt", "x"}}, 400, 200}};
  for (const Choice& choice : choices) {
    INFO(choice.name << "=" << choice.reading);
    CHECK(status_of(choice.job) == choice.otherwise);
    CHECK(status_of(choice.job, choice.name, choice.reading) == choice.chosen);
  }
}
