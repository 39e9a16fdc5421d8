// Owns: WaveSpeed's success envelope, links and numbers.
// Never knows: what is inside an envelope.
// Used by: providers/wavespeed.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <mockling/base/json_number.hpp>
#include <mockling/base/json_text.hpp>
#include <mockling/core/links.hpp>
#include <mockling/core/submit.hpp>

namespace mockling::wavespeed {

// {"code":200,"message":"success","data":…}
inline Response success(const Call& call, std::string_view data) {
  std::string text;
  text.reserve(call.spec().success_head.size() + data.size() + 1);
  text.append(call.spec().success_head).append(data).append("}");
  return text_response(200, std::move(text), call.spec().json_type);
}
inline Response success(const Call& call, const JsonText& data) { return success(call, std::string_view(data.text())); }
inline Response success(const Call& call, const Json& data) { return success(call, std::string_view(dump(data))); }

inline Response failure(const Call& call, ErrorKind kind, std::string text = {}) {
  return refuse(call.spec(), {kind, std::move(text)});
}

// The first violation in the provider's words.
inline Response invalid(const Call& call, const Violation& violation) {
  return failure(call, ErrorKind::invalid_input, say(call.spec().words, violation));
}

// A link of provider.json with {origin}, {world} and `values` filled in.
inline std::string link(const Call& call, std::string_view name, Values values) {
  values.emplace_back("origin", call.origin);
  values.emplace_back("world", call.state.id());
  std::string id;
  escape_id(values, id);
  return fill(text_of(call.spec().document["links"], name), values);
}

// Amounts of billing records, in the unit the world reads the documentation to mean.
inline Json billed(const Call& call, Decimal value) {
  return call.spec().behaves("billing_unit", "micro") ? Json(value.nano / 1000) : json_number(value);
}

inline std::string nanosecond_text(Instant at) { return rfc3339(at, 9, true); }

// Reads member `name` as an instant: ISO 8601, or (as text or number) milliseconds since 1970. Nothing when absent.
inline Result<std::optional<Instant>, Violation> instant_member(const Json& body, std::string_view name) {
  const Json* value = member(body, name);
  const bool blank = value != nullptr && value->is_string() && value->get_ref<const std::string&>().empty();
  if (value == nullptr || blank) return std::optional<Instant>();
  const auto millis = value->is_number_integer() ? std::optional(value->get<std::int64_t>())
                      : value->is_string()       ? parse_int(value->get_ref<const std::string&>())
                                                 : std::nullopt;
  if (millis && *millis >= 0 && *millis < INT64_MAX / 1'000'000) return std::optional(from_unix_millis(*millis));
  const auto parsed = value->is_string() ? parse_instant(value->get_ref<const std::string&>()) : std::nullopt;
  if (!parsed) return Violation{pointer_step(name), "date", nullptr, *value};
  return std::optional(*parsed);
}

}  // namespace mockling::wavespeed
