// Any lines as kept state: a world again, or an error that says so; never a crash.
#include <filesystem>
#include <fstream>

#include <unistd.h>
#include <mockling/host/state_log.hpp>

#include "../contract/emulated.hpp"
#include "input.hpp"

using namespace mockling;
using fuzz::demand;

namespace {

// A folder of this process, removed at its end.
struct Folder {
  Folder() : path(std::filesystem::temp_directory_path() / ("mockling-fuzz-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  const std::filesystem::path path;
};

void use(const WorldRecords& records) {
  const std::unique_ptr<State> state = restore(records);
  const Provider& provider = *test::default_catalog()->provider("wavespeed");
  const Instant now = state->clock().now({1'770'000'000'000'000'000});
  state->settle(now);
  state->account(provider.spec, now);
  WorldRecords again;
  for (const Json& record : snapshot(*state)) again.take(record);
  for (const Job& job : state->jobs()) run_time(job, now);
  state->prune(now);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Folder folder;
  std::ofstream(folder.path / "worlds.jsonl", std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  const auto worlds = host::StateLog::read(folder.path.string());
  if (!worlds) {
    demand(worlds.error().message.find("worlds.jsonl line ") != std::string::npos, "an error names the line",
           worlds.error().message);
    return 0;
  }
  for (const auto& [id, records] : *worlds) {
    try {
      use(records);
    } catch (const Json::exception&) {
      // The documented way to say that a record is broken.
    }
  }
  return 0;
}
