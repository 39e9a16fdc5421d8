#include "drift_source.hpp"

#include <algorithm>
#include <filesystem>

#include <mockling/base/ip.hpp>
#include <mockling/host/file_text.hpp>
#include <mockling/host/http_library.hpp>

#include "data.hpp"
#include "html_text.hpp"

namespace mockling::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 2000;

Result<drift::Document> data_document(const std::string& name, const std::string& folder) {
  const auto files = provider_files(folder);
  if (!files) return files.error();
  return drift::read_data(name, *files);
}

bool holds_provider_data(const fs::path& folder) {
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(folder, failure))
    if (entry.is_directory(failure) && fs::exists(entry.path() / "provider.json", failure)) return true;
  return false;
}

Result<drift::Document> published(const std::string& name, const std::string& text) {
  if (!looks_like_html(text)) return drift::read_document(name, text);
  const auto plain = html_text(text);
  if (!plain) return Error{name + " " + plain.error().message};
  return drift::read_document(name, *plain);
}

Result<drift::Document> published_folder(const std::string& place) {
  std::error_code failure;
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(place, failure))
    if (entry.is_regular_file(failure)) paths.push_back(entry.path());
  if (failure || paths.empty()) return Error{place + ": " + (failure ? failure.message() : "the folder has no file")};
  if (paths.size() > kMostFiles) return Error{place + " has more than " + std::to_string(kMostFiles) + " files"};
  std::sort(paths.begin(), paths.end());
  std::vector<drift::Document> documents;
  for (const fs::path& path : paths) {
    const auto text = file_text(path.string());
    if (!text) return text.error();
    auto document = published(fs::relative(path, place).generic_string(), *text);
    if (!document) return Error{place + ": " + document.error().message};
    documents.push_back(std::move(*document));
  }
  return drift::together(place, documents);
}

// "http://127.0.0.1:8787/path" → {"http://127.0.0.1:8787", "/path"}
std::pair<std::string, std::string> origin_and_target(const std::string& url) {
  const std::size_t slash = url.find('/', std::string_view("http://").size());
  return {url.substr(0, slash), slash == std::string::npos ? "/" : url.substr(slash)};
}

bool is_here(const std::string& origin) {
  const std::string host = origin.substr(std::string_view("http://").size());
  return is_loopback_host(host.substr(0, starts_with(host, "[") ? host.find(']') + 1 : host.find(':')));
}

Result<drift::Document> fetched(const std::string& url) {
  const auto [origin, target] = origin_and_target(url);
  if (!is_here(origin)) return Error{url + ": only URLs of this machine are read; save the document as a file"};
  httplib::Client client(origin);
  client.set_connection_timeout(5);
  client.set_read_timeout(30);
  std::string body;
  const auto answer =
      client.Get(target, {{"Authorization", "Bearer mk_drift"}}, [&body](const char* bytes, std::size_t size) {
        body.append(bytes, size);
        return body.size() <= drift::DocumentLimits{}.bytes;
      });
  if (!answer) return Error{url + ": " + httplib::to_string(answer.error())};
  if (answer->status != 200) return Error{url + " answered " + std::to_string(answer->status)};
  return published(url, body);
}

}  // namespace

Result<std::string> file_text(const std::string& path) { return host::file_text(path, drift::DocumentLimits{}.bytes); }

Result<std::vector<DataFile>> data_files(const std::string& place) {
  if (place == "embedded") return provider_files("");
  if (!holds_provider_data(place)) return Error{place + " is no provider data: embedded, or a folder like schemas/"};
  return provider_files(place);
}

Result<void> write_data(const std::string& folder, const std::vector<DataFile>& files) {
  constexpr std::string_view kRoot = "schemas/";
  for (const DataFile& file : files) {
    if (!starts_with(file.name, kRoot)) continue;
    const fs::path path = fs::path(folder) / file.name.substr(kRoot.size());
    std::error_code failure;
    fs::create_directories(path.parent_path(), failure);
    if (const auto done = host::write_file(path.string(), file.text); !done) return done.error();
  }
  return {};
}

Result<drift::Document> find_document(const std::string& place) {
  if (place == "embedded") return data_document(place, "");
  if (starts_with(place, "http://")) return fetched(place);
  if (starts_with(place, "https://")) return Error{place + ": only http URLs of this machine are read"};
  std::error_code failure;
  if (fs::is_directory(place, failure))
    return holds_provider_data(place) ? data_document(place, place) : published_folder(place);
  if (!fs::is_regular_file(place, failure)) return Error{place + ": there is no such file or folder"};
  const auto text = file_text(place);
  if (!text) return text.error();
  return published(place, *text);
}

}  // namespace mockling::cli
