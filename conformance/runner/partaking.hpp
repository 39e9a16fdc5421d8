// Owns: what the passed checks of a client are worth that asked nothing, came to no end, or asked too much to be seen.
// Never knows: how a check is judged.
// Used by: suite.
#pragma once

#include <string>
#include <vector>

#include "judge.hpp"

namespace mockling::conform {

// Why nothing that was not broken counts as held: the client says that all is well, or nothing, and sent no request
// where the case does not ask for silence; or so many that the first are no longer known. Empty: no reason.
std::string doubt_about(const Permutation& permutation, const Evidence& evidence);

// Every pass becomes inconclusive, with the reason.
void doubt(std::vector<CheckResult>& results, const std::string& reason);

}  // namespace mockling::conform
