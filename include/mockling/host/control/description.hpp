// Owns: GET /_mockling/openapi.json: the control plane described, from the data.
// Never knows: what the description says.
// Used by: host/control/table.
#pragma once

#include <mockling/host/control/route.hpp>

namespace mockling::host {

namespace detail {

inline constexpr std::string_view kDescriptionFile = "schemas/_control/openapi.json";

inline Answer describe(ControlCall& call) {
  const auto text = call.keeper.data_file(kDescriptionFile);
  if (!text) return wrong("the data has no " + std::string(kDescriptionFile), 404);
  Answer answer;
  answer.body = TextAnswer{"application/json; charset=utf-8", std::string(*text)};
  return answer;
}

}  // namespace detail

inline constexpr ControlRoute kDescriptionRoutes[] = {{"GET", "openapi.json", ControlKey::none, &detail::describe}};

}  // namespace mockling::host
