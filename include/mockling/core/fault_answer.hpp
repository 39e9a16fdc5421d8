// Owns: what a fault makes of an answer as a value: another status, broken JSON, a redirect.
// Never knows: bytes on a wire (host/wire_fault); which requests are struck.
// Used by: core/emulator.
#pragma once

#include <string>
#include <utility>

#include <mockling/core/call.hpp>
#include <mockling/core/fault.hpp>

namespace mockling {

namespace detail {

// The provider's row for what the rule asks: of this kind, else of this status, else of an internal error.
inline const ErrorRow& fault_row(const Call& call, const FaultParameters& how) {
  const ErrorTable& table = call.spec().errors_at(call.request.address.family, call.prepared.operation());
  if (how.error) return table[static_cast<std::size_t>(*how.error)];
  for (const ErrorRow& row : table)
    if (row.status == how.code) return row;
  return table[static_cast<std::size_t>(ErrorKind::internal)];
}

inline Response status_fault(const Call& call, const FaultParameters& how) {
  const ErrorRow& row = fault_row(call, how);
  std::string text = dump(with_text(row.body, utf8_prefix(call.prepared.model, 100)));
  if (how.body) text = how.body->is_string() ? how.body->get<std::string>() : dump(*how.body);
  Response response = text_response(how.code != 0 ? how.code : row.status, std::move(text), call.spec().json_type);
  if (how.retry_after) {
    const std::int64_t seconds = (how.retry_after->count() + detail::kNanosPerSecond - 1) / detail::kNanosPerSecond;
    response.headers.set("Retry-After",
                         how.retry_date ? http_date(call.now + Seconds(seconds)) : std::to_string(seconds));
  }
  for (const Header& header : how.headers) response.headers.set(header.name, header.value);
  return response;
}

inline Response html_fault(const FaultParameters& how) {
  const std::string code = std::to_string(how.code);
  return text_response(how.code,
                       "<html>\r\n<head><title>" + code + "</title></head>\r\n<body>\r\n<center><h1>" + code +
                           "</h1></center>\r\n<hr><center>gateway</center>\r\n</body>\r\n</html>\r\n",
                       "text/html");
}

// The same machine by another name, where there is one: so that what follows the redirect can be seen here.
inline std::string foreign_origin(std::string_view origin) {
  if (origin.find("//127.0.0.1") != std::string_view::npos) return replace_all(origin, "//127.0.0.1", "//localhost");
  if (origin.find("//localhost") != std::string_view::npos) return replace_all(origin, "//localhost", "//127.0.0.1");
  return "http://third-party.invalid";
}

inline Response redirect_fault(const Call& call, const FaultParameters& how) {
  std::string target = how.to;
  if (target == "same" || target == "foreign") {
    target = (how.to == "same" ? call.origin : foreign_origin(call.origin)) + call.request.path;
    if (!call.request.query.empty()) target += "?" + query_text(call.request.query);
  }
  Response response = text_response(how.code, "", "");
  response.headers.set("Location", std::move(target));
  return response;
}

// Adds to every object a member of each type that nobody has heard of.
inline void add_extra_fields(Json& value) {
  if (!value.is_structured()) return;
  for (Json& part : value) add_extra_fields(part);
  if (value.is_object()) value["x_unheard_of"] = {{"text", "new"}, {"list", Json::array({1, nullptr, true})}};
}

// Takes the steps that can be taken; false when that is none.
inline bool edit_json(const Json& patch, Json& value) {
  bool edited = false;
  for (const Json& step : patch) {
    try {
      value = value.patch(Json::array({step}));
      edited = true;
    } catch (const Json::exception&) {  // the path is not there: this answer has no such member
    }
  }
  return edited;
}

inline bool change_text(const FaultRule& rule, std::string& text) {
  switch (rule.kind->act) {
    case FaultAct::malformed: text.insert(std::min<std::size_t>(text.size(), 1), ","); return true;
    case FaultAct::bom: text.insert(0, "\xEF\xBB\xBF"); return true;
    case FaultAct::cut_json:
      text.resize(static_cast<std::size_t>(
          std::min<std::uint64_t>(rule.how.keep.of(text.size()), text.empty() ? 0 : text.size() - 1)));
      return true;
    default: break;
  }
  auto json = parse_json(text);
  if (!json) return false;
  const bool extra = rule.kind->act == FaultAct::extra_fields;
  if (extra) add_extra_fields(*json);
  const bool changed = extra || edit_json(rule.how.patch, *json);
  if (changed) text = dump(*json);
  return changed;
}

}  // namespace detail

// Makes of the answer what the rule says, as far as that is a matter of values. False: the rule has no meaning for such
// an answer, which stays as it is.
inline bool strike(const Call& call, const FaultRule& rule, Response& response) {
  switch (rule.kind->act) {
    case FaultAct::status: response = detail::status_fault(call, rule.how); return true;
    case FaultAct::html: response = detail::html_fault(rule.how); return true;
    case FaultAct::redirect: response = detail::redirect_fault(call, rule.how); return true;
    case FaultAct::empty:
      response = text_response(rule.how.code != 0 ? rule.how.code : response.status, "", call.spec().json_type);
      return true;
    case FaultAct::bad_gzip: response.headers.set("Content-Encoding", "gzip"); return true;
    case FaultAct::malformed:
    case FaultAct::bom:
    case FaultAct::cut_json:
    case FaultAct::extra_fields:
    case FaultAct::edit: {
      auto* text = std::get_if<TextBody>(&response.body);
      return text != nullptr && detail::change_text(rule, text->text);
    }
    default: return true;  // latency, gzip and what is done to bytes: the host's
  }
}

}  // namespace mockling
