// Owns: one paid generation at a provider, beside the same one here: which is the cheapest, and how its answers
// compare. Never knows: who allowed it. Used by: verify.
#pragma once

#include <chrono>
#include <deque>
#include <vector>

#include "live_client.hpp"
#include "live_evidence.hpp"

namespace mockling::cli {

// What would be generated, and what it costs by our data.
struct LiveOrder {
  const Model* model = nullptr;
  Json input;
  Money price;
};

// The cheapest candidate.
Result<LiveOrder> cheapest_order(const LiveGeneration& generation, const Provider& provider);

// Whether this answer is to a submit that was taken: a job was made, which would cost.
bool made_job(const LiveGeneration& generation, const LiveAnswer& answer);

// The two places that are asked the same, and how often each is polled.
struct LivePair {
  const LiveClient& here;
  const LiveClient& there;
  std::chrono::milliseconds pause{3000};
  std::chrono::minutes patience{30};
};

// Submits the order at both places and polls both until it has ended, comparing the submits and, for each status word,
// the first answers with it. The checks that this makes are added to `checks`, where they must stay.
std::vector<LiveExchange> generate_both(const LiveGeneration& generation, const Provider& provider,
                                        const LiveOrder& order, const LivePair& pair, std::deque<LiveCheck>& checks);

}  // namespace mockling::cli
