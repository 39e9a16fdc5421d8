// Owns: the parameters of faults and how each is read.
// Never knows: which kind takes which (core/fault_kind).
// Used by: core/fault.
#pragma once

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>
#include <mockling/base/time.hpp>
#include <mockling/core/http.hpp>
#include <mockling/spec/errors.hpp>

namespace mockling {

// So many bytes, or so many thousandths of the whole.
struct Share {
  std::uint64_t amount = 0;
  bool permille = false;

  std::uint64_t of(std::uint64_t whole) const {
    return permille ? whole / 1000 * amount + whole % 1000 * amount / 1000 : std::min(amount, whole);
  }
};

struct FaultParameters {
  int code = 0;  // 0: as the kind or the provider has it
  std::optional<ErrorKind> error;
  std::optional<Json> body;
  Headers headers;
  std::optional<Nanos> retry_after;
  bool retry_date = false;
  std::optional<Nanos> span;  // "for"; absent: as long as the client waits
  Share keep{500, true};
  std::string to = "same";
  std::string name;
  std::int64_t by = 0;
  std::uint64_t bytes = 1;
  Nanos pace{0};
  Json patch = Json::array();
};

namespace detail {

// A number that is written as one or as text.
inline std::optional<std::int64_t> number_in(const Json& value, std::int64_t least, std::int64_t most) {
  std::optional<std::int64_t> number;
  if (value.is_string()) number = parse_int(value.get_ref<const std::string&>());
  // A number beyond 64 bits with a sign wraps when it is taken as one.
  if (value.is_number_unsigned())
    number = value.get<std::uint64_t>() <= INT64_MAX ? std::optional(value.get<std::int64_t>()) : std::nullopt;
  else if (value.is_number_integer())
    number = value.get<std::int64_t>();
  return number && *number >= least && *number <= most ? number : std::nullopt;
}

inline std::optional<Nanos> span_in(const Json& value, Nanos least, Nanos most) {
  const auto span = value.is_string() ? parse_duration(value.get_ref<const std::string&>()) : std::nullopt;
  return span && *span >= least && *span <= most ? span : std::nullopt;
}

// "100" bytes or "60%".
inline std::optional<Share> parse_share(std::string_view text) {
  const bool percent = !text.empty() && text.back() == '%';
  const auto number = parse_int(percent ? text.substr(0, text.size() - 1) : text);
  if (!number || *number < 0 || (percent && *number > 100)) return std::nullopt;
  return Share{static_cast<std::uint64_t>(percent ? *number * 10 : *number), percent};
}

inline bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || kMarks.find(c) != std::string_view::npos;
  });
}

inline bool add_header(std::string_view name, std::string_view value, Headers& headers) {
  if (!is_token(trim(name)) || value.size() > 4000) return false;
  headers.add(std::string(trim(name)), std::string(trim(value)));
  return true;
}

// {"NAME": "VALUE"} or "NAME:VALUE".
inline bool read_fault_headers(const Json& value, Headers& headers) {
  if (value.is_string()) {
    const std::string_view line = value.get_ref<const std::string&>();
    const std::size_t colon = std::min(line.find(':'), line.size());
    return colon < line.size() && add_header(line.substr(0, colon), line.substr(colon + 1), headers);
  }
  if (!value.is_object() || value.size() > 50) return false;
  for (const auto& [name, text] : value.items())
    if (!text.is_string() || !add_header(name, text.get_ref<const std::string&>(), headers)) return false;
  return true;
}

// Operations of RFC 6902, as many as a hundred.
inline bool is_json_patch(const Json& value) {
  constexpr std::string_view kOps = " add remove replace move copy test ";
  if (!value.is_array() || value.size() > 100) return false;
  return std::all_of(value.begin(), value.end(), [&](const Json& step) {
    const std::string op = text_of(step, "op"), path = text_of(step, "path"), from = text_of(step, "from");
    const bool moves = op == "move" || op == "copy", values = op == "add" || op == "replace" || op == "test";
    return !op.empty() && kOps.find(" " + op + " ") != std::string_view::npos && member(step, "path") != nullptr &&
           (path.empty() || path.front() == '/') && (!values || member(step, "value") != nullptr) &&
           (!moves || (!from.empty() && from.front() == '/'));
  });
}

// Every reader takes a value and says whether it is one.
struct FaultParameter {
  std::string_view name;
  std::string_view accepts;
  bool (*read)(const Json&, FaultParameters&);
};

// Keeps what was read, if anything was.
template <class Read, class Kept>
bool keep(const std::optional<Read>& read, Kept& kept) {
  if (read) kept = static_cast<Kept>(*read);
  return read.has_value();
}

inline bool read_error_kind(const Json& value, FaultParameters& into) {
  const auto named =
      std::find(kErrorKinds.begin(), kErrorKinds.end(), value.is_string() ? value.get<std::string>() : "");
  if (named == kErrorKinds.end()) return false;
  into.error = static_cast<ErrorKind>(named - kErrorKinds.begin());
  return true;
}

inline bool read_target(const Json& value, FaultParameters& into) {
  into.to = value.is_string() ? value.get<std::string>() : "";
  const bool url = starts_with(into.to, "http://") || starts_with(into.to, "https://");
  return into.to == "same" || into.to == "foreign" || (url && into.to.size() <= 2000);
}

inline bool read_retry_form(const Json& value, FaultParameters& into) {
  into.retry_date = value == "date";
  return into.retry_date || value == "seconds";
}

// A patch may be written as text, too: the compact notation has nothing else.
inline bool read_patch(const Json& value, FaultParameters& into) {
  auto parsed = value.is_string() ? parse_json(value.get_ref<const std::string&>()) : Result<Json>(value);
  if (!parsed || !is_json_patch(*parsed)) return false;
  into.patch = std::move(parsed).value();
  return true;
}

inline constexpr Nanos kDay = std::chrono::hours(24);

inline const std::array<FaultParameter, 14> kFaultParameters{{
    {"code", "a status from 200 to 599",
     [](const Json& v, FaultParameters& p) { return keep(number_in(v, 200, 599), p.code); }},
    {"error",
     "a kind of refusal like \"unavailable\", \"rate_limited\" or \"internal\" (see \"errors\" in provider.json)",
     read_error_kind},
    {"body", "text or JSON", [](const Json& v, FaultParameters& p) { return p.body = v, true; }},
    {"header", "{\"NAME\": \"VALUE\"} or \"NAME:VALUE\"",
     [](const Json& v, FaultParameters& p) { return read_fault_headers(v, p.headers); }},
    {"retry_after", "a time like \"2s\", at most \"24h\"",
     [](const Json& v, FaultParameters& p) { return keep(span_in(v, Nanos(0), kDay), p.retry_after); }},
    {"retry_form", "\"seconds\" or \"date\"", read_retry_form},
    {"for", "a time like \"2s\", at most \"24h\"",
     [](const Json& v, FaultParameters& p) { return keep(span_in(v, Nanos(0), kDay), p.span); }},
    {"keep", "bytes like \"100\", or a share like \"60%\"",
     [](const Json& v, FaultParameters& p) {
       return keep(parse_share(v.is_string() ? v.get<std::string>() : dump(v)), p.keep);
     }},
    {"to", "\"same\", \"foreign\" or a URL", read_target},
    {"name", "the name of a header",
     [](const Json& v, FaultParameters& p) {
       p.name = v.is_string() ? v.get<std::string>() : "";
       return is_token(p.name);
     }},
    {"by", "a number of bytes from -1000000 to 1000000",
     [](const Json& v, FaultParameters& p) { return keep(number_in(v, -1'000'000, 1'000'000), p.by); }},
    {"bytes", "a number from 1 to 1048576",
     [](const Json& v, FaultParameters& p) { return keep(number_in(v, 1, 1 << 20), p.bytes); }},
    {"pace", "a time from \"1ms\" to \"60s\"",
     [](const Json& v, FaultParameters& p) { return keep(span_in(v, Millis(1), Seconds(60)), p.pace); }},
    {"patch", "a JSON patch (RFC 6902)", read_patch},
}};

}  // namespace detail

// Reads one parameter, or says what it accepts. An unknown name is the caller's to refuse.
inline Result<void> read_fault_parameter(std::string_view name, const Json& value, FaultParameters& into) {
  for (const detail::FaultParameter& parameter : detail::kFaultParameters)
    if (parameter.name == name && !parameter.read(value, into))
      return Error{"a fault's " + std::string(name) + " is " + std::string(parameter.accepts)};
  return {};
}

}  // namespace mockling
