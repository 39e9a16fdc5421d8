#include <iostream>
#include <memory>
#include <string>

#include <mockling/spec/validate.hpp>

#include "commands.hpp"
#include "lookup.hpp"

namespace mockling::cli {

namespace {

struct ValidateFlags {
  std::string provider;
  std::string model;
  std::string input;
  std::string spec_dir;
  bool batch = false;
};

Json verdict(const Violations& violations) {
  Json list = Json::array();
  for (const Violation& violation : violations)
    list.push_back({{"path", violation.path}, {"keyword", violation.keyword}});
  return {{"valid", violations.empty()}, {"violations", list}};
}

// {"model","input"} a line in, {"valid","violations"} a line out.
int validate_batch(const Provider& provider) {
  bool all = true;
  for (std::string line; std::getline(std::cin, line);) {
    auto request = parse_json(line, {128, 100000});
    const Model* model = request ? provider.model(text_of(*request, "model")) : nullptr;
    if (model == nullptr) {
      std::cout << dump(Json{{"error", request ? "no such model" : request.error().message}}) << '\n';
      all = false;
      continue;
    }
    const Violations violations = mockling::validate(model->input, request->value("input", Json()));
    std::cout << dump(verdict(violations)) << '\n';
    all = all && violations.empty();
  }
  std::cout.flush();
  return all ? 0 : 1;
}

int validate(const ValidateFlags& flags) {
  const auto catalog = load(flags.spec_dir);
  if (!catalog) return complain(catalog.error().message);
  const auto provider = find_provider(**catalog, flags.provider);
  if (!provider) return complain(provider.error().message);
  if (flags.batch) return validate_batch(**provider);
  if (flags.model.empty()) return complain("validate needs MODEL and INPUT, or --batch");
  const auto model = find_model(**provider, flags.model);
  if (!model) return complain(model.error().message);
  auto input = parse_json(flags.input);
  if (!input) return complain("the input is " + input.error().message);
  const Violations violations = mockling::validate((*model)->input, *input);
  std::cout << dump(verdict(violations)) << '\n';
  return violations.empty() ? 0 : 1;
}

}  // namespace

Run add_validate(CLI::App& app) {
  const auto flags = std::make_shared<ValidateFlags>();
  CLI::App* command = app.add_subcommand("validate", "Check a model input against its JSON Schema alone");
  command->add_option("--provider", flags->provider, "Whose model it is")->required();
  command->add_option("model", flags->model, "Model id, or the end of it");
  command->add_option("input", flags->input, "JSON of the model's input");
  command->add_option("--spec-dir", flags->spec_dir, "Read provider data from this folder instead of the built-in");
  command->add_flag("--batch", flags->batch,
                    R"(Read {"model","input"} lines from stdin, print a verdict line for each)");
  return [flags] { return validate(*flags); };
}

}  // namespace mockling::cli
