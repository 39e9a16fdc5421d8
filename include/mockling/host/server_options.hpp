// Owns: what a server can be told.
// Never knows: command lines.
// Used by: host/server and its parts, mockserver, embedders.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <mockling/core/admin.hpp>
#include <mockling/core/webhook_target.hpp>
#include <mockling/host/clips.hpp>
#include <mockling/host/http_options.hpp>

namespace mockling::host {

// When worlds that nobody uses leave the memory. One with a job under way stays, unless there are too many.
struct Retention {
  Nanos idle = std::chrono::hours(24 * 7);  // of the machine's time, since it was last used
  std::size_t most = 100'000;               // beyond as many, those unused longest leave at once
};

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;                   // 0: any free one
  std::optional<int> https_port;  // the same over TLS; absent: nowhere
  std::string ca_dir;             // keeps the authority that vouches for it; empty: a new one, in memory, each time
  std::uint64_t seed = 1;         // with the world's id, gives the world's own seed
  std::int64_t clock_permille = 1000;
  std::optional<Instant> epoch;  // the time in a world when it opens; absent: the machine's
  Universe universe;             // of worlds that choose none
  MediaMode media = MediaMode::exact;
  RendererOptions renderer;
  Json scenario = Json::object();  // of worlds when they open
  std::string state_dir;           // empty: nothing outlives the process
  Retention retention;
  bool allow_live_keys = false;
  bool control = true;               // serve /_mockling/
  std::string monitors;              // text of conformance/monitors.json; empty: no verdicts
  Reach webhooks = Reach::loopback;  // how far calls to webhooks go
  std::string webhook_ca;            // file of authorities that they trust besides the system's; empty: none
  std::string control_token;         // what its callers must show; needed when `host` is not of this machine alone
  std::string control_origin;        // the one web page ("http://localhost:3000") that may call it; empty: none
  ScenarioLibrary scenarios = [](std::string_view) { return std::optional<Json>(); };
  std::function<void(const Exchanged&)> on_exchange;
};

}  // namespace mockling::host
