#include "stage.hpp"

#include <cstdlib>

#include <mockling/base/text.hpp>
#include <mockling/host/file_text.hpp>
#include <mockling/host/http_library.hpp>

#include "data.hpp"
#include "suite_data.hpp"

namespace mockling::conform {

namespace {

// "https://cdn.example/a/b?c" → {"cdn.example", "/a/b?c"}
std::pair<std::string, std::string> host_and_target(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t start = scheme == std::string::npos ? 0 : scheme + 3;
  const std::size_t slash = std::min(url.find('/', start), url.size());
  return {url.substr(start, slash - start), slash == url.size() ? "/" : url.substr(slash)};
}

// "outputs=string", or "wavespeed:outputs=string" where several providers have a switch of that name.
Result<Universe> universe_of(const std::vector<std::string>& choices) {
  Universe universe;
  for (const std::string& choice : choices) {
    const std::size_t equals = choice.find('=');
    if (equals == std::string::npos) return Error{"--switch takes [PROVIDER:]NAME=READING, not \"" + choice + "\""};
    const std::size_t colon = choice.substr(0, equals).find(':');
    const std::size_t name = colon == std::string::npos ? 0 : colon + 1;
    universe[choice.substr(0, name == 0 ? 0 : colon)][choice.substr(name, equals - name)] = choice.substr(equals + 1);
  }
  return universe;
}

}  // namespace

Result<std::unique_ptr<Stage>> Stage::start(const StageOptions& options) {
  auto clients = suite_document("conformance/clients.json");
  if (!clients) return clients.error();
  auto files = cli::provider_files(options.spec_dir);
  if (!files) return files.error();
  std::unique_ptr<Stage> stage(new Stage(Clients(std::move(*clients))));
  if (auto made = stage->folder_.make(); !made) return made.error();
  cli::StartOptions start;
  start.server.seed = options.seed;
  start.server.https_port = 0;
  auto universe = universe_of(options.switches);
  if (!universe) return universe.error();
  start.server.universe = std::move(*universe);
  start.server.monitors = std::string(cli::embedded_text("conformance/monitors.json"));
  start.server.scenarios = cli::find_scenario;
  if (!options.faults.empty()) start.server.scenario = {{"faults", options.faults}};
  start.server.ca_dir = stage->folder() + "/ca";
  start.proxy_port = 0;
  stage->universes_ = std::make_unique<host::Universes>(*files);
  auto server = cli::Started::start(std::move(start), std::move(*files));
  if (!server) return server.error();
  stage->server_ = std::move(*server);
  stage->around_.folder = stage->folder();
  stage->around_.http_port = stage->server_->http_port();
  stage->around_.https_port = stage->server_->https_port();
  stage->around_.proxy_port = stage->server_->proxy_port();
  stage->around_.ca_pem = host::file_text_or_none(stage->server_->ca_file());
  if (auto written = cli::write_capture_files(stage->around_); !written) return written.error();
  if (auto opened = stage->bad_doors_.open(stage->folder() + "/ca", stage->around_.http_port); !opened)
    return opened.error();
  return {std::move(stage)};
}

std::string Stage::here() const { return "http://127.0.0.1:" + std::to_string(around_.http_port); }

std::string Stage::foreign() const {
  return "http://" + std::string(kForeignHost) + ":" + std::to_string(around_.http_port);
}

std::vector<std::string> Stage::surroundings(const std::string& key) const {
  const cli::Environment current = cli::own_environment();
  cli::Variables variables = cli::capture_variables(around_, catalog(), current);
  const auto own = cli::keys_in(variables, catalog());
  if (!key.empty())
    for (auto& [name, value] : variables.set)
      if (std::find(own.begin(), own.end(), value) != own.end()) value = key;
  std::vector<std::string> all;
  for (const auto& [name, value] : cli::captured(current, variables)) all.push_back(name + "=" + value);
  return all;
}

Json Stage::env(const std::string& provider, const std::string& key, const std::string& work_dir,
                const std::string& log_file) const {
  Json hosts = Json::object();
  const Provider* known = catalog().provider(provider);
  if (known != nullptr)
    for (const auto& [family, names] : child(known->spec.document, "hosts").items())
      hosts[family] = here() + "/" + names.at(0).get<std::string>();
  return {{"base_url", here()},
          {"hosts", hosts},
          {"api_key", key.empty() ? Json() : Json(key)},
          {"ca_file", around_.folder + "/authorities.pem"},
          {"proxy", "http://127.0.0.1:" + std::to_string(around_.proxy_port)},
          {"work_dir", work_dir},
          {"log_file", log_file}};
}

std::optional<std::string> Stage::fetch(const std::string& url, const std::string& authorization) const {
  const auto [host, target] = host_and_target(url);
  const bool ours = starts_with(host, "127.0.0.1") || starts_with(host, std::string(kForeignHost));
  httplib::Client client("127.0.0.1", around_.http_port);
  client.set_read_timeout(std::chrono::seconds(20));
  httplib::Headers headers;
  if (!authorization.empty()) headers.emplace("Authorization", authorization);
  const auto got = client.Get(ours ? target : "/" + host + target, headers);
  if (!got || got->status != 200) return std::nullopt;
  return got->body;
}

}  // namespace mockling::conform
