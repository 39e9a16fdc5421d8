// Owns: how fal is spoken to: paths, bodies, words, errors.
// Never knows: the network, retries, other providers.
// Used by: dialect_of().
#pragma once

#include "refclient/dialect.hpp"

namespace refclient {

Dialect fal();

}  // namespace refclient
