// Owns: the command that `mockling run` is about: starting it, its signals, its end, and the end of all it started.
// Never knows: servers, variables, reports.
// Used by: run.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

#include <mockling/host/clip_process.hpp>

namespace mockling::cli {

// How the command ended, as its guard tells it.
struct CommandEnd {
  int status = 0;    // the shell's way: what it returned, or 128 and its signal; 127 not found, 126 cannot be run
  int outlived = 0;  // processes it left behind, which have been ended
};

// A process between mockling and the command, which adopts whatever the command leaves behind. Made before there are
// threads; it waits until it is told what to run. When mockling dies it ends the command and removes `folder`.
class Guard {
 public:
  static Result<Guard> make(std::vector<std::string> command);

  // Starts the command. `environment` holds NAME=value; `folder` is what to remove should mockling be killed.
  Result<void> go(const std::vector<std::string>& environment, const std::string& folder);

  // Waits for the end, passing on the signals that are blocked here (see take_command_signals).
  CommandEnd wait();

 private:
  Guard(pid_t process, host::Descriptor orders, host::Descriptor news)
      : process_(process), orders_(std::move(orders)), news_(std::move(news)) {}

  pid_t process_;
  host::Descriptor orders_, news_;
};

// Blocks the signals that a terminal or a supervisor sends to end or steer a program. Before there are threads.
void take_command_signals();

// A signal to end that came before anybody waited; 0: none.
int signal_so_far();

}  // namespace mockling::cli
