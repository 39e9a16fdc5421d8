// Owns: bringing two documents under the same subjects: a model told by its URL, and what holds for a whole provider.
// Never knows: what the facts say.
// Used by: drift/compare, drift/requests.
#pragma once

#include <set>

#include <mockling/base/text.hpp>
#include <mockling/drift/facts.hpp>

namespace mockling::drift {

namespace detail {

// The subject of `known` that this one means: itself, or the longest that it ends with as whole path segments
// ("api/v3/maker/model" means "maker/model").
inline std::string subject_among(const std::string& subject, const std::set<std::string>& known) {
  std::string rest = subject;
  while (known.count(rest) == 0) {
    const std::size_t slash = rest.find('/');
    if (slash == std::string::npos) return subject;
    rest = rest.substr(slash + 1);
  }
  return rest;
}

inline bool of_provider(Side side) { return side == Side::status || side == Side::limit || side == Side::error; }

}  // namespace detail

// `document` in the words of `other`: subjects that `other` knows by a shorter name, and what is a provider's said of
// it.
inline Document aligned(const Document& document, const Document& other) {
  std::set<std::string> known;
  for (const Fact& fact : other.facts) known.insert(fact.subject);
  Document result = document;
  std::map<std::string, std::string> meant;
  for (Fact& fact : result.facts) {
    auto found = meant.find(fact.subject);
    if (found == meant.end()) found = meant.emplace(fact.subject, detail::subject_among(fact.subject, known)).first;
    fact.subject = found->second;
    const auto owner = other.owner.find(fact.subject);
    if (detail::of_provider(fact.side) && owner != other.owner.end()) fact.subject = owner->second;
  }
  return result;
}

}  // namespace mockling::drift
