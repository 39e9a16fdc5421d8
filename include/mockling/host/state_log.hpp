// Owns: the log below --state-dir that lets worlds outlive the process, however it ends.
// Never knows: what a record means.
// Used by: host/server.
#pragma once

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <mockling/core/persist.hpp>
#include <mockling/host/clip_process.hpp>

namespace mockling::host {

// One JSON record a line, appended by single writes: a killed process loses at most the line it had not acknowledged.
class StateLog {
 public:
  // Takes the folder (made if missing) for this process alone, until the log ends, however the process ends.
  static Result<std::unique_ptr<StateLog>> open(const std::string& dir) {
    std::error_code failure;
    std::filesystem::create_directories(dir, failure);
    if (failure) return Error{"cannot make the state folder " + dir + ": " + failure.message()};
    const std::string name = dir + "/lock";
    Descriptor lock(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (lock.get() < 0) return system_error("cannot write " + name);
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
      return Error{"the state folder " + dir + " is in use by another mockling"};
    return std::unique_ptr<StateLog>(new StateLog(dir, std::move(lock)));
  }

  // What an earlier process left in `dir`. A torn last line is passed over; any other broken line is an Error.
  static Result<std::map<std::string, WorldRecords>> read(const std::string& dir) {
    std::map<std::string, WorldRecords> worlds;
    std::ifstream file(path(dir));
    std::string line;
    for (std::size_t number = 1; std::getline(file, line); ++number) {
      auto record = parse_json(line);
      if (!record && file.eof()) break;
      try {
        if (!record) return broken(dir, number, record.error().message);
        worlds[record->at("world").get<std::string>()].take(*record);
      } catch (const Json::exception& wrong) {
        return broken(dir, number, wrong.what());
      }
    }
    return worlds;
  }

  // Starts the log anew with these records, replacing the old one in one step, and keeps it open for more.
  Result<void> begin(const std::vector<Json>& records) {
    const std::string fresh = path(dir_) + ".new";
    file_ = Descriptor(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600));
    if (file_.get() < 0 || !append(records)) return system_error("cannot write " + fresh);
    if (::fsync(file_.get()) != 0 || std::rename(fresh.c_str(), path(dir_).c_str()) != 0)
      return system_error("cannot replace " + path(dir_));
    return {};
  }

  // Writes the records, all or none; false when the disk refuses. Thread-safe.
  bool append(const std::vector<Json>& records) {
    std::string lines;
    for (const Json& record : records)
      if (!record.is_null()) lines += dump(record) + "\n";
    const std::lock_guard lock(mutex_);
    const off_t before = ::lseek(file_.get(), 0, SEEK_END);
    for (std::string_view left = lines; !left.empty();) {
      const ssize_t wrote = ::write(file_.get(), left.data(), left.size());
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote <= 0) return take_back(before), false;
      left.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return true;
  }

 private:
  StateLog(std::string dir, Descriptor lock) : dir_(std::move(dir)), lock_(std::move(lock)) {}

  // Removes half a record, so that what is written later can still be read.
  void take_back(off_t size) {
    if (::ftruncate(file_.get(), size) != 0) file_.close();
  }

  static std::string path(const std::string& dir) { return dir + "/worlds.jsonl"; }
  static Error broken(const std::string& dir, std::size_t line, const std::string& why) {
    return Error{path(dir) + " line " + std::to_string(line) + " cannot be read: " + why};
  }

  const std::string dir_;
  const Descriptor lock_;
  Descriptor file_;
  std::mutex mutex_;
};

}  // namespace mockling::host
