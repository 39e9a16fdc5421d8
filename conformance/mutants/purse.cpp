// Mutants of what sound costs, of the limit of a caller, and of what is told of a price.
#include "mutants/tools.hpp"

namespace refclient::driver {
namespace {

void resound(Parts& parts, std::optional<bool> (*heard)(std::optional<bool>)) {
  parts.rules.price = [inner = parts.rules.price, heard](const std::string& provider, VideoRequest request) {
    request.sound = heard(request.sound);
    return inner(provider, request);
  };
}

void sound_is_free(Parts& parts) {
  resound(parts, [](std::optional<bool>) { return std::optional(false); });
}

void sound_unset_is_off(Parts& parts) {
  resound(parts, [](std::optional<bool> asked) { return std::optional(asked.value_or(false)); });
}

void budget_off_by_one(Parts& parts) {
  wrap(parts, "generate", [](Run& run, const auto& inner) {
    if (const auto budget = millionths_of(run.text("budget")); budget && *budget > 0)
      run.message["args"]["budget"] = amount_text({*budget - 1, {}});
    return inner(run);
  });
}

void cost_forgotten(Parts& parts) {
  wrap(parts, "generate", [](Run& run, const auto& inner) {
    Json value = inner(run);
    value["cost"] = nullptr;
    return value;
  });
}

}  // namespace

Mutants purse_mutants() {
  return {{"sound-is-free", sound_is_free},
          {"sound-unset-is-off", sound_unset_is_off},
          {"budget-off-by-one", budget_off_by_one},
          {"cost-forgotten", cost_forgotten}};
}

}  // namespace refclient::driver
