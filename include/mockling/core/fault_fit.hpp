// Owns: checking a fault's words against the providers' data: which operations, hosts and providers there are.
// Never knows: how a fault is written or acted out.
// Used by: core/fault_choice, core/admin, host/control.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mockling/core/fault.hpp>
#include <mockling/spec/catalog.hpp>

namespace mockling {

// Whether the provider has routes of this operation, or of a role by this name ("any": all of them).
inline bool knows_operation(const ProviderSpec& spec, std::string_view operation) {
  if (operation.empty() || operation == "any" || child(spec.document, "roles").contains(operation)) return true;
  for (const Route& route : spec.routes)
    if (route.operation == operation) return true;
  return false;
}

inline std::string unknown_operation(std::string_view operation) {
  return "no provider has the operation \"" + std::string(utf8_prefix(operation, 60)) +
         "\"; a fault's operation is any, submit, poll, result, cancel, file, upload, or one of a provider's routes "
         "(mockling catalog)";
}

// Every rule names what some provider has, or the first that does not.
inline Result<void> check_faults(const std::vector<FaultRule>& rules, const Catalog& catalog) {
  for (const FaultRule& rule : rules) {
    if (rule.kind->act == FaultAct::refuse)
      return Error{"\"refuse\" is for the whole server, so only the control plane arms it"};
    bool provider = rule.at.provider.empty(), operation = false;
    for (const Provider& one : catalog.providers) {
      if (!rule.at.provider.empty() && rule.at.provider != one.spec.name) continue;
      provider = true;
      operation = operation || knows_operation(one.spec, rule.at.operation);
    }
    if (!provider) {
      std::string known;
      for (const Provider& one : catalog.providers) known += (known.empty() ? "" : ", ") + one.spec.name;
      return Error{"a fault's provider is one of: " + known};
    }
    if (!operation) return Error{unknown_operation(rule.at.operation)};
  }
  return {};
}

}  // namespace mockling
