#include <algorithm>
#include <cstdio>
#include <map>
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
  std::vector<std::string> lengths;
  std::string spec_dir;
  bool json = false;
};

// "URL=TIME" each, as a lookup of the files that the input names.
Result<FileLookup> stated_lengths(const std::vector<std::string>& stated) {
  std::map<std::string, FileFacts, std::less<>> files;
  for (const std::string& entry : stated) {
    const std::size_t equals = entry.rfind('=');
    const auto length = parse_duration(entry.substr(std::min(entry.size(), equals + 1)));
    if (equals == std::string::npos || !length) return Error{"--length takes URL=TIME, like https://host/a.mp4=8s"};
    files[entry.substr(0, equals)].length = std::chrono::duration_cast<Millis>(*length);
  }
  return FileLookup([files](std::string_view url) {
    const auto found = files.find(url);
    return found == files.end() ? std::nullopt : std::optional(found->second);
  });
}

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
  const auto lengths = stated_lengths(flags.lengths);
  if (!lengths) return complain(lengths.error().message);
  const Submission submission = prepare_submission((*provider)->spec, **model, std::move(*input));
  for (const Violation& violation : submission.violations)
    if (!violation.actual.is_null() && violation.keyword != "empty") {
      std::fprintf(stderr, "mockling: %s\n", say((*provider)->spec.words, violation).c_str());
      return 1;
    }
  const auto quoted = quote((*model)->price, submission.input, *lengths);
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
  command->add_option("--length", flags->lengths,
                      "URL=TIME: how long a video or sound of the input is; may be repeated");
  command->add_option("--spec-dir", flags->spec_dir, "Read provider data from this folder instead of the built-in");
  command->add_flag("--json", flags->json, "Print JSON");
  return [flags] { return price(*flags); };
}

}  // namespace mockling::cli
