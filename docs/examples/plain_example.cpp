// No framework and no socket: the emulator as a function, a world, and the question what it cost.
#include <cstdio>

#include <mockling/embedded_data.hpp>
#include <mockling/testing/pure_world.hpp>
#include <mockling/testing/verdict.hpp>

using namespace mockling;

int main() {
  const auto catalog = load_catalog(embedded_data());
  if (!catalog) return std::printf("%s\n", join(catalog.error(), "\n").c_str()), 1;
  const prove::PureWorld world(*catalog);

  const Response submitted = world.post("/api/v3/kwaivgi/kling-v3.0-pro/text-to-video", {{"prompt", "a fox"}});
  const Json job = Json::parse(std::get<TextBody>(submitted.body).text).at("data");
  const auto happened = world.advance("1h");
  if (!happened) return std::printf("%s\n", happened.error().message.c_str()), 1;
  for (const Event& event : *happened)
    std::printf("%s  %s\n", rfc3339(event.at, 3, true).c_str(), std::string(event.what).c_str());

  const Response result = world.get("/api/v3/predictions/" + job.at("id").get<std::string>() + "/result");
  std::printf("%s\n", std::get<TextBody>(result.body).text.c_str());

  const prove::Verdict verdict = prove::spent_exactly(world, "0.56 USD");
  std::printf("%s\n", verdict.told.c_str());
  return verdict ? 0 : 1;
}
