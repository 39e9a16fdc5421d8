// Owns: a folder of sealed files shared by processes: whole or absent, bounded, least recently used out first.
// Never knows: what the files are, how they are made.
// Used by: host/renderer.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <mockling/base/crypto.hpp>
#include <mockling/base/result.hpp>
#include <mockling/base/text.hpp>
#include <mockling/clip/seal.hpp>

namespace mockling::host {

struct CachedFile {
  std::string path;
  std::uint64_t size = 0;  // of the file, seal included
  std::string sha256;      // hex, of the content without the seal
};

// Thread-safe. Several processes may share the folder.
class ClipCache {
 public:
  // Files go to `root`/`shelf`; the bound of `capacity` bytes is for all of `root`.
  ClipCache(const std::filesystem::path& root, const std::string& shelf, std::uint64_t capacity)
      : root_(root), folder_(root / shelf), capacity_(capacity) {
    std::error_code failed;
    std::filesystem::create_directories(folder_, failed);
    remove_leftovers();
  }

  // Whether files can be kept here.
  bool writable() const { return ::access(folder_.c_str(), R_OK | W_OK | X_OK) == 0; }
  const std::filesystem::path& folder() const { return folder_; }

  // A file of this name that is whole. A damaged one is removed. Hashes a file once, then trusts its size and inode.
  std::optional<CachedFile> find(const std::string& name) {
    if (auto known = find_known(name)) return known;
    const auto file = read(name);
    if (!file) return std::nullopt;
    const auto content = clip::unsealed(*file);
    if (!content) {
      std::error_code ignored;  // another process may have been faster
      std::filesystem::remove(folder_ / name, ignored);
      return std::nullopt;
    }
    return remember(name, file->size(), hex(file->substr(file->size() - 32)));
  }

  // Only files that this object has seen whole, at the cost of one stat.
  std::optional<CachedFile> find_known(const std::string& name) {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(name);
    if (found == known_.end()) return std::nullopt;
    struct stat now {};
    const bool same = ::stat(found->second.file.path.c_str(), &now) == 0 && now.st_ino == found->second.inode &&
                      static_cast<std::uint64_t>(now.st_size) == found->second.file.size;
    if (!same) {
      known_.erase(found);
      return std::nullopt;
    }
    touch(found->second.file.path, now);
    return found->second.file;
  }

  // What was stored under this name, whole.
  std::optional<std::string> load(const std::string& name) {
    const auto file = read(name);
    const auto content = file ? clip::unsealed(*file) : std::nullopt;
    if (!content) return std::nullopt;
    return std::string(*content);
  }

  // Seals and keeps; readers see the whole file or none.
  Result<CachedFile> store(const std::string& name, std::string_view content) {
    const std::string seal = clip::seal_of(content);
    const auto draft = folder_ / draft_name();
    if (!write(draft, content, seal) || ::rename(draft.c_str(), (folder_ / name).c_str()) != 0) {
      const Error failed{"cannot keep " + (folder_ / name).string() + ": " + std::system_category().message(errno)};
      ::unlink(draft.c_str());
      return failed;
    }
    auto kept = remember(name, content.size() + seal.size(), hex(std::string_view(seal).substr(seal.size() - 32)));
    make_room(name, content.size() + seal.size());
    return *kept;
  }

 private:
  struct Known {
    CachedFile file;
    ino_t inode;
  };
  struct Entry {
    std::filesystem::file_time_type used;
    std::uint64_t size;
    std::filesystem::path path;
  };

  // Of this object alone: several caches of one process, and processes in containers with equal numbers, share a
  // folder.
  std::string draft_name() {
    return "draft-" + std::to_string(::getpid()) + '-' + std::to_string(reinterpret_cast<std::uintptr_t>(this)) + '-' +
           std::to_string(born_.time_since_epoch().count()) + '-' + std::to_string(drafts_++);
  }

  std::optional<std::string> read(const std::string& name) const {
    std::ifstream in(folder_ / name, std::ios::binary | std::ios::ate);
    if (!in) return std::nullopt;
    std::string bytes(static_cast<std::size_t>(in.tellg()), '\0');
    in.seekg(0);
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!in) return std::nullopt;
    return bytes;
  }

  static bool write(const std::filesystem::path& path, std::string_view content, std::string_view seal) {
    std::ofstream out(path, std::ios::binary);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    out.write(seal.data(), static_cast<std::streamsize>(seal.size()));
    out.close();
    return !out.fail();
  }

  std::optional<CachedFile> remember(const std::string& name, std::uint64_t size, std::string sha256) {
    CachedFile file{(folder_ / name).string(), size, std::move(sha256)};
    struct stat now {};
    const std::lock_guard lock(mutex_);
    if (::stat(file.path.c_str(), &now) == 0) known_[name] = {file, now.st_ino};
    return file;
  }

  // The time of change is the time of last use; once a minute is enough.
  static void touch(const std::string& path, const struct stat& now) {
    constexpr auto kMinute = std::chrono::seconds(60);
    const auto age = std::chrono::system_clock::now() - std::chrono::system_clock::from_time_t(now.st_mtime);
    if (age > kMinute) ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0);
  }

  // A draft whose process is gone will never be finished.
  void remove_leftovers() const {
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, failed)) {
      const std::string name = entry.path().filename().string();
      if (!starts_with(name, "draft-")) continue;
      const auto pid = parse_int(split(name, '-')[1]);
      const bool gone = !pid || (::kill(static_cast<pid_t>(*pid), 0) != 0 && errno == ESRCH);
      std::error_code ignored;
      if (gone) std::filesystem::remove(entry.path(), ignored);
    }
  }

  void forget(const std::string& name) {
    const std::lock_guard lock(mutex_);
    known_.erase(name);
  }

  std::pair<std::uint64_t, std::vector<Entry>> scan() const {
    std::pair<std::uint64_t, std::vector<Entry>> found{0, {}};
    std::error_code failed;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root_, failed)) {
      std::error_code vanished;
      const Entry file{entry.last_write_time(vanished), entry.is_regular_file(vanished) ? entry.file_size(vanished) : 0,
                       entry.path()};
      if (vanished || file.size == 0) continue;
      found.first += file.size;
      found.second.push_back(file);
    }
    return found;
  }

  // Looks at the folder once, then counts what this process adds and looks again only when that passes the bound.
  void make_room(const std::string& spared, std::uint64_t added) {
    const std::lock_guard lock(room_mutex_);
    bytes_ = bytes_ ? *bytes_ + added : scan().first;
    if (*bytes_ <= capacity_) return;
    auto [bytes, files] = scan();
    std::sort(files.begin(), files.end(), [](const Entry& a, const Entry& b) { return a.used < b.used; });
    for (const auto& file : files) {
      if (bytes <= capacity_) break;
      std::error_code ignored;
      if (file.path.filename() == spared || !std::filesystem::remove(file.path, ignored)) continue;
      bytes -= file.size;
      forget(file.path.filename().string());
    }
    bytes_ = bytes;
  }

  std::filesystem::path root_;
  std::filesystem::path folder_;
  std::uint64_t capacity_;
  const std::chrono::steady_clock::time_point born_ = std::chrono::steady_clock::now();
  std::atomic<unsigned> drafts_{0};
  std::mutex mutex_;
  std::map<std::string, Known> known_;
  std::mutex room_mutex_;
  std::optional<std::uint64_t> bytes_;
};

}  // namespace mockling::host
