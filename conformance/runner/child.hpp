// Owns: a program with its three streams as pipes, in a process group of its own.
// Never knows: what is said over them.
// Used by: adapter, command_door.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include <mockling/base/result.hpp>
#include <mockling/host/clip_process.hpp>

namespace mockling::conform {

// Ends its whole group when it is destroyed.
class Child {
 public:
  // `command` is for the shell; `environment` holds NAME=value. The program starts in `folder`.
  static Result<Child> start(const std::string& command, const std::vector<std::string>& environment,
                             const std::string& folder = ".");
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();

  int input() const { return input_.get(); }    // to write to
  int output() const { return output_.get(); }  // to read from
  int errors() const { return errors_.get(); }  // to read from
  void close_input() { input_.close(); }

  // As write(2) to its input, but a program that reads no more is an error (EPIPE) and no signal.
  ssize_t write(const char* bytes, std::size_t count) const;

  // The program and all of its group at once; harmless when it is gone.
  void kill();

  // Waits that long for its end, without ending it: the shell's way of a status (128 and the signal), or -1.
  int wait(std::chrono::milliseconds time);

 private:
  Child(pid_t process, host::Descriptor input, host::Descriptor output, host::Descriptor errors)
      : process_(process), input_(std::move(input)), output_(std::move(output)), errors_(std::move(errors)) {}

  pid_t process_;
  int status_ = -1;
  host::Descriptor input_, output_, errors_;
};

// All that the program writes until it closes its streams or the time is over; of a flood, the last eight MiB.
std::string listen(const Child& child, std::chrono::milliseconds time);

}  // namespace mockling::conform
