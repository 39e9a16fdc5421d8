// Owns: a small HTTP server that hands deliveries to an inbox.
// Never knows: providers.
// Used by: programs without a server of their own. Behind it, in production, stands something that speaks TLS.
#pragma once

#include <memory>
#include <string>

#include "refclient/webhook.hpp"

namespace refclient {

class WebhookServer {
 public:
  /// Listens on 127.0.0.1, on any free port, until it is destroyed. The inbox must outlive it.
  explicit WebhookServer(Inbox& inbox);
  ~WebhookServer();
  WebhookServer(const WebhookServer&) = delete;
  WebhookServer& operator=(const WebhookServer&) = delete;

  const std::string& url() const { return url_; }

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
  std::string url_;
};

}  // namespace refclient
