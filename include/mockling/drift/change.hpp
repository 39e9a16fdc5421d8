// Owns: one difference between two documents, and its fingerprint.
// Never knows: how differences are found or shown.
// Used by: drift/compare, drift/approvals, mockserver drift.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mockling/base/crypto.hpp>
#include <mockling/drift/rules.hpp>

namespace mockling::drift {

// What one clip costs before and after.
struct ClipPrice {
  std::string clip;                       // "5 s, {"sound":true}"
  std::string before, after, difference;  // exact decimals; "" where there is none
  std::string currency{};
};

struct Change {
  std::string subject;
  Side side = Side::request;
  std::string name;
  std::string facet;
  Move move = Move::changed;
  Json before, after;  // null: nothing
  std::string where_before, where_after;
  Severity severity = Severity::compatible;
  std::string consequence{};
  std::optional<ClipPrice> price{};
  std::string fingerprint{};
  bool disputed = false;  // the new document itself says otherwise elsewhere
};

namespace detail {

inline std::string shown(const Json& value) { return value.is_null() ? "nothing" : dump(value); }

inline std::string cut(const std::string& text) {
  constexpr std::size_t kLongest = 300;
  return text.size() <= kLongest ? text : std::string(utf8_prefix(text, kLongest)) + "…";
}

}  // namespace detail

// The change with its severity, consequence and fingerprint. The fingerprint is a function of what changed and to what;
// not of the documents' names or of places in them.
inline Change judged(Change change) {
  const ChangeRule& rule = rule_for(change.side, change.facet, change.move);
  const std::string before = detail::cut(detail::shown(change.before)),
                    after = detail::cut(detail::shown(change.after));
  change.severity = rule.severity;
  change.consequence = replace_all(rule.consequence, "{name}", change.name.empty() ? change.subject : change.name);
  change.consequence = replace_all(replace_all(change.consequence, "{before}", before), "{after}", after);
  const std::vector<std::string> parts{change.subject,    std::string(side_name(change.side)), change.name,
                                       change.facet,      std::string(move_name(change.move)), dump(change.before),
                                       dump(change.after)};
  change.fingerprint = hex(sha256(dump(Json(parts)))).substr(0, 12);
  return change;
}

}  // namespace mockling::drift
