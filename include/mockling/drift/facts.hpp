// Owns: the neutral form of what a document publishes about an API: single facts, each with the place it was read from.
// Never knows: how a document is written; what a change means.
// Used by: every reader, drift/compare, drift/contradictions.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <mockling/base/json.hpp>

namespace mockling::drift {

// What a fact is about. A field of a request or of a response, a word for a state, an amount, a bound on use, a check
// across fields, a refusal, or the model itself.
enum class Side { model, request, response, status, price, limit, rule, error };

inline constexpr std::array<std::string_view, 8> kSideNames{"model", "request", "response", "status",
                                                            "price", "limit",   "rule",     "error"};

inline std::string_view side_name(Side side) { return kSideNames[static_cast<std::size_t>(side)]; }

// One thing a document says: `facet` ("type", "default", "maximum" …) of `name` is `value`. No value: it says that
// there is none.
struct Fact {
  std::string subject;  // a model's id, or a provider's name for what all its models share
  Side side = Side::request;
  std::string name;  // of a field: "multi_prompt[].duration"; of a price: its condition, {} for always
  std::string facet;
  std::optional<Json> value;
  std::string where{};  // JSON Pointer or "line N"
};

// What one document says. Several facts of one name and facet are several statements; the first is the most exact.
struct Document {
  std::string name;
  std::string kind;         // "data", "openapi", "catalog" or "page"
  bool exhaustive = false;  // what it does not say does not exist
  bool whole = false;       // it has every model of its providers
  std::vector<Fact> facts;
  std::map<std::string, std::string> owner{};  // model → provider, where the document tells
  std::vector<std::string> unread{};           // what the reader could not understand, with its place
};

// The facets of one name: the first statement about each.
using Facets = std::map<std::string, const Fact*>;
using Names = std::map<std::string, Facets>;
using Subject = std::map<Side, Names>;
using Index = std::map<std::string, Subject>;

inline Index index_of(const Document& document) {
  Index index;
  for (const Fact& fact : document.facts) index[fact.subject][fact.side][fact.name].emplace(fact.facet, &fact);
  return index;
}

// The value of a facet, or nullptr where nothing or "none" is said.
inline const Json* value_of(const Facets& facets, const std::string& facet) {
  const auto found = facets.find(facet);
  return found != facets.end() && found->second->value ? &*found->second->value : nullptr;
}

}  // namespace mockling::drift
