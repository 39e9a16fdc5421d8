// Owns: a delivery as JSON, and the way back with every value checked.
// Never knows: jobs, files on disk.
// Used by: core/persist.
#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include <mockling/core/kept.hpp>
#include <mockling/core/webhook.hpp>

namespace mockling {

namespace detail {

inline constexpr std::array<std::string_view, 4> kDoors{"direct", "host", "prefix", "proxy"};

// The place of a name in a list of them.
template <class Names>
std::size_t place_of(const Names& names, const std::string& name, const std::string& what) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) broken_record("there is no " + what + " called " + std::string(utf8_prefix(name, 60)));
  return static_cast<std::size_t>(found - names.begin());
}

inline Json attempt_json(const Attempt& attempt) {
  return {{"at", attempt.at.ns}, {"ended", attempt.ended.ns}, {"status", attempt.status}, {"failure", attempt.failure}};
}

inline Attempt attempt_value(const Json& json) {
  const std::int64_t status = int_of(json, "status", -1);
  if (status < 0 || status > 999) broken_record("the status of a webhook's answer is wrong");
  return {{int_of(json, "at")}, {int_of(json, "ended")}, static_cast<int>(status), text_of(json, "failure")};
}

inline Json delivery_json(const Delivery& delivery) {
  Json attempts = Json::array();
  for (const Attempt& attempt : delivery.attempts) attempts.push_back(attempt_json(attempt));
  const Origin& origin = delivery.origin;
  return {{"scheme", origin.scheme},
          {"host", origin.host},
          {"door", kDoors[static_cast<std::size_t>(origin.address.door)]},
          {"provider", origin.address.provider},
          {"family", origin.address.family},
          {"state", kDeliveryStates[static_cast<std::size_t>(delivery.state)]},
          {"due", delivery.due.ns},
          {"attempts", attempts}};
}

inline Delivery delivery_value(const Json& json) {
  Delivery delivery;
  delivery.origin = {text_of(json, "scheme"),
                     text_of(json, "host"),
                     {static_cast<Address::Door>(place_of(kDoors, text_of(json, "door"), "door")),
                      text_of(json, "provider"), text_of(json, "family")}};
  delivery.state = static_cast<DeliveryState>(place_of(kDeliveryStates, text_of(json, "state"), "state of a delivery"));
  delivery.due = {int_of(json, "due", kNever.ns)};
  for (const Json& attempt : json.at("attempts")) delivery.attempts.push_back(attempt_value(attempt));
  return delivery;
}

}  // namespace detail

}  // namespace mockling
