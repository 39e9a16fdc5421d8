// Owns: worlds that were written below --state-dir and left the memory, one file each, until somebody uses them again.
// Never knows: what a record means; which worlds are idle.
// Used by: host/keeper.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <mockling/core/persist.hpp>

namespace mockling::host {

// Thread-safe, as long as no two threads mean the same world.
class Parking {
 public:
  explicit Parking(const std::string& state_dir) : folder_(std::filesystem::path(state_dir) / "parked") {}

  // Writes the world, whole or not at all; false when the disk refuses.
  bool park(const std::string& id, const std::vector<Json>& records) const {
    std::error_code failure;
    std::filesystem::create_directories(folder_, failure);
    const std::string part = file_of(id) + ".part";
    std::ofstream file(part, std::ios::binary | std::ios::trunc);
    for (const Json& record : records) file << dump(record) << '\n';
    file.close();
    if (file) std::filesystem::rename(part, file_of(id), failure);
    return file && !failure;
  }

  // What was parked of the world; nothing when that is nothing, or cannot be read (the file then stays as it is).
  WorldRecords find(const std::string& id) const {
    WorldRecords records;
    std::ifstream file(file_of(id), std::ios::binary);
    try {
      for (std::string line; std::getline(file, line);) records.take(Json::parse(line));
    } catch (const Json::exception&) {
      return {};
    }
    return records;
  }

  // Removes what was parked.
  void drop(const std::string& id) const {
    std::error_code ignored;
    std::filesystem::remove(file_of(id), ignored);
  }

 private:
  std::string file_of(const std::string& id) const { return (folder_ / (id + ".jsonl")).string(); }

  std::filesystem::path folder_;
};

}  // namespace mockling::host
