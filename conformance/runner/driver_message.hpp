// Owns: what a message of the driver protocol must look like.
// Never knows: when a message is due.
// Used by: adapter, smoke.
#pragma once

#include <string>

#include <mockling/base/json.hpp>

namespace mockling::conform {

// The first mistake in a message from an adapter, with its place; empty when there is none.
std::string mistake_in(const Json& message);

}  // namespace mockling::conform
