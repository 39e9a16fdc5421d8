// Mutants of money.
#include "mutants/tools.hpp"

namespace refclient::driver {
namespace {

void reprice(Parts& parts,
             std::function<Money(const std::function<Money(const VideoRequest&)>& price, const VideoRequest&)> change) {
  parts.rules.price = [inner = parts.rules.price, change](const std::string& provider, const VideoRequest& request) {
    return change([&](const VideoRequest& each) { return inner(provider, each); }, request);
  };
}

void flat_rate(Parts& parts) {
  reprice(parts, [](const auto& price, VideoRequest request) {
    request.shots.clear();
    request.duration = 5;
    return price(request);
  });
}

void sound_always_1_5(Parts& parts) {
  reprice(parts, [](const auto& price, VideoRequest request) {
    const bool sound = request.sound.value_or(false);
    request.sound = false;
    Money money = price(request);
    if (sound) money.millionths = money.millionths * 3 / 2;
    return money;
  });
}

void no_minimum(Parts& parts) {
  reprice(parts, [](const auto& price, const VideoRequest& request) {
    const int seconds = seconds_of(request).value_or(5);
    Money money = price(request);
    if (seconds < 3) money.millionths = money.millionths / 3 * seconds;
    return money;
  });
}

void float_accumulate(Parts& parts) {
  reprice(parts, [](const auto& price, VideoRequest request) {
    const int seconds = seconds_of(request).value_or(5);
    request.shots.clear();
    request.duration = 10;
    Money money = price(request);
    const float second = static_cast<float>(money.millionths) / 1e7F;
    float sum = 0;
    for (int each = 0; each < seconds; ++each) sum += second;
    money.millionths = static_cast<std::int64_t>(static_cast<double>(sum) * 1e6);
    return money;
  });
}

void check_after_submit(Parts& parts) {
  wrap(parts, "generate", [](Run& run, const auto& inner) {
    const auto budget = millionths_of(run.text("budget"));
    run.message["args"].erase("budget");
    Json value = inner(run);
    if (budget && run.client().estimate(run.request()).millionths > *budget)
      throw VideoError(Category::budget, "that was too much");
    return value;
  });
}

}  // namespace

Mutants cost_mutants() {
  return {{"flat-rate", flat_rate},
          {"sound-always-1.5", sound_always_1_5},
          {"no-minimum", no_minimum},
          {"float-accumulate", float_accumulate},
          {"check-after-submit", check_after_submit}};
}

}  // namespace refclient::driver
