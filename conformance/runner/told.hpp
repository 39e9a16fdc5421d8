// Owns: what a client tells of itself while it is asked.
// Never knows: what it means.
// Used by: play.
#pragma once

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/json.hpp>

namespace mockling::conform {

// Thread-safe: a client may go on telling when nobody listens any more.
class Told {
 public:
  void add(const Json& event) {
    constexpr std::size_t kMost = 1000;  // more than a run has to tell
    const std::lock_guard lock(mutex_);
    if (events_.size() < kMost) events_.push_back(event);
  }

  std::vector<Json> events() const {
    const std::lock_guard lock(mutex_);
    return events_;
  }

  // Whether it told of a moment: "told:submitted".
  bool has(const std::string& moment) const {
    const auto all = events();
    return std::any_of(all.begin(), all.end(),
                       [&](const Json& event) { return "told:" + text_of(event, "event") == moment; });
  }

  // A member of the first event of this kind; empty: there was none.
  std::string first(std::string_view event, std::string_view name) const {
    for (const Json& each : events())
      if (text_of(each, "event") == event) return text_of(each, name);
    return {};
  }

  // Whether the client knows its task by name.
  bool task() const {
    const auto all = events();
    return std::any_of(all.begin(), all.end(), [](const Json& event) { return !text_of(event, "task_id").empty(); });
  }

  // How often it said that this task had ended well.
  std::int64_t completions(const std::string& id) const {
    const auto all = events();
    return std::count_if(all.begin(), all.end(), [&](const Json& each) {
      return text_of(each, "event") == "completed" && text_of(each, "status") == "ok" && text_of(each, "task_id") == id;
    });
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Json> events_;
};

}  // namespace mockling::conform
