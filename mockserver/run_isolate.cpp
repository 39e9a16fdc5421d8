#include "run_isolate.hpp"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

#include <mockling/host/clip_process.hpp>

namespace mockling::cli {

namespace {

bool write_file(const std::string& path, const std::string& text) {
  const host::Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
  return file.get() >= 0 && ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

// Who is not root is allowed it inside a space of users in which only this user exists, as who it was before.
bool unshare_spaces() {
  if (::unshare(CLONE_NEWNS | CLONE_NEWNET) == 0) return true;
  const std::string user = std::to_string(::getuid());
  const std::string group = std::to_string(::getgid());
  return ::unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) == 0 && write_file("/proc/self/setgroups", "deny") &&
         write_file("/proc/self/uid_map", user + " " + user + " 1") &&
         write_file("/proc/self/gid_map", group + " " + group + " 1");
}

bool raise_loopback() {
  const host::Descriptor any(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  return any.get() >= 0 && ::ioctl(any.get(), SIOCSIFFLAGS, &request) == 0;
}

}  // namespace

Result<void> isolate(const std::vector<std::string>& hosts, const std::string& folder) {
  if (!unshare_spaces()) return host::system_error("--isolate is not allowed here");
  std::string text = "127.0.0.1 localhost\n::1 localhost\n";
  for (const std::string& host : hosts) text += "127.0.0.1 " + host + "\n";
  const std::string file = folder + "/hosts";
  const bool ready = write_file(file, text) && raise_loopback() &&
                     ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                     ::mount(file.c_str(), "/etc/hosts", nullptr, MS_BIND, nullptr) == 0;
  return ready ? Result<void>() : host::system_error("--isolate cannot put its hosts in place");
}

}  // namespace mockling::cli
