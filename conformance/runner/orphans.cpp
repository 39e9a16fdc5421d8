#include "orphans.hpp"

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mockling::conform {

namespace {

// The parent of a process as /proc tells, or 0.
pid_t parent_of(const std::filesystem::path& process) {
  std::string stat;
  std::getline(std::ifstream(process / "stat"), stat);
  const std::size_t end = stat.rfind(')');  // the name before it may hold anything
  char state = 0;
  pid_t parent = 0;
  return end != std::string::npos && std::sscanf(stat.c_str() + end + 1, " %c %d", &state, &parent) == 2 ? parent : 0;
}

// Whether there were any.
bool kill_children() {
  bool any = false;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", failed)) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos || parent_of(entry.path()) != ::getpid()) continue;
    ::kill(static_cast<pid_t>(std::stol(name)), SIGKILL);
    any = true;
  }
  return any;
}

}  // namespace

void adopt_orphans() { ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

void end_orphans(std::chrono::milliseconds time) {
  const auto until = std::chrono::steady_clock::now() + time;
  while (kill_children() && std::chrono::steady_clock::now() < until) {
    while (::waitpid(-1, nullptr, WNOHANG) > 0) continue;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

}  // namespace mockling::conform
