#include "predicates_wire.hpp"

#include <algorithm>

#include <mockling/base/decimal.hpp>
#include <mockling/base/text.hpp>

#include "selector.hpp"
#include "wording.hpp"

namespace mockling::conform {

namespace {

std::vector<std::uint64_t> numbers(const std::vector<const Exchange*>& chosen) {
  std::vector<std::uint64_t> lines;
  for (const Exchange* exchange : chosen) lines.push_back(exchange->number);
  return lines;
}

std::int64_t millis_between(Instant from, Instant to) { return (to - from).count() / 1'000'000; }

// The moment of a name: one that the run noted, or when a fault first struck.
std::optional<Instant> moment(const std::string& name, const Evidence& evidence) {
  if (const auto noted = evidence.moments.find(name); noted != evidence.moments.end()) return noted->second;
  if (!starts_with(name, "fault:")) return std::nullopt;
  const std::string fault = name.substr(6);
  for (const Exchange& exchange : evidence.wire)
    if (exchange.fault == fault) return exchange.at;
  return std::nullopt;
}

// Asks every chosen exchange; the first that fails speaks for all.
template <class Test>
Judged each(const Json& asked, const Evidence& evidence, std::string expected, const Test& test) {
  Judged judged{true, std::move(expected), {}, {}};
  const auto chosen = selected(child(asked, "of"), evidence);
  for (const Exchange* exchange : chosen) {
    const auto wrong = test(*exchange);
    if (!wrong) continue;
    judged.held = false;
    judged.lines.push_back(exchange->number);
    if (judged.actual.empty()) judged.actual = *wrong;
  }
  if (chosen.empty() && !flag_of(asked, "absent") && !flag_of(asked, "optional"))
    return {false, judged.expected, "there were no " + in_words(child(asked, "of")), {}};
  if (judged.held) judged.actual = "so in " + counted(chosen.size(), "request");
  return judged;
}

Judged bounded(const Json& asked, std::int64_t value, std::string unit, std::vector<std::uint64_t> lines) {
  return {within(asked, value), bounds_in_words(asked) + unit, std::to_string(value) + unit, std::move(lines)};
}

Judged ask_gap_after(const Json& asked, const Evidence& evidence) {
  const std::string start = text_of(asked, "after");
  const auto from = moment(start, evidence);
  const std::string expected =
      bounds_in_words(asked, "_ms") + " ms between " + start + " and the next of " + in_words(child(asked, "to"));
  if (!from) return {flag_of(asked, "optional"), expected, start + " never came", {}};
  for (const Exchange* exchange : selected(child(asked, "to"), evidence)) {
    if (exchange->at <= *from) continue;
    const std::int64_t gap = millis_between(*from, exchange->at);
    return {within(asked, gap, "_ms"), expected, std::to_string(gap) + " ms", {exchange->number}};
  }
  return {flag_of(asked, "optional"), expected, "there was no next", {}};
}

std::string type_name(const Json* value) {
  if (value == nullptr) return "absent";
  if (value->is_number_integer()) return "integer";
  return value->type_name();
}

// The first member that is not among those listed, or the first that is null when none may be.
std::optional<std::string> odd_member(const Json& object, const Json* listed, bool nulls) {
  for (const auto& [name, value] : object.items()) {
    if (listed != nullptr && std::find(listed->begin(), listed->end(), name) == listed->end())
      return name + " = " + shortened(dump(value));
    if (!nulls && value.is_null()) return name + " = null";
    if (!nulls && value.is_structured())
      if (const auto inner = odd_member(value, nullptr, false)) return name + ": " + *inner;
  }
  return std::nullopt;
}

Judged ask_members(const Json& asked, const Evidence& evidence) {
  const std::string at = text_of(asked, "at");
  const Json* listed = member(asked, "members");
  const bool nulls = flag_of(asked, "nulls", true);
  std::string expected = at.empty() ? "the body" : at;
  if (listed != nullptr) expected += " with no member but " + joined(*listed, ", ");
  if (!nulls) expected += " without nulls";
  return each(asked, evidence, expected + " in " + in_words(child(asked, "of")),
              [&](const Exchange& exchange) -> std::optional<std::string> {
                const auto body = parse_json(exchange.body);
                const Json* value = body ? pointed_at(*body, at) : nullptr;
                if (value == nullptr || !value->is_object()) return "no object: " + shortened(exchange.body);
                return odd_member(*value, listed, nulls);
              });
}

}  // namespace

Judged ask_count(const Json& asked, const Evidence& evidence) {
  const auto chosen = selected(child(asked, "of"), evidence);
  return bounded(asked, static_cast<std::int64_t>(chosen.size()), " " + in_words(child(asked, "of")), numbers(chosen));
}

Judged ask_gap(const Json& asked, const Evidence& evidence) {
  if (member(asked, "after") != nullptr) return ask_gap_after(asked, evidence);
  const auto chosen = selected(child(asked, "between"), evidence);
  const std::string expected = bounds_in_words(asked, "_ms") + " ms between " + in_words(child(asked, "between")) +
                               (flag_of(asked, "growing") ? ", and never less than before" : "");
  constexpr std::int64_t kJitter = 15;  // milliseconds that a scheduler may take from a growing gap
  std::int64_t before = 0;
  for (std::size_t i = 1; i < chosen.size(); ++i) {
    const std::int64_t gap = millis_between(chosen[i - 1]->at, chosen[i]->at);
    const bool shrank = flag_of(asked, "growing") && gap + kJitter < before;
    if (!within(asked, gap, "_ms") || shrank)
      return {false,
              expected,
              std::to_string(gap) + " ms" + (shrank ? " after " + std::to_string(before) + " ms" : ""),
              {chosen[i - 1]->number, chosen[i]->number}};
    before = gap;
  }
  if (chosen.size() < 2 && !flag_of(asked, "optional"))
    return {false, expected, "there were not two of them", numbers(chosen)};
  return {true, expected, "so " + counted(chosen.size(), "time"), {}};
}

Judged ask_none_after(const Json& asked, const Evidence& evidence) {
  const std::string start = text_of(asked, "after");
  const std::int64_t grace = int_of(asked, "grace_ms");
  const std::int64_t most = int_of(asked, "max");
  const std::string expected = "at most " + std::to_string(most) + " " + in_words(child(asked, "of")) + " after " +
                               start + (grace > 0 ? " and " + std::to_string(grace) + " ms" : "");
  const auto from = moment(start, evidence);
  if (!from) return {flag_of(asked, "optional"), expected, start + " never came", {}};
  Judged judged{true, expected, {}, {}};
  for (const Exchange* exchange : selected(child(asked, "of"), evidence))
    if (exchange->at > *from && millis_between(*from, exchange->at) >= grace) judged.lines.push_back(exchange->number);
  judged.held = static_cast<std::int64_t>(judged.lines.size()) <= most;
  judged.actual = std::to_string(judged.lines.size());
  return judged;
}

Judged ask_header(const Json& asked, const Evidence& evidence) {
  const std::string name = text_of(asked, "name");
  const bool absent = flag_of(asked, "absent");
  const std::string is = text_of(asked, "is"), pattern = text_of(asked, "matches");
  const std::string expected = absent ? "no " + name : name + ": " + (is.empty() ? pattern : is);
  return each(asked, evidence, expected + " in " + in_words(child(asked, "of")),
              [&](const Exchange& exchange) -> std::optional<std::string> {
                for (const auto& [header, value] : exchange.headers) {
                  if (!iequals(header, name)) continue;
                  const bool right = !absent && (is.empty() ? fits_pattern(value, pattern) : value == is);
                  return right ? std::nullopt : std::optional(header + ": " + value);
                }
                return absent ? std::nullopt : std::optional("no " + name);
              });
}

Judged ask_credentials(const Json& asked, const Evidence& evidence) {
  const Json& places = child(asked, "in");
  Json any = asked;
  any["optional"] = asked.value("optional", places.empty());
  const std::string expected = places.empty() ? "no key" : "a key in nothing but the " + joined(places, " or the ");
  return each(any, evidence, expected + " in " + in_words(child(asked, "of")),
              [&](const Exchange& exchange) -> std::optional<std::string> {
                for (const std::string& place : exchange.credentials)
                  if (place != "path" && std::find(places.begin(), places.end(), place) == places.end())
                    return "a key in the " + place;
                return places.empty() || exchange.carries_credential() ? std::nullopt
                                                                       : std::optional<std::string>("no key");
              });
}

Judged ask_body(const Json& asked, const Evidence& evidence) {
  if (member(asked, "members") != nullptr || member(asked, "nulls") != nullptr) return ask_members(asked, evidence);
  const std::string at = text_of(asked, "at"), type = text_of(asked, "type"), has = text_of(asked, "has");
  const Json* is = member(asked, "is");
  const bool absent = flag_of(asked, "absent");
  std::string expected = at.empty() ? "the body" : at;
  if (is != nullptr) expected += " = " + dump(*is);
  if (!type.empty()) expected += " of type " + type;
  if (!has.empty()) expected += " with " + has;
  if (absent) expected += " absent";
  return each(asked, evidence, expected + " in " + in_words(child(asked, "of")),
              [&](const Exchange& exchange) -> std::optional<std::string> {
                if (!has.empty() && exchange.body.find(has) == std::string::npos) return shortened(exchange.body);
                const auto body = parse_json(exchange.body);
                if (!body) return "no JSON: " + shortened(exchange.body);
                const Json* value = pointed_at(*body, at);
                if (absent)
                  return value == nullptr ? std::nullopt : std::optional(at + " = " + shortened(dump(*value)));
                if (!type.empty() && type_name(value) != type)
                  return at + " is " + type_name(value) + (value != nullptr ? ": " + shortened(dump(*value)) : "");
                if (is != nullptr && (value == nullptr || *value != *is))
                  return value == nullptr ? at + " is absent" : at + " = " + shortened(dump(*value));
                return std::nullopt;
              });
}

Judged ask_query(const Json& asked, const Evidence& evidence) {
  const std::string name = text_of(asked, "name"), is = text_of(asked, "is");
  const bool absent = flag_of(asked, "absent");
  return each(asked, evidence,
              (absent ? "no parameter " + name : name + "=" + is) + " in " + in_words(child(asked, "of")),
              [&](const Exchange& exchange) -> std::optional<std::string> {
                for (const auto& [key, value] : exchange.query)
                  if (key == name)
                    return !absent && value == is ? std::nullopt : std::optional(key + "=" + shortened(value));
                return absent ? std::nullopt : std::optional("no parameter " + name);
              });
}

Judged ask_path(const Json& asked, const Evidence& evidence) {
  const Json& patterns = child(asked, "matches");
  return each(asked, evidence, in_words(child(asked, "of")) + " go to " + joined(patterns, " or "),
              [&](const Exchange& exchange) -> std::optional<std::string> {
                for (const Json& pattern : patterns)
                  if (pattern.is_string() && fits_pattern(exchange.path, pattern.get<std::string>()))
                    return std::nullopt;
                return exchange.method + " " + exchange.path;
              });
}

Judged ask_money(const Json& asked, const Evidence& evidence) {
  const auto paid = static_cast<std::int64_t>(evidence.paid_jobs().size());
  const std::int64_t least = int_of(asked, "jobs_min"), most = int_of(asked, "jobs_max", INT64_MAX);
  Judged judged{paid >= least && paid <= most, "",
                counted(static_cast<std::size_t>(paid), "job") + " paid: " + evidence.charged + " " + evidence.currency,
                numbers(selected("billable", evidence))};
  judged.expected =
      least == most
          ? std::to_string(most) + " paid"
          : (most == INT64_MAX ? "at least " + std::to_string(least) : "at most " + std::to_string(most)) + " paid";
  if (const Json* allowed = member(asked, "waste_jobs_max")) {
    const auto waste = parse_decimal(evidence.waste), price = parse_decimal(evidence.price);
    const auto bound = price ? multiply_exact(*price, allowed->get<std::int64_t>()) : std::nullopt;
    if (!waste || !bound || *bound < *waste) {
      judged.held = false;
      judged.actual += ", " + evidence.waste + " " + evidence.currency + " of it for nothing";
    }
    judged.expected += ", waste of at most " + counted(allowed->get<std::size_t>(), "job");
  }
  return judged;
}

}  // namespace mockling::conform
