// Owns: endings whose answers differ from those of the provider's pages: an unknown status, no outputs, other members.
// Never knows: which endings there are; any provider's shape (both are in the data).
// Used by: core/emulator.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mockling/core/call.hpp>
#include <mockling/core/fault_answer.hpp>

namespace mockling {

namespace detail {

// "queued" and the other phases, "open" for both before the end, "ended" for all after it.
inline bool is_while(std::string_view wanted, Phase phase) {
  if (wanted.empty()) return true;
  if (wanted == "open" || wanted == "ended") return is_terminal(phase) == (wanted == "ended");
  return kPhases[static_cast<std::size_t>(phase)] == wanted;
}

// The ending's patches for a document about a job in this phase, as `operation` shows it; nearly always none. In the
// data: "patches": [{"operations": [NAME, …], "while": PHASE|"open"|"ended", "patch": [RFC 6902]}].
inline std::vector<const Json*> patches_for(const ProviderSpec& spec, const Job& job, Phase phase,
                                            std::string_view operation) {
  std::vector<const Json*> patches;
  if (job.plan.ending == "ok") return patches;
  for (const Json& one : child(child(child(spec.document, "endings"), job.plan.ending), "patches"))
    if (is_while(text_of(one, "while"), phase))
      for (const Json& name : child(one, "operations"))
        if (name == operation) patches.push_back(&child(one, "patch"));
  return patches;
}

}  // namespace detail

// Makes of an answer about a job what its ending's patches say; what is no JSON stays.
inline void patch_answer(const Call& call, Response& response) {
  auto* text = std::get_if<TextBody>(&response.body);
  const Job* job = text != nullptr && !call.job.empty() ? call.state.find_job(call.job) : nullptr;
  if (job == nullptr) return;
  const auto patches = detail::patches_for(call.spec(), *job, phase_at(*job, call.now), call.prepared.operation());
  if (patches.empty()) return;
  auto view = parse_json(text->text);
  if (!view) return;
  bool changed = false;
  for (const Json* patch : patches) changed = detail::edit_json(*patch, *view) || changed;
  if (changed) text->text = dump(*view);
}

}  // namespace mockling
