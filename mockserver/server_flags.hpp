// Owns: the options that every command which starts a server takes, and what they ask of it.
// Never knows: ports, signals, what the server is started for.
// Used by: serve, run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <mockling/host/server_options.hpp>

#include "commands.hpp"

namespace mockling::cli {

struct ServerFlags {
  std::uint64_t seed = 0;
  std::string clock = "real";
  std::string epoch;
  std::string media = "exact";
  std::vector<std::string> switches;
  bool strict = false;
  std::string scenario;
  std::vector<std::string> faults;
  std::string cache_dir;
  std::string spec_dir;
  std::string webhooks = "loopback";
  std::string webhook_ca;
  bool allow_live_keys = false;
};

// `flags` outlives the parser.
void add_server_flags(CLI::App& command, ServerFlags& flags);

// What the flags say; an Error names the flag and what it takes. A seed is drawn when none is given.
Result<host::ServerOptions> server_options(const ServerFlags& flags, const std::vector<DataFile>& files);

// A connection is a descriptor: takes as many as the system lets this process have.
void raise_descriptor_limit();

}  // namespace mockling::cli
