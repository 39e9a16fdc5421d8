#include "suite_data.hpp"

#include <algorithm>
#include <filesystem>

#include <mockling/base/text.hpp>
#include <mockling/embedded.hpp>
#include <mockling/host/file_text.hpp>

#include "case.hpp"
#include "data.hpp"

namespace mockling::conform {

namespace {

using Named = std::pair<std::string, std::string>;

std::vector<Named> compiled_in() {
  std::vector<Named> files;
  for (const embedded::File& file : embedded::files())
    if (starts_with(file.name, "conformance/cases/")) files.emplace_back(file.name, file.bytes);
  return files;
}

Result<std::vector<Named>> below(const std::string& folder) {
  std::vector<Named> files;
  std::error_code failed;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, failed)) {
    if (entry.path().extension() != ".json") continue;
    files.emplace_back(entry.path().string(), host::file_text_or_none(entry.path().string()));
  }
  if (failed) return Error{folder + ": " + failed.message()};
  return files;
}

Json parsed(const std::string& text) { return Json::parse(text, nullptr, false, true); }

}  // namespace

Result<Json> suite_document(const std::string& name) {
  Json document = parsed(std::string(cli::embedded_text(name)));
  if (document.is_discarded()) return Error{name + " is missing or no JSON"};
  return document;
}

Result<std::vector<Json>> all_cases(const std::string& folder) {
  auto files = folder.empty() ? Result<std::vector<Named>>(compiled_in()) : below(folder);
  if (!files) return files.error();
  std::vector<Json> cases;
  std::string mistakes;
  for (const auto& [name, text] : *files) {
    Json document = parsed(text);
    const auto sound = document.is_discarded() ? Result<void>(Error{name + ": no JSON"}) : check_case(name, document);
    if (!sound) mistakes += (mistakes.empty() ? "" : "\n") + sound.error().message;
    cases.push_back(std::move(document));
  }
  if (!mistakes.empty()) return Error{mistakes};
  std::sort(cases.begin(), cases.end(),
            [](const Json& a, const Json& b) { return text_of(a, "id") < text_of(b, "id"); });
  return cases;
}

}  // namespace mockling::conform
