// Owns: how EvoLink is spoken to: paths, bodies, words, errors.
// Never knows: the network, retries, other providers.
// Used by: dialect_of().
#pragma once

#include "refclient/dialect.hpp"

namespace refclient {

Dialect evolink();

}  // namespace refclient
