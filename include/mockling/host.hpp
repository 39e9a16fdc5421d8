// Owns: the umbrella of the hosting half: a server with real sockets, clocks and files.
// Never knows: command lines.
// Used by: mockserver, programs that embed a server.
#pragma once

#include <mockling/host/server.hpp>
#include <mockling/mockling.hpp>
