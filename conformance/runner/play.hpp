// Owns: playing one permutation with a client: its calls, what is done to it meanwhile, and all that was seen.
// Never knows: verdicts; other permutations.
// Used by: suite.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "peer.hpp"
#include "scene.hpp"

namespace mockling::conform {

// How the client took part.
enum class Ending {
  answered,  // it did
  hung,      // no answer until the deadline, and it went on living
  crashed,   // it ended without an answer
  refused,   // it said that it broke, not the client: adapter_error
  denied,    // it does not know what it claims: unsupported
  unplayed,  // the harness could not set the stage
};

struct Played {
  Evidence evidence;
  Ending ending = Ending::answered;
  std::string why;                    // unless answered
  bool own_client = false;            // it was played with a process of its own
  std::vector<std::string> mistakes;  // that such a process made in the protocol
  double seconds = 0;
};

struct PlayOptions {
  std::string name;  // short, new in this suite
  std::uint64_t seed = 1;
  std::string mutant;  // put into the messages for the reference client; empty: none
};

// Starts another client like the one that the suite talks to.
using StartPeer = std::function<Result<std::shared_ptr<Peer>>()>;

// With a client that speaks the driver protocol. Cases of several steps, which may end the client, get one of their
// own.
Played play(const Stage& stage, const Permutation& permutation, std::shared_ptr<Peer> peer, const StartPeer& start,
            const PlayOptions& options);

// What came of a permutation for which the stage could not be set.
Played unplayed(const Error& error);

// With a command that is started for each case. {out} in it becomes the file that it should write.
Played play(const Stage& stage, const Permutation& permutation, const std::string& command, const PlayOptions& options);

}  // namespace mockling::conform
