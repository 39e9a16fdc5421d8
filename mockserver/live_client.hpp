// Owns: asking one place over HTTP, as a provider's host, with or without a key that nobody gets to see.
// Never knows: what is asked for what reason.
// Used by: verify.
#pragma once

#include <string>

#include "live_compare.hpp"

namespace mockling::cli {

// Where requests go, and what they carry.
struct LivePlace {
  std::string url;      // scheme, host, port; empty: the provider's own hosts, over HTTPS
  std::string key;      // of the person who asks
  std::string ca_file;  // authorities to trust instead of the system's; empty: the system's
};

// Thread-safe; keeps no connection.
class LiveClient {
 public:
  // An error says why `place` cannot be asked: no HTTP address, or one where the key would travel in the open.
  static Result<LiveClient> make(LivePlace place, const Provider& provider);

  // One call; redirects are not followed. The key is nowhere in the answer.
  LiveAnswer ask(const LiveRequest& request) const;

  // The request in words, without the key.
  std::string words(const LiveRequest& request) const;

  // Whom this asks, in words: the host, or the URL that stands for it.
  std::string name() const;

 private:
  LiveClient(LivePlace place, const Provider& provider) : place_(std::move(place)), provider_(&provider) {}

  std::string host_of(const LiveRequest& request) const;
  std::string hidden(std::string text) const;

  LivePlace place_;
  const Provider* provider_;
};

}  // namespace mockling::cli
