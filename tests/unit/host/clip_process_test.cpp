#include <mockling/host/clip_process.hpp>

#include <dirent.h>

#include <atomic>
#include <chrono>
#include <string>

#include "catch.hpp"

using namespace mockling::host;
using namespace std::chrono_literals;

namespace {

int open_descriptors() {
  int count = 0;
  DIR* folder = ::opendir("/proc/self/fd");
  while (::readdir(folder) != nullptr) ++count;
  ::closedir(folder);
  return count;
}

bool has_children() { return ::waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD; }

Command shell(const std::string& script, std::vector<int> files = {}) {
  return {{"/bin/sh", "-c", script}, std::move(files), 10s, {}};
}

}  // namespace

TEST_CASE("a program reads and writes files in memory") {
  const auto in = MemoryFile::holding("some text");
  const auto out = MemoryFile::create();
  REQUIRE(in);
  REQUIRE(out);
  REQUIRE(run(shell("tr a-z A-Z <&3 >&4", {in->fd(), out->fd()})));
  CHECK(*out->content() == "SOME TEXT");
  CHECK(*in->content() == "some text");
}

TEST_CASE("a failure is told in the program's last line") {
  const auto failed = run(shell("echo first >&2; echo 'the reason' >&2; echo >&2; exit 3"));
  REQUIRE_FALSE(failed);
  CHECK(failed.error().message == "/bin/sh: the reason");
  CHECK(run(shell("exit 1")).error().message == "/bin/sh ended without a word");
  CHECK(run(shell("kill -9 $$")).error().message == "/bin/sh ended without a word");
  CHECK_FALSE(run({{"/no/such/program"}, {}, 1s, {}}));
}

TEST_CASE("words on stderr do not make a success a failure") { CHECK(run(shell("echo noise >&2"))); }

TEST_CASE("a long last line is kept in part") {
  const auto failed = run(shell("head -c 300000 /dev/zero | tr '\\0' x >&2; exit 1"));
  REQUIRE_FALSE(failed);
  CHECK(failed.error().message.size() < 5000);
}

TEST_CASE("a program that takes too long is ended") {
  const auto start = std::chrono::steady_clock::now();
  const auto ended = run({{"/bin/sleep", "20"}, {}, 50ms, {}});
  REQUIRE_FALSE(ended);
  CHECK(ended.error().message == "/bin/sleep: took too long");
  CHECK(std::chrono::steady_clock::now() - start < 10s);
  CHECK_FALSE(has_children());
}

TEST_CASE("a program nobody wants any more is ended, its children too") {
  const auto pid = MemoryFile::create();
  const auto running_alone = [&] { return pid->content()->empty(); };
  const auto ended = run({{"/bin/sh", "-c", "sleep 20 & echo $! >&3; sleep 20"}, {pid->fd()}, 10s, running_alone});
  REQUIRE_FALSE(ended);
  CHECK(ended.error().message == "/bin/sh: no longer wanted");
  CHECK_FALSE(has_children());
  const std::string grandchild(mockling::trim(*pid->content()));
  REQUIRE_FALSE(grandchild.empty());
  const std::string alive = "grep -sq 'State:.[RS]' /proc/" + grandchild + "/status";
  CHECK(run(shell("for i in 1 2 3 4 5 6 7 8 9; do " + alive + " || exit 0; sleep 0.1; done; exit 1")));
}

TEST_CASE("a program gets the files it is given and no other") {
  const Descriptor file(::open("/dev/null", O_RDONLY));
  const Descriptor careless(::fcntl(file.get(), F_DUPFD, 100));  // not close-on-exec
  const auto given = MemoryFile::create(), out = MemoryFile::create();
  REQUIRE(run(shell("ls /proc/self/fd >&4", {given->fd(), out->fd()})));
  // 5 is the folder that ls reads.
  CHECK(*out->content() == "0\n1\n2\n3\n4\n5\n");
}

TEST_CASE("a program runs at low priority, unless somebody waits for it") {
  const auto patient = MemoryFile::create(), urgent = MemoryFile::create();
  REQUIRE(run(shell("sleep 0.2; nice >&3", {patient->fd()})));
  CHECK(*patient->content() == "10\n");
  Command command = shell("sleep 0.2; nice >&3", {urgent->fd()});
  command.niceness = 0;
  REQUIRE(run(command));
  CHECK(*urgent->content() == "0\n");
}

TEST_CASE("nothing is left open, whatever happened") {
  const int before = open_descriptors();
  for (int i = 0; i < 5; ++i) {
    const auto in = MemoryFile::holding(std::string(100000, 'x'));
    CHECK(run(shell("cat <&3 >/dev/null", {in->fd()})));
    CHECK_FALSE(run(shell("exit 1")));
    CHECK_FALSE(run({{"/no/such/program"}, {}, 1s, {}}));
    CHECK_FALSE(run({{"/bin/sleep", "20"}, {}, 10ms, {}}));
  }
  CHECK(open_descriptors() == before);
  CHECK_FALSE(has_children());
}

TEST_CASE("programs are found by path or in the search path") {
  CHECK(find_program("sh", "/nowhere:/bin") == "/bin/sh");
  CHECK(find_program("/bin/sh", "") == "/bin/sh");
  CHECK(find_program("sh", "/nowhere").empty());
  CHECK(find_program("/no/such/program", "/bin").empty());
}
