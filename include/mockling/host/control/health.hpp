// Owns: GET /_mockling/health.
// Never knows: worlds.
// Used by: host/control/table.
#pragma once

#include <mockling/host/control/route.hpp>

namespace mockling::host {

namespace detail {

inline Answer health(ControlCall& call) {
  const std::string& note = call.clips_note;
  return json_answer(200, {{"status", "ok"}, {"clips", note.empty() ? "ok" : note}});
}

}  // namespace detail

inline constexpr ControlRoute kHealthRoutes[] = {{"GET", "health", ControlKey::none, &detail::health}};

}  // namespace mockling::host
