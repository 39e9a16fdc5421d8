// Owns: the umbrella of the pure half: no sockets, threads, files or processes behind it.
// Never knows: the host.
// Used by: programs that want the emulator as a function.
#pragma once

#include <mockling/core/emulator.hpp>
#include <mockling/providers/all.hpp>
#include <mockling/version.hpp>
