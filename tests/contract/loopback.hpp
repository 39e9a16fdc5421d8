// Owns: one world behind a real server on a loopback port, with a clock that moves only when told.
// Never knows: what is tested.
// Used by: contract tests.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <mockling/host/server_options.hpp>

#include "../support/raw_client.hpp"
#include "emulated.hpp"

namespace mockling::host {
class Server;
}

namespace mockling::test {

class Loopback {
 public:
  explicit Loopback(Json scenario = Json::object(), Universe universe = {}, std::string key = "mk_exchanges",
                    const std::function<void(host::ServerOptions&)>& change = {});
  ~Loopback();

  int port() const { return port_; }
  const std::string& key() const { return key_; }

  // The answer to `request`, sent over a connection of its own.
  Reply ask(const Request& request);
  Reply post(std::string_view target, const Json& body);
  Reply get(std::string_view target);

  void advance(Nanos step);
  Json change(const Json& patch);
  Instant now();

  // The bytes of `request` on the wire, closing the connection after the answer.
  std::string written(const Request& request) const;
  static Reply read(RawClient& client, bool bodiless = false);

 private:
  const std::string key_;
  const std::unique_ptr<host::Server> server_;
  int port_ = 0;
};

}  // namespace mockling::test
