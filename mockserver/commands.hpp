// Owns: the list of what the program can be told to do. Each command adds its options to the parser and returns what
// runs it. Never knows: how a command works. Used by: main.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

namespace mockling::cli {

// Runs a parsed command and returns the program's exit code: 0 done, 1 refused or not valid, 2 cannot work with what it
// was given.
using Run = std::function<int()>;

Run add_serve(CLI::App& app);
Run add_price(CLI::App& app);
Run add_catalog(CLI::App& app);
Run add_validate(CLI::App& app);
Run add_ca(CLI::App& app);
Run add_run(CLI::App& app);
Run add_env(CLI::App& app);
Run add_drift(CLI::App& app);
Run add_webhook(CLI::App& app);
Run add_webhook_lab(CLI::App& app);
Run add_ctl(CLI::App& app);
Run add_verify(CLI::App& app);

// Prints one line to stderr and returns 2.
int complain(const std::string& what);

}  // namespace mockling::cli
