#include "run_guard.hpp"

#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

namespace mockling::cli {

namespace {

constexpr int kPassedOn[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

sigset_t command_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : kPassedOn) sigaddset(&signals, signal);
  sigaddset(&signals, SIGCHLD);
  return signals;
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string read_all(int fd) {
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t got = ::read(fd, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
  }
}

// Everybody who descends from `root`, by what /proc says now.
std::vector<pid_t> descendants(pid_t root) {
  std::multimap<pid_t, pid_t> children;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", failure)) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::string stat;
    std::getline(std::ifstream(entry.path() / "stat"), stat);
    const std::size_t end = stat.rfind(')');  // the name before it may hold anything
    char state = 0;
    int parent = 0;
    if (end == std::string::npos || std::sscanf(stat.c_str() + end + 1, " %c %d", &state, &parent) != 2) continue;
    if (state != 'Z') children.emplace(parent, static_cast<pid_t>(std::stol(name)));
  }
  std::vector<pid_t> found{root};
  for (std::size_t at = 0; at < found.size(); ++at) {
    const auto range = children.equal_range(found[at]);
    for (auto each = range.first; each != range.second; ++each) found.push_back(each->second);
  }
  found.erase(found.begin());
  return found;
}

// The guard's own life; runs in its process and never returns to the caller of fork().
class GuardProcess {
 public:
  GuardProcess(std::vector<std::string> command, int orders, int news, pid_t parent)
      : command_(std::move(command)), orders_(orders), news_(news), parent_(parent) {}

  [[noreturn]] void live() {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    const std::string orders = read_all(orders_);
    if (orders.empty() || is_orphan()) std::_Exit(0);
    take(orders);
    CommandEnd end;
    end.status = start();
    if (child_ > 0) end.status = follow();
    end.outlived = end_the_rest();
    if (is_orphan() && !folder_.empty()) {
      std::error_code ignored;
      std::filesystem::remove_all(folder_, ignored);
    }
    write_all(news_, std::string_view(reinterpret_cast<const char*>(&end), sizeof end));
    std::_Exit(0);
  }

 private:
  bool is_orphan() const { return ::getppid() != parent_; }

  // The folder, then the environment, each ended by a NUL.
  void take(const std::string& orders) {
    for (const std::string_view text : split(std::string_view(orders).substr(0, orders.size() - 1), '\0'))
      environment_.emplace_back(text);
    folder_ = environment_.front();
    environment_.erase(environment_.begin());
  }

  // 0, or what a shell returns for a command that cannot be run.
  int start() {
    std::vector<char*> arguments, environment;
    for (std::string& each : command_) arguments.push_back(each.data());
    for (std::string& each : environment_) environment.push_back(each.data());
    arguments.push_back(nullptr);
    environment.push_back(nullptr);
    int told[2];
    if (::pipe2(told, O_CLOEXEC) != 0) return 126;
    child_ = ::fork();
    if (child_ == 0) {
      sigset_t none;
      sigemptyset(&none);
      ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
      ::execvpe(arguments[0], arguments.data(), environment.data());
      const int reason = errno;
      [[maybe_unused]] const ssize_t written = ::write(told[1], &reason, sizeof reason);
      std::_Exit(127);
    }
    ::close(told[1]);
    int reason = 0;
    const bool failed = child_ < 0 || ::read(told[0], &reason, sizeof reason) == sizeof reason;
    ::close(told[0]);
    if (!failed) return 0;
    if (child_ > 0) ::waitpid(child_, nullptr, 0);
    child_ = 0;
    std::fprintf(stderr, "mockling: %s cannot be run: %s\n", command_[0].c_str(), std::strerror(reason));
    return reason == ENOENT ? 127 : 126;
  }

  // Until the command has ended.
  int follow() {
    const sigset_t signals = command_signals();
    for (;;) {
      siginfo_t info{};
      const int signal = ::sigwaitinfo(&signals, &info);
      if (signal == SIGCHLD) {
        if (const auto status = reap(); status >= 0) return status;
      } else if (signal > 0 && is_orphan()) {
        return 128 + signal;
      } else if (signal > 0 && info.si_code <= 0) {
        ::kill(child_, signal);  // one from the terminal has reached the command already: it is in the same group
      }
    }
  }

  // The command's status once it is there, else -1.
  int reap() const {
    int end = -1;
    int status = 0;
    pid_t ended = 0;
    while ((ended = ::waitpid(-1, &status, WNOHANG)) > 0)
      if (ended == child_) end = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return end;
  }

  // Asks first and insists after a while. How many there were.
  static int end_the_rest() {
    constexpr int kPatience = 100;  // times 20 ms
    std::set<pid_t> met;
    for (int round = 0;; ++round) {
      const auto left = descendants(::getpid());
      for (const pid_t each : left) {
        const bool known = !met.insert(each).second;
        if (round < kPatience && !known) ::kill(each, SIGTERM);
        if (round >= kPatience) ::kill(each, SIGKILL);
      }
      pid_t ended = 0;
      while ((ended = ::waitpid(-1, nullptr, WNOHANG)) > 0) continue;
      if (left.empty() && ended < 0) return static_cast<int>(met.size());
      const timespec pause{0, 20'000'000};
      ::nanosleep(&pause, nullptr);
    }
  }

  std::vector<std::string> command_, environment_;
  std::string folder_;
  int orders_, news_;
  pid_t parent_;
  pid_t child_ = 0;
};

}  // namespace

Result<Guard> Guard::make(std::vector<std::string> command) {
  int orders[2];
  int news[2];
  if (::pipe2(orders, O_CLOEXEC) != 0 || ::pipe2(news, O_CLOEXEC) != 0) return host::system_error("no pipe");
  host::Descriptor give(orders[1]), take(orders[0]), hear(news[0]), tell(news[1]);
  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process < 0) return host::system_error("no process");
  if (process == 0) {
    give.close();
    hear.close();
    GuardProcess(std::move(command), take.get(), tell.get(), parent).live();
  }
  std::signal(SIGPIPE, SIG_IGN);  // from here on: the command must not inherit it
  return Guard(process, std::move(give), std::move(hear));
}

Result<void> Guard::go(const std::vector<std::string>& environment, const std::string& folder) {
  std::string orders = folder + '\0';
  for (const std::string& each : environment) orders += each + '\0';
  if (!write_all(orders_.get(), orders)) return host::system_error("the command cannot be started");
  orders_.close();
  return {};
}

CommandEnd Guard::wait() {
  sigset_t signals = command_signals();
  sigdelset(&signals, SIGCHLD);
  const host::Descriptor taken(::signalfd(-1, &signals, SFD_CLOEXEC));
  CommandEnd end{125, 0};
  for (;;) {
    pollfd ready[2] = {{news_.get(), POLLIN, 0}, {taken.get(), POLLIN, 0}};
    if (::poll(ready, 2, -1) < 0) continue;
    signalfd_siginfo info{};
    if ((ready[1].revents & POLLIN) != 0 && ::read(taken.get(), &info, sizeof info) == sizeof info &&
        info.ssi_code <= 0)
      ::kill(process_, static_cast<int>(info.ssi_signo));
    if (ready[0].revents == 0) continue;
    CommandEnd told;
    if (::read(news_.get(), &told, sizeof told) == sizeof told) end = told;
    ::waitpid(process_, nullptr, 0);
    return end;
  }
}

void take_command_signals() {
  const sigset_t signals = command_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

int signal_so_far() {
  sigset_t pending;
  sigpending(&pending);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT})
    if (sigismember(&pending, signal) == 1) return signal;
  return 0;
}

}  // namespace mockling::cli
