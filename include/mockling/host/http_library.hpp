// Owns: the one include of cpp-httplib.
// Never knows: anything else. The library's compile flags must be those of its package (see cmake/httplib.cmake).
// Used by: host/http_port, host/http_engine, host/http_library_loop.
#pragma once

#include <httplib.h>
