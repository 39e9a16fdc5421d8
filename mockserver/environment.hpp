// Owns: the variables that lead a program here, and the files they name.
// Never knows: processes.
// Used by: run, env.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <mockling/base/result.hpp>
#include <mockling/spec/catalog.hpp>

namespace mockling::cli {

// Where a captured program finds what it is led to.
struct Surroundings {
  std::string folder;  // for the files below; only its owner may read it
  std::string host = "127.0.0.1";
  int http_port = 0;
  int https_port = 0;
  int proxy_port = 0;  // 0: none is needed, the names lead here by themselves
  bool passthrough = false;
  std::string ca_pem;
};

using Environment = std::map<std::string, std::string>;

// Writes the lists of authorities and the preloaded script into the folder.
Result<void> write_capture_files(const Surroundings& around);

// The variables that must be set, and (with an empty list of values) must not be: those of programs in general and
// those of the providers' clients. `current` is what there is now: kept where a variable holds a list, and where a key
// is one of mockling's own.
struct Variables {
  Environment set;
  std::vector<std::string> unset;
};
Variables capture_variables(const Surroundings& around, const Catalog& catalog, const Environment& current);

// Whether the key is mockling's own, which no provider knows.
bool is_own_key(const std::string& key);

// A key of mockling's own in the form that this provider takes.
std::string key_for(const Provider& provider);

// The variable in which this provider's own clients look for a key.
std::string key_variable(const Provider& provider);

// The keys that the variables hold.
std::vector<std::string> keys_in(const Variables& variables, const Catalog& catalog);

// `current` with the variables; whatever else held a key that was replaced holds the new one too.
Environment captured(Environment current, const Variables& variables);

// This process's.
Environment own_environment();

}  // namespace mockling::cli
