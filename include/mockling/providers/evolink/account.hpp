// Owns: what a key may spend and which models it may use.
// Never knows: tasks.
// Used by: providers/evolink.
#pragma once

#include <mockling/providers/evolink/envelope.hpp>

namespace mockling::evolink {

// The balance after reservations; the key has no allowance of its own below the account's.
inline Response credits(Call& call) {
  const Ledger& ledger = call.account.ledger;
  const Json left = json_number(ledger.available()), used = json_number(ledger.holds(Purse::spent));
  return json_response(
      call, 200,
      {{"data",
        {{"token", {{"remaining_credits", left}, {"unlimited_credits", false}, {"used_credits", used}}},
         {"user", {{"remaining_credits", left}, {"used_credits", used}}}}},
       {"message", ""},
       {"success", true}});
}

inline Response models(Call& call) {
  Json list = Json::array();
  for (const Model& model : call.provider.models)
    list.push_back({{"id", model.id}, {"object", "model"}, {"created", 0}, {"owned_by", call.spec().name}});
  return json_response(call, 200, {{"object", "list"}, {"data", list}});
}

}  // namespace mockling::evolink
