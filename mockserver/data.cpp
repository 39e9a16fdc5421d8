#include "data.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <mockling/embedded.hpp>

namespace mockling::cli {

namespace {

constexpr std::string_view kScenarios = "fixtures/scenarios/";

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::optional<Json> as_object(std::string_view text) {
  auto document = parse_json(text);
  return document && document->is_object() ? std::optional(std::move(document).value()) : std::nullopt;
}

}  // namespace

Result<std::vector<DataFile>> provider_files(const std::string& folder) {
  std::vector<DataFile> files;
  if (folder.empty()) {
    for (const embedded::File& file : embedded::files())
      files.push_back({std::string(file.name), std::string(file.bytes)});
    return files;
  }
  std::error_code failure;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, failure))
    if (entry.is_regular_file() && entry.path().extension() == ".json")
      files.push_back(
          {"schemas/" + std::filesystem::relative(entry.path(), folder).generic_string(), read_text(entry.path())});
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
  const std::string wanted = std::string(kScenarios) + std::string(name) + ".json";
  for (const embedded::File& file : embedded::files())
    if (file.name == wanted) return as_object(file.bytes);
  return ends_with(name, ".json") ? as_object(read_text(std::filesystem::path(name))) : std::nullopt;
}

std::vector<std::string> scenario_names() {
  std::vector<std::string> names;
  for (const embedded::File& file : embedded::files())
    if (starts_with(file.name, kScenarios))
      names.emplace_back(file.name.substr(kScenarios.size(), file.name.size() - kScenarios.size() - 5));
  return names;
}

}  // namespace mockling::cli
