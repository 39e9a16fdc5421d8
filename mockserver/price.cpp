#include <cstdio>
#include <memory>

#include <mockling/core/submit.hpp>

#include "commands.hpp"
#include "lookup.hpp"

namespace mockling::cli {

namespace {

struct PriceFlags {
  std::string provider;
  std::string model;
  std::string input = "{}";
  std::string spec_dir;
  bool json = false;
};

int price(const PriceFlags& flags) {
  const auto catalog = load(flags.spec_dir);
  if (!catalog) return complain(catalog.error().message);
  const auto provider = find_provider(**catalog, flags.provider);
  if (!provider) return complain(provider.error().message);
  const auto model = find_model(**provider, flags.model);
  if (!model) return complain(model.error().message);
  auto input = parse_json(flags.input);
  if (!input || !input->is_object())
    return complain("the input must be a JSON object, like '{\"duration\":5}': " +
                    (input ? "it is none" : input.error().message));
  const Submission submission = prepare_submission((*provider)->spec, **model, std::move(*input));
  for (const Violation& violation : submission.violations)
    if (!violation.actual.is_null() && violation.keyword != "empty") {
      std::fprintf(stderr, "mockling: %s\n", say((*provider)->spec.words, violation).c_str());
      return 1;
    }
  const auto quoted = quote((*model)->price, submission.input, no_files);
  const Money amount = quoted ? quoted->price : Money{(*model)->price.base, (*model)->price.currency};
  if (flags.json)
    std::printf(
        "%s\n",
        dump(Json{{"model", (*model)->id}, {"amount", to_text(amount.amount)}, {"currency", amount.currency.code}})
            .c_str());
  else
    std::printf("%s\n", to_text(amount).c_str());
  return 0;
}

}  // namespace

Run add_price(CLI::App& app) {
  const auto flags = std::make_shared<PriceFlags>();
  CLI::App* command = app.add_subcommand("price", "Print what one job would cost");
  command->add_option("provider", flags->provider, "Such as the first column of mockling catalog")->required();
  command->add_option("model", flags->model, "Model id, or the end of it")->required();
  command->add_option("input", flags->input, "JSON of the model's input")->capture_default_str();
  command->add_option("--spec-dir", flags->spec_dir, "Read provider data from this folder instead of the built-in");
  command->add_flag("--json", flags->json, "Print JSON");
  return [flags] { return price(*flags); };
}

}  // namespace mockling::cli
