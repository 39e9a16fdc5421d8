#include "child.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mockling::conform {

namespace {

struct Pipe {
  host::Descriptor reads, writes;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return host::system_error("no pipe");
  return Pipe{host::Descriptor(ends[0]), host::Descriptor(ends[1])};
}

// What the new process does before it becomes the shell: only calls that are safe between fork and exec.
[[noreturn]] void become(const char* command, char* const* environment, const char* folder, int in, int out, int err) {
  ::setpgid(0, 0);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  const bool ready = ::dup2(in, 0) == 0 && ::dup2(out, 1) == 1 && ::dup2(err, 2) == 2 && ::chdir(folder) == 0;
  const std::array<const char*, 4> arguments{"/bin/sh", "-c", command, nullptr};
  if (ready) ::execve("/bin/sh", const_cast<char* const*>(arguments.data()), environment);
  ::_exit(126);
}

}  // namespace

Result<Child> Child::start(const std::string& command, const std::vector<std::string>& environment,
                           const std::string& folder) {
  auto in = make_pipe(), out = make_pipe(), err = make_pipe();
  if (!in || !out || !err) return host::system_error("no pipes for " + command);
  std::vector<char*> variables;
  for (const std::string& variable : environment) variables.push_back(const_cast<char*>(variable.c_str()));
  variables.push_back(nullptr);
  const pid_t process = ::fork();
  if (process < 0) return host::system_error("cannot start " + command);
  if (process == 0)
    become(command.c_str(), variables.data(), folder.c_str(), in->reads.get(), out->writes.get(), err->writes.get());
  ::setpgid(process, process);  // by whoever comes first
  return Child(process, std::move(in->writes), std::move(out->reads), std::move(err->reads));
}

Child::Child(Child&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      status_(other.status_),
      input_(std::move(other.input_)),
      output_(std::move(other.output_)),
      errors_(std::move(other.errors_)) {}

Child::~Child() {
  if (process_ < 0) return;
  kill();
  if (status_ < 0) ::waitpid(process_, nullptr, 0);
}

void Child::kill() {
  if (process_ > 0) ::kill(-process_, SIGKILL);
}

ssize_t Child::write(const char* bytes, std::size_t count) const {
  sigset_t pipe, before;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &pipe, &before);
  const ssize_t wrote = ::write(input_.get(), bytes, count);
  const int failure = errno;
  constexpr timespec kNow{0, 0};
  if (wrote < 0 && failure == EPIPE) ::sigtimedwait(&pipe, nullptr, &kNow);  // the signal that it left for this thread
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = failure;
  return wrote;
}

int Child::wait(std::chrono::milliseconds time) {
  const auto until = std::chrono::steady_clock::now() + time;
  while (status_ < 0) {
    int state = 0;
    const pid_t ended = ::waitpid(process_, &state, WNOHANG);
    if (ended == process_) status_ = WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
    if (ended != 0 || std::chrono::steady_clock::now() >= until) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return status_;
}

std::string listen(const Child& child, std::chrono::milliseconds time) {
  constexpr std::size_t kKept = 8 << 20;
  const auto until = std::chrono::steady_clock::now() + time;
  std::array<pollfd, 2> streams{{{child.output(), POLLIN, 0}, {child.errors(), POLLIN, 0}}};
  std::array<char, 65536> piece{};
  std::string heard;
  while (streams[0].fd >= 0 || streams[1].fd >= 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0 || ::poll(streams.data(), streams.size(), static_cast<int>(left.count())) < 0) break;
    for (pollfd& stream : streams) {
      if (stream.fd < 0 || stream.revents == 0) continue;
      const ssize_t count = ::read(stream.fd, piece.data(), piece.size());
      if (count <= 0) stream.fd = -1;
      if (count > 0) heard.append(piece.data(), static_cast<std::size_t>(count));
      if (heard.size() > 2 * kKept) heard.erase(0, heard.size() - kKept);
    }
  }
  return heard;
}

}  // namespace mockling::conform
