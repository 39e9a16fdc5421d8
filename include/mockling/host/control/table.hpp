// Owns: the list of all verbs of the control plane. A new group is a header beside this one and a line here.
// Never knows: what a verb does.
// Used by: host/control.
#pragma once

#include <iterator>
#include <vector>

#include <mockling/host/control/description.hpp>
#include <mockling/host/control/faults.hpp>
#include <mockling/host/control/health.hpp>
#include <mockling/host/control/journal.hpp>
#include <mockling/host/control/ledger.hpp>
#include <mockling/host/control/switches.hpp>
#include <mockling/host/control/verdict.hpp>
#include <mockling/host/control/verify.hpp>
#include <mockling/host/control/webhooks.hpp>
#include <mockling/host/control/world.hpp>
#include <mockling/host/control/worlds.hpp>

namespace mockling::host {

inline std::vector<ControlRoute> control_routes() {
  std::vector<ControlRoute> all;
  const auto add = [&](const auto& group) { all.insert(all.end(), std::begin(group), std::end(group)); };
  add(kHealthRoutes);
  add(kDescriptionRoutes);
  add(kWorldRoutes);
  add(kWorldsRoutes);
  add(kFaultRoutes);
  add(kLedgerRoutes);
  add(kJournalRoutes);
  add(kVerdictRoutes);
  add(kWebhookRoutes);
  add(kVerifyRoutes);
  add(kSwitchRoutes);
  return all;
}

}  // namespace mockling::host
