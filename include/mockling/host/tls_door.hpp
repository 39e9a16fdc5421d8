// Owns: the encrypted door of a server: its identity, its listener, the file that says whom to trust.
// Never knows: what requests mean; where the names come from.
// Used by: host/server.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mockling/base/result.hpp>
#include <mockling/host/listener.hpp>
#include <mockling/host/tls_context.hpp>
#include <mockling/host/tls_identity.hpp>

namespace mockling::host {

// Start, use, stop; from one thread.
class TlsDoor {
 public:
  TlsDoor() = default;
  TlsDoor(const TlsDoor&) = delete;
  TlsDoor& operator=(const TlsDoor&) = delete;
  ~TlsDoor() { close(); }

  // Opens options.port for TLS under these names, those of this machine, and options.host. Keys are kept in `ca_dir`;
  // when it is empty they never leave memory. Once only.
  Result<void> open(ListenerOptions options, Handler handler, const std::string& ca_dir,
                    std::vector<std::string> names) {
    for (const char* own : {"localhost", "127.0.0.1", "::1"}) names.emplace_back(own);
    if (std::find(names.begin(), names.end(), options.host) == names.end()) names.push_back(options.host);
    const auto identity = identify(ca_dir, names);
    if (!identity) return identity.error();
    auto context = TlsContext::make(identity->leaf());
    if (!context) return context.error();
    options.tls = *context;
    listener_.emplace(std::move(options), std::move(handler));
    const Result<int> port = listener_->start();
    if (!port) return port.error();
    port_ = *port;
    return {};
  }

  // Milliseconds; see Listener::stop().
  void close() noexcept {
    listener_.reset();
    std::error_code ignored;
    if (!temporary_.empty()) std::filesystem::remove_all(temporary_, ignored);
    temporary_.clear();
  }

  // See Listener::refuse_for().
  void refuse_for(std::chrono::milliseconds time) {
    if (listener_) listener_->refuse_for(time);
  }

  int port() const { return port_; }

  // Path of the certificate that clients must trust, as PEM; there until close(), or in `ca_dir` for good.
  const std::string& ca_file() const { return ca_file_; }

 private:
  Result<TlsIdentity> identify(const std::string& ca_dir, const std::vector<std::string>& names) {
    const std::time_t now = std::time(nullptr);
    std::error_code failure;
    if (!ca_dir.empty()) {
      ca_file_ = (std::filesystem::absolute(ca_dir, failure) / TlsFolder::kAuthority).lexically_normal().string();
      return TlsIdentity::keep(ca_dir, names, now);
    }
    auto identity = TlsIdentity::make(names, now);
    if (!identity) return identity;
    std::string pattern = (std::filesystem::temp_directory_path() / "mockling-ca-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) return system_error("cannot make a temporary folder");
    temporary_ = pattern;
    ca_file_ = (temporary_ / TlsFolder::kAuthority).string();
    std::ofstream file(ca_file_, std::ios::binary);
    if (!(file << identity->ca_pem()).flush()) return system_error("cannot write " + ca_file_);
    return identity;
  }

  std::filesystem::path temporary_;
  std::optional<Listener> listener_;
  int port_ = 0;
  std::string ca_file_;
};

}  // namespace mockling::host
