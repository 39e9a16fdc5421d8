// Owns: two answers to the same request held against each other, and what of an answer may be shown to others.
// Never knows: where the answers come from; which facts they show.
// Used by: verify, live_evidence.
#pragma once

#include <string>
#include <vector>

#include "live_suite.hpp"

namespace mockling::cli {

struct LiveAnswer {
  int status = 0;       // 0: there was none
  std::string failure;  // why not
  std::string type;     // Content-Type
  std::string body;
};

// A place of the answer that is not the same: here, and at the provider.
struct LiveDifference {
  std::string place;
  std::string here, there;  // in words, shortened
};

// Everything in which the provider's answer differs from ours, where the check says that it should not. Both answers
// are there.
std::vector<LiveDifference> differences(const LiveCheck& check, const LiveAnswer& here, const LiveAnswer& there);

// The body of an answer as JSON; null when it is none.
Json parsed_body(const LiveAnswer& answer);

// Whether the values at this place of an answer with this body, and at all below, are compared.
bool is_compared(const LiveCheck& check, const Json& body, const std::string& place);

// The provider's answer as {"status", "type", "body"}, without what varies (its type is said) and without list elements
// that we do not know: nothing of somebody's account is left in it.
Json excerpt(const LiveCheck& check, const LiveAnswer& here, const LiveAnswer& there);

}  // namespace mockling::cli
