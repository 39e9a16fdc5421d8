// Owns: doors of the emulator whose certificates are not in order, for clients that should not enter.
// Never knows: clients, cases.
// Used by: stage.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <mockling/base/result.hpp>
#include <mockling/host/listener.hpp>
#include <mockling/host/tls_certificate.hpp>

namespace mockling::conform {

// Who enters all the same is served by the emulator, so that what it did is in its journal. Thread-safe once open.
class BadDoors {
 public:
  BadDoors() = default;
  BadDoors(const BadDoors&) = delete;
  BadDoors& operator=(const BadDoors&) = delete;
  ~BadDoors();

  // `ca_dir` holds the authority that clients of this suite trust; `http_port` is the emulator's.
  Result<void> open(const std::string& ca_dir, int http_port);

  // "untrusted", "expired" and "wrong-name", each with its origin: "https://127.0.0.1:PORT".
  const std::map<std::string, std::string>& origins() const { return origins_; }

 private:
  Result<void> add(const std::string& name, const host::Credential& leaf, int http_port);

  std::map<std::string, std::string> origins_;
  std::vector<std::unique_ptr<host::Listener>> listeners_;
};

}  // namespace mockling::conform
