#include "started.hpp"

#include <algorithm>
#include <utility>

#include <mockling/core/har.hpp>
#include <mockling/host.hpp>

#include "proxy.hpp"
#include "run_record.hpp"

namespace mockling::cli {

namespace {

class StartedServer final : public Started {
 public:
  StartedServer(StartOptions options, std::vector<DataFile> files)
      : options_(std::move(options)), server_(options_.server, std::move(files)) {}

  Result<void> open() {
    const auto port = server_.start();
    if (!port) return port.error();
    http_port_ = *port;
    if (!options_.proxy_port) return {};
    proxy_.emplace(
        host::CaptureOptions{host_names(catalog()), http_port_, https_port(), options_.passthrough, options_.secrets},
        options_.server.host, *options_.proxy_port);
    const auto opened = proxy_->start();
    if (!opened) return opened.error();
    proxy_port_ = *opened;
    return {};
  }

  int http_port() const override { return http_port_; }
  int https_port() const override { return server_.tls() != nullptr ? server_.tls()->port() : 0; }
  int proxy_port() const override { return proxy_port_; }
  std::string ca_file() const override { return server_.tls() != nullptr ? server_.tls()->ca_file() : std::string(); }
  std::string clips_note() const override { return server_.clips_note(); }
  const Catalog& catalog() const override { return server_.catalog(); }

  host::WorldHandle world(std::string key) override { return server_.world(std::move(key)); }

  Json record() override {
    const auto parsed = parse_monitors(options_.server.monitors);
    const MonitorTable table = parsed ? *parsed : MonitorTable{};
    std::vector<Json> worlds;
    for (const host::WorldPtr& world : server_.worlds()) {
      const std::lock_guard lock(world->mutex);
      worlds.push_back(world_record_of(*world->state, *world->catalog.load(), table, world->now(host::machine_time())));
    }
    return run_record(std::move(worlds),
                      refusal_findings(proxy_ ? proxy_->refusals() : std::vector<host::Refusal>(), table));
  }

  Json har() override {
    std::vector<JournalEntry> entries;
    for (const host::WorldPtr& world : server_.worlds()) {
      const std::lock_guard lock(world->mutex);
      for (const JournalEntry& entry : world->state->journal().entries()) entries.push_back(entry);
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const JournalEntry& a, const JournalEntry& b) { return a.at < b.at; });
    std::vector<const JournalEntry*> all;
    all.reserve(entries.size());
    for (const JournalEntry& entry : entries) all.push_back(&entry);
    return har_of(all);
  }

 private:
  const StartOptions options_;
  host::Server server_;
  std::optional<Proxy> proxy_;
  int http_port_ = 0;
  int proxy_port_ = 0;
};

}  // namespace

Result<std::unique_ptr<Started>> Started::start(StartOptions options, std::vector<DataFile> files) {
  auto started = std::make_unique<StartedServer>(std::move(options), std::move(files));
  if (auto opened = started->open(); !opened) return opened.error();
  return std::unique_ptr<Started>(std::move(started));
}

}  // namespace mockling::cli
