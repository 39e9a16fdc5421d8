#include "data.hpp"

#include <filesystem>

#include <mockling/embedded_data.hpp>
#include <mockling/host/file_text.hpp>

namespace mockling::cli {

namespace {

constexpr std::string_view kScenarios = "fixtures/scenarios/";

std::optional<Json> as_object(std::string_view text) {
  auto document = parse_json(text);
  return document && document->is_object() ? std::optional(std::move(document).value()) : std::nullopt;
}

}  // namespace

Result<std::vector<DataFile>> provider_files(const std::string& folder) {
  if (folder.empty()) return embedded_data();
  std::vector<DataFile> files;
  std::error_code failure;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, failure))
    if (entry.is_regular_file() && entry.path().extension() == ".json")
      files.push_back({"schemas/" + std::filesystem::relative(entry.path(), folder).generic_string(),
                       host::file_text_or_none(entry.path().string())});
  if (failure || files.empty())
    return Error{"--spec-dir " + folder + ": " + (failure ? failure.message() : "no .json file in it")};
  std::sort(files.begin(), files.end(), [](const DataFile& a, const DataFile& b) { return a.name < b.name; });
  return files;
}

std::string_view embedded_text(std::string_view name) {
  for (const embedded::File& file : embedded::files())
    if (file.name == name) return file.bytes;
  return {};
}

std::optional<Json> find_scenario(std::string_view name) {
  if (auto known = embedded_scenario(name)) return known;
  return ends_with(name, ".json") ? as_object(host::file_text_or_none(std::string(name))) : std::nullopt;
}

std::vector<std::string> scenario_names() {
  std::vector<std::string> names;
  for (const embedded::File& file : embedded::files())
    if (starts_with(file.name, kScenarios))
      names.emplace_back(file.name.substr(kScenarios.size(), file.name.size() - kScenarios.size() - 5));
  return names;
}

}  // namespace mockling::cli
