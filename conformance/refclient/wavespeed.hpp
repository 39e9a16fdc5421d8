// Owns: how WaveSpeed is spoken to: paths, bodies, words, errors.
// Never knows: the network, retries, other providers.
// Used by: dialect_of().
#pragma once

#include "refclient/dialect.hpp"

namespace refclient {

Dialect wavespeed();

}  // namespace refclient
