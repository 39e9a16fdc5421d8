// Owns: how grave each kind of change is, separately for requests and responses, and what it does to a client.
// Never knows: documents, providers.
// Used by: drift/compare.
#pragma once

#include <array>
#include <string>

#include <mockling/base/text.hpp>
#include <mockling/drift/facts.hpp>

namespace mockling::drift {

// breaking: calls that worked are refused, answers cannot be understood, or money differs. risky: calls work and may
// mean something else. compatible: nothing that worked stops working.
enum class Severity { compatible, risky, breaking };

inline constexpr std::array<std::string_view, 3> kSeverityNames{"compatible", "risky", "breaking"};

inline std::string_view severity_name(Severity severity) { return kSeverityNames[static_cast<std::size_t>(severity)]; }

// What happened to a fact.
enum class Move { added, removed, renamed, narrowed, widened, changed };

inline constexpr std::array<std::string_view, 6> kMoveNames{"added",    "removed", "renamed",
                                                            "narrowed", "widened", "changed"};

inline std::string_view move_name(Move move) { return kMoveNames[static_cast<std::size_t>(move)]; }

struct ChangeRule {
  Side side;
  std::string_view facet;  // "bound": every minimum, maximum, length and count
  Move move;
  Severity severity;
  std::string_view consequence;  // {name}, {before}, {after}
};

inline constexpr Severity kBreaks = Severity::breaking, kRisks = Severity::risky, kFits = Severity::compatible;

// The first row that fits counts.
inline constexpr std::array kChangeRules{
    ChangeRule{Side::request, "present", Move::added, kFits, "calls without {name} work as before"},
    ChangeRule{Side::request, "present", Move::removed, kBreaks,
               "calls that send {name} are refused, or it is ignored"},
    ChangeRule{Side::request, "present", Move::renamed, kBreaks,
               "calls that send {name} under its old name {before} are refused, or it is ignored"},
    ChangeRule{Side::request, "required", Move::narrowed, kBreaks, "calls without {name} are refused"},
    ChangeRule{Side::request, "required", Move::widened, kFits, "{name} may be left out"},
    ChangeRule{Side::request, "type", Move::narrowed, kBreaks, "calls that send {name} as {before} may be refused"},
    ChangeRule{Side::request, "type", Move::widened, kFits, "{name} may be sent as {after}"},
    ChangeRule{Side::request, "type", Move::changed, kBreaks, "calls that send {name} as {before} are refused"},
    ChangeRule{Side::request, "default", Move::added, kRisks, "calls without {name} now mean {after}"},
    ChangeRule{Side::request, "default", Move::removed, kRisks, "calls without {name} no longer mean {before}"},
    ChangeRule{Side::request, "default", Move::changed, kRisks,
               "calls without {name} mean {after} instead of {before}"},
    ChangeRule{Side::request, "enum", Move::narrowed, kBreaks, "calls with {name} = {before} are refused"},
    ChangeRule{Side::request, "enum", Move::widened, kFits, "{name} may also be {after}"},
    ChangeRule{Side::request, "bound", Move::narrowed, kBreaks,
               "calls whose {name} keeps {before} but not {after} are refused"},
    ChangeRule{Side::request, "bound", Move::widened, kFits, "{name} has more room: {after} instead of {before}"},
    ChangeRule{Side::request, "bound", Move::changed, kBreaks,
               "calls whose {name} keeps {before} but not {after} are refused"},
    ChangeRule{Side::request, "additionalProperties", Move::narrowed, kBreaks,
               "calls with members that are not described are refused"},
    ChangeRule{Side::request, "additionalProperties", Move::widened, kFits,
               "members that are not described are let through"},
    ChangeRule{Side::request, "", Move::changed, kRisks, "{name} is judged differently: {after} instead of {before}"},
    ChangeRule{Side::request, "", Move::added, kRisks, "{name} may be judged by {after}"},
    ChangeRule{Side::request, "", Move::removed, kFits, "{name} is no longer judged by {before}"},

    ChangeRule{Side::response, "present", Move::added, kFits,
               "answers have {name} too; a client that refuses unknown members must learn it"},
    ChangeRule{Side::response, "present", Move::removed, kBreaks, "clients that read {name} find nothing"},
    ChangeRule{Side::response, "present", Move::renamed, kBreaks,
               "clients that read {before} find nothing; it is {name} now"},
    ChangeRule{Side::response, "required", Move::narrowed, kFits, "{name} is always there"},
    ChangeRule{Side::response, "required", Move::widened, kBreaks, "{name} may be missing from an answer"},
    ChangeRule{Side::response, "type", Move::narrowed, kFits, "{name} is only {after}"},
    ChangeRule{Side::response, "type", Move::widened, kBreaks, "{name} may be {after}, which clients have never seen"},
    ChangeRule{Side::response, "type", Move::changed, kBreaks, "{name} is {after}; clients expect {before}"},
    ChangeRule{Side::response, "enum", Move::narrowed, kFits, "{name} is never {before} any more"},
    ChangeRule{Side::response, "enum", Move::widened, kRisks, "{name} may be {after}, which clients have never seen"},
    ChangeRule{Side::response, "bound", Move::narrowed, kFits, "{name} stays within {after}"},
    ChangeRule{Side::response, "bound", Move::widened, kRisks, "{name} may leave the bounds that clients rely on"},
    ChangeRule{Side::response, "bound", Move::changed, kRisks, "{name} may leave the bounds that clients rely on"},
    ChangeRule{Side::response, "additionalProperties", Move::widened, kFits,
               "answers may have members that are not described"},
    ChangeRule{Side::response, "default", Move::changed, kFits, "a note about {name} differs"},
    ChangeRule{Side::response, "", Move::changed, kRisks, "{name} is written differently: {after} instead of {before}"},
    ChangeRule{Side::response, "", Move::added, kFits, "more is said about {name}"},
    ChangeRule{Side::response, "", Move::removed, kFits, "less is said about {name}"},

    ChangeRule{Side::status, "present", Move::added, kRisks,
               "jobs may be \"{name}\", a word that clients have never seen"},
    ChangeRule{Side::status, "present", Move::removed, kBreaks, "clients that wait for \"{name}\" wait for ever"},

    ChangeRule{Side::price, "currency", Move::changed, kBreaks, "amounts are in {after}, not {before}"},
    ChangeRule{Side::price, "present", Move::added, kRisks, "there is a price that was not known before"},
    ChangeRule{Side::price, "present", Move::removed, kRisks, "what such a clip costs is no longer said"},
    ChangeRule{Side::price, "", Move::changed, kBreaks, "a clip costs {after} instead of {before}"},

    ChangeRule{Side::limit, "value", Move::narrowed, kRisks, "there is less room: {after} instead of {before}"},
    ChangeRule{Side::limit, "value", Move::widened, kFits, "there is more room: {after} instead of {before}"},
    ChangeRule{Side::limit, "value", Move::changed, kRisks, "it is {after} instead of {before}"},
    ChangeRule{Side::limit, "", Move::added, kRisks, "there is a bound that was not known before"},
    ChangeRule{Side::limit, "", Move::removed, kFits, "a bound is gone"},

    ChangeRule{Side::rule, "present", Move::added, kBreaks, "calls that do not keep it are refused: {name}"},
    ChangeRule{Side::rule, "present", Move::removed, kFits, "calls need no longer keep it: {name}"},
    ChangeRule{Side::rule, "max", Move::narrowed, kBreaks, "calls above {after} are refused: {name}"},
    ChangeRule{Side::rule, "max", Move::widened, kFits, "calls up to {after} are taken: {name}"},

    ChangeRule{Side::error, "present", Move::added, kRisks, "there is a refusal that was not known before"},
    ChangeRule{Side::error, "present", Move::removed, kFits, "a refusal is gone"},
    ChangeRule{Side::error, "status", Move::changed, kBreaks, "clients that look for status {before} get {after}"},
    ChangeRule{Side::error, "", Move::changed, kRisks, "clients that read the words of the refusal find others"},

    ChangeRule{Side::model, "present", Move::added, kFits, "there is a new model"},
    ChangeRule{Side::model, "present", Move::removed, kBreaks, "calls to it are refused"},
    ChangeRule{Side::model, "", Move::changed, kRisks, "the model is filed under {after} instead of {before}"},
};

inline bool is_bound(std::string_view facet) {
  return facet == "multipleOf" || starts_with(facet, "min") || starts_with(facet, "max") ||
         starts_with(facet, "exclusive");
}

inline const ChangeRule& rule_for(Side side, std::string_view facet, Move move) {
  static constexpr ChangeRule kUnknown{Side::model, "", Move::changed, kRisks, "{after} instead of {before}"};
  for (const ChangeRule& rule : kChangeRules) {
    const bool bound = rule.facet == "bound" && is_bound(facet);
    if (rule.side == side && rule.move == move && (rule.facet.empty() || rule.facet == facet || bound)) return rule;
  }
  return kUnknown;
}

}  // namespace mockling::drift
