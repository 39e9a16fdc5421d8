// Owns: running one program to its end, its inputs and outputs being files in memory.
// Never knows: what the program is for.
// Used by: host/clip_encoder.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mockling/base/result.hpp>
#include <mockling/base/text.hpp>

namespace mockling::host {

inline Error system_error(const std::string& what) { return Error{what + ": " + std::strerror(errno)}; }

// An open file descriptor, closed at the end.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() { close(); }

  int get() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

// A file without a name. It vanishes with its last descriptor, whatever happens to this process.
class MemoryFile {
 public:
  static Result<MemoryFile> create() {
    Descriptor low(::memfd_create("mockling", MFD_CLOEXEC));
    // High numbers, so that none is in the way of those a child is given.
    Descriptor high(low.get() < 0 ? -1 : ::fcntl(low.get(), F_DUPFD_CLOEXEC, 64));
    if (high.get() < 0) return system_error("no memory file");
    return MemoryFile(std::move(high));
  }

  static Result<MemoryFile> holding(std::string_view bytes) {
    auto file = create();
    if (!file) return file;
    std::size_t at = 0;
    while (at < bytes.size()) {
      const auto written = ::pwrite(file->fd(), bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
      if (written < 0 && errno != EINTR) return system_error("no room for a memory file");
      if (written > 0) at += static_cast<std::size_t>(written);
    }
    return file;
  }

  int fd() const { return descriptor_.get(); }

  // Everything in it. The position, which a child shares, stays where it is.
  Result<std::string> content() const {
    struct stat file {};
    if (::fstat(fd(), &file) != 0) return system_error("a memory file cannot be read");
    std::string bytes(static_cast<std::size_t>(file.st_size), '\0');
    std::size_t at = 0;
    while (at < bytes.size()) {
      const auto got = ::pread(fd(), bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
      if (got == 0 || (got < 0 && errno != EINTR)) return system_error("a memory file cannot be read");
      if (got > 0) at += static_cast<std::size_t>(got);
    }
    return bytes;
  }

 private:
  explicit MemoryFile(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}
  Descriptor descriptor_;
};

// The absolute path of an executable named by path or found in `search` (PATH), or an empty text.
inline std::string find_program(const std::string& name, std::string_view search) {
  const auto runs = [](const std::string& path) { return !path.empty() && ::access(path.c_str(), X_OK) == 0; };
  if (name.find('/') != std::string::npos) return runs(name) ? name : std::string();
  for (const auto folder : split(search, ':')) {
    const std::string path = std::string(folder.empty() ? "." : folder) + '/' + name;
    if (runs(path)) return path;
  }
  return {};
}

struct Command {
  std::vector<std::string> arguments;  // [0] is the path of the program
  std::vector<int> files;              // open descriptors, known to the program as 3, 4, …
  std::chrono::milliseconds limit{30000};
  std::function<bool()> wanted;  // asked every few milliseconds; false ends the program
  int niceness = 10;             // 0 where somebody waits for the program
};

namespace process {

// What is started gets the named files, no other descriptor, no signal setting, and a group of its own.
struct SpawnSetup {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;

  SpawnSetup(const Command& command, int errors) {
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files, errors, 2);
    int next = 3;
    for (const int fd : command.files) posix_spawn_file_actions_adddup2(&files, fd, next++);
    posix_spawn_file_actions_addclosefrom_np(&files, next);
    posix_spawnattr_init(&attributes);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;
  ~SpawnSetup() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
};

inline std::string last_line(std::string_view text) {
  text = trim(text);
  const auto start = text.rfind('\n');
  return std::string(trim(start == std::string_view::npos ? text : text.substr(start)));
}

// Collects what the program says until it falls silent for ever. False: it must be ended.
inline bool listen(int fd, const Command& command, std::string& said) {
  constexpr int kAskEvery = 10;  // milliseconds
  constexpr std::size_t kKept = 4096;
  const auto end = std::chrono::steady_clock::now() + command.limit;
  for (;;) {
    if (command.wanted && !command.wanted()) return said = "no longer wanted", false;
    if (std::chrono::steady_clock::now() >= end) return said = "took too long", false;
    pollfd ready{fd, POLLIN, 0};
    if (::poll(&ready, 1, kAskEvery) <= 0) continue;
    char buffer[1024];
    const auto got = ::read(fd, buffer, sizeof buffer);
    if (got == 0) return true;
    if (got > 0) said.append(buffer, static_cast<std::size_t>(got));
    if (said.size() > kKept) said.erase(0, said.size() - kKept);
  }
}

}  // namespace process

// Runs a program and waits for it. An Error carries the last line it wrote to stderr.
inline Result<void> run(const Command& command) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return system_error("no pipe");
  Descriptor ours(ends[0]), low(ends[1]);
  Descriptor theirs(::fcntl(low.get(), F_DUPFD_CLOEXEC, 64));
  low.close();

  std::vector<char*> arguments;
  for (const auto& argument : command.arguments) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  {
    const process::SpawnSetup setup(command, theirs.get());
    const int failed = ::posix_spawn(&child, arguments[0], &setup.files, &setup.attributes, arguments.data(), environ);
    if (failed != 0) return Error{command.arguments[0] + " cannot be started: " + std::strerror(failed)};
  }
  theirs.close();
  if (command.niceness > 0) ::setpriority(PRIO_PROCESS, static_cast<id_t>(child), command.niceness);

  std::string said;
  const bool finished = process::listen(ours.get(), command, said);
  if (!finished) ::kill(-child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (finished && WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  const std::string why = process::last_line(said);
  return Error{command.arguments[0] + (why.empty() ? " ended without a word" : ": " + why)};
}

}  // namespace mockling::host
