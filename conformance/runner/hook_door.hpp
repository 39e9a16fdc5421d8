// Owns: a case of the webhook lab, played against the receiver that a client has opened; the provider it believes in.
// Never knows: how the client is reached; what is expected of the finding.
// Used by: play.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <mockling/host/world.hpp>

#include "case.hpp"
#include "lab_run.hpp"

namespace mockling::conform {

// For one run. What a case has under "lab" is the name of one of the lab's own cases, or one in their form.
class HookDoor {
 public:
  // Nothing when the case has no lab; an Error when its lab is none.
  static Result<std::unique_ptr<HookDoor>> open(host::Universes& universes, const Permutation& permutation);

  // Puts into a run's message where the provider is that is played here, and what its signatures are checked by.
  void furnish(Json& message) const;

  // Whether the client has submitted its task, so that it can be told of it.
  bool ready();

  // Plays the case; `completed` tells how often the client said of a task that it had ended well.
  // {"id", "verdict": "pass" | "fail" | "open", "why", "slowest_ms"}
  Json play(const std::string& url, const std::function<std::int64_t(const std::string& id)>& completed);

 private:
  HookDoor(const Catalog& catalog, const Provider& provider, cli::LabCase lab, Settings settings);

  const ProviderSpec& spec_;
  const cli::LabCase lab_;
  cli::LabProvider provider_;
  std::string origin_;
  std::string secret_;  // empty: none is shared
  std::optional<cli::LabTask> task_;
};

}  // namespace mockling::conform
