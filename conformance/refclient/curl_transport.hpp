// Owns: the transport on libcurl, with a pool of kept connections.
// Never knows: providers, retries.
// Used by: whoever makes a client.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "refclient/http.hpp"

namespace refclient {

/// One of these per application is enough. Call curl_global_init() before the first.
class CurlTransport : public Transport {
 public:
  CurlTransport();
  ~CurlTransport() override;
  Reply send(const Request& request) override;

 protected:
  /// For settings of your own, like a proxy: called with the CURL handle before each exchange.
  virtual void customise(void* /*easy*/, const Request& /*request*/) {}

 private:
  struct Slot;  // a multi handle, whose connections are kept, and an easy handle
  std::unique_ptr<Slot> take();
  void give_back(std::unique_ptr<Slot> slot);

  std::mutex mutex_;
  std::vector<std::unique_ptr<Slot>> idle_;
};

}  // namespace refclient
