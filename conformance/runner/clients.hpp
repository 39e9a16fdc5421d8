// Owns: what the suite asks for by default, and a neutral request in each provider's own body
// (conformance/clients.json). Never knows: cases; how anything is sent. Used by: play, stage.
#pragma once

#include <string>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>
#include <mockling/spec/catalog.hpp>

namespace mockling::conform {

class Clients {
 public:
  explicit Clients(Json document) : document_(std::move(document)) {}

  // Of a call: {"model", "request", "input"}; `op` is the case's, whose members are merged over the defaults.
  Json args(const std::string& provider, const Json& op) const;

  // Milliseconds, merged with the case's.
  Json tuning(const Json& document) const;

  // A key in the form that the provider's keys have.
  std::string key(const std::string& provider, const std::string& name, const std::string& secret) const;

  // What one job of these arguments costs by the catalog: amount and currency; empty when it cannot be told.
  static std::pair<std::string, std::string> price(const Catalog& catalog, const std::string& provider,
                                                   const Json& args);

 private:
  const Json& facts(const std::string& provider) const { return child(child(document_, "providers"), provider); }

  Json document_;
};

}  // namespace mockling::conform
