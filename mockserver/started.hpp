// Owns: a server with its ports and the proxy beside it, as one thing to start and to stop.
// Never knows: command lines, signals.
// Used by: serve, run, the conformance suite.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <mockling/host/server_options.hpp>
#include <mockling/host/world_handle.hpp>

namespace mockling::cli {

struct StartOptions {
  host::ServerOptions server;
  std::optional<int> proxy_port;     // needs server.https_port
  bool passthrough = false;          // of the proxy
  std::vector<std::string> secrets;  // keys that nobody but the providers should be sent
};

// One translation unit compiles the whole server, so that the commands need not.
class Started {
 public:
  static Result<std::unique_ptr<Started>> start(StartOptions options, std::vector<DataFile> files);
  virtual ~Started() = default;

  virtual int http_port() const = 0;
  virtual int https_port() const = 0;  // 0: none
  virtual int proxy_port() const = 0;  // 0: none
  virtual std::string ca_file() const = 0;
  virtual std::string clips_note() const = 0;
  virtual const Catalog& catalog() const = 0;

  // The world of a key, as the control plane has it.
  virtual host::WorldHandle world(std::string key) = 0;

  // What has been done here so far (see run_record.hpp).
  virtual Json record() = 0;

  // The exchanges of all worlds as HTTP Archive.
  virtual Json har() = 0;

 protected:
  Started() = default;
};

}  // namespace mockling::cli
