// Owns: the kinds of refusal there are, and a provider's status and body for each.
// Never knows: when a kind occurs.
// Used by: spec/provider_spec, core, providers.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/spec/route.hpp>

namespace mockling {

enum class ErrorKind {
  unauthorized,
  bad_key,
  live_key,
  forbidden,
  suspended,
  rate_limited,
  over_concurrency,
  unknown_model,
  bad_json,
  invalid_input,
  bad_marker,
  no_credit,
  unknown_job,
  unknown_route,
  method_not_allowed,
  bad_request,
  request_timeout,
  too_large,
  uri_too_long,
  headers_too_large,
  upload_too_large,
  upload_quota,
  upload_exists,
  upload_size,
  upload_expired,
  unknown_file,
  webhook_with_base64,
  gateway_timeout,
  not_implemented,
  unavailable,
  internal
};

// Names as in the data, in the order of the enum.
inline constexpr std::array<std::string_view, 31> kErrorKinds{
    "unauthorized",     "bad_key",           "live_key",
    "forbidden",        "suspended",         "rate_limited",
    "over_concurrency", "unknown_model",     "bad_json",
    "invalid_input",    "bad_marker",        "no_credit",
    "unknown_job",      "unknown_route",     "method_not_allowed",
    "bad_request",      "request_timeout",   "too_large",
    "uri_too_long",     "headers_too_large", "upload_too_large",
    "upload_quota",     "upload_exists",     "upload_size",
    "upload_expired",   "unknown_file",      "webhook_with_base64",
    "gateway_timeout",  "not_implemented",   "unavailable",
    "internal"};

inline constexpr std::string_view name_of(ErrorKind kind) { return kErrorKinds[static_cast<std::size_t>(kind)]; }

// A refusal on its way to the client; `text` and `param` fill {text} and {param} in the provider's body.
struct ApiError {
  ErrorKind kind = ErrorKind::internal;
  std::string text;
  std::string param{};  // the input that is to blame, where there is one
};

struct ErrorRow {
  int status = 500;
  Json body;
};

// One row per kind, in the order of the enum.
using ErrorTable = std::vector<ErrorRow>;

inline ErrorTable compile_errors(const Json& document, const std::string& place, std::vector<std::string>& problems) {
  ErrorTable table;
  for (const std::string_view name : kErrorKinds) {
    const Json* row = member(document, name);
    if (row == nullptr) problems.push_back(place + " lacks " + std::string(name));
    table.push_back(row != nullptr
                        ? ErrorRow{static_cast<int>(int_of(*row, "status", 500)), row->value("body", Json::object())}
                        : ErrorRow{});
  }
  for (const auto& [name, ignored] : document.items()) {
    bool known = false;
    for (const std::string_view kind : kErrorKinds) known = known || kind == name;
    if (!known) problems.push_back(place + " has a kind we do not know: " + name);
  }
  return table;
}

// `body` with {text} and {param} replaced in each of its texts.
inline Json with_text(Json body, std::string_view text, std::string_view param = {}) {
  if (body.is_string()) return fill(body.get_ref<const std::string&>(), {{"text", text}, {"param", param}});
  if (body.is_structured())
    for (Json& part : body) part = with_text(std::move(part), text, param);
  return body;
}

}  // namespace mockling
