// Owns: the umbrella for receivers of webhooks: is this call genuine?
// Never knows: servers.
// Used by: programs that receive webhooks.
#pragma once

#include <mockling/providers/fal/verify.hpp>
#include <mockling/providers/wavespeed/verify.hpp>
