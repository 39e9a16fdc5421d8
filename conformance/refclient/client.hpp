// Owns: a video job from submit to file, with every decision that costs money in one place.
// Never knows: how a provider spells things (its dialect), how bytes travel (the transport), what to repeat (the
// rules). Used by: your program. Start here.
//
//   CurlTransport transport;
//   Config config{dialect_of("fal"), std::getenv("FAL_KEY")};
//   VideoRequest request{"fal-ai/kling-video/o3/4k/text-to-video", "a fox in the snow"};
//   Video video = Client(config, transport).generate(request, {}, {"videos"});
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "refclient/cancel_token.hpp"
#include "refclient/dialect.hpp"
#include "refclient/download.hpp"
#include "refclient/http.hpp"
#include "refclient/money.hpp"
#include "refclient/request.hpp"
#include "refclient/rules.hpp"

namespace refclient {

struct Config {
  Dialect dialect;
  std::string api_key;
  std::string base_url{};  ///< empty: the provider's own
  std::string ca_file{};   ///< empty: the system's authorities
  Millis poll_interval{5000};
  Millis request_timeout{30000};       ///< of each exchange; of a download, the longest standstill
  Millis overall_timeout{30 * 60000};  ///< from the submit until the task must have ended
  bool local_callbacks = false;        ///< webhooks to this machine are fine; only a local emulator delivers those
  std::function<void(const std::string&)>
      log{};  ///< lines without keys and without links; may be called from any thread
};

struct SubmitOptions {
  std::string webhook_url;
  std::optional<Money> budget;  ///< refuse to spend more
  /// Called as soon as the id is known, before any waiting: keep it, and resume() can go on after a crash.
  std::function<void(const Task&)> on_submitted;
  const CancelToken* cancel = nullptr;
};

struct SaveOptions {
  std::filesystem::path folder = ".";
  std::string name{};  ///< empty: as the provider suggests, made harmless
};

struct Video {
  Task task;
  std::string status;  ///< the provider's word
  std::vector<Output> outputs;
  std::vector<SavedFile> files;  ///< one per output, once downloaded
  std::optional<Money> cost;     ///< by the price table
};

/// Every call throws VideoError and nothing else of its own. Calls may run at the same time; the transport must outlive
/// them.
class Client {
 public:
  Client(Config config, Transport& transport, Rules rules = {});

  /// submit, wait and save.
  Video generate(const VideoRequest& request, const SubmitOptions& options = {}, const SaveOptions& save = {});
  /// Buys one video, at most. ambiguous_submission means that it may have been bought: look at your account, do not
  /// repeat.
  Task submit(const VideoRequest& request, const SubmitOptions& options = {});
  /// Polls until the task has ended or the overall timeout has passed. Buys nothing, so it may be called as often as
  /// you like.
  Video wait(const Task& task, const CancelToken* cancel = nullptr);
  /// wait and save: goes on with a task that was submitted earlier, perhaps by another process.
  Video resume(const Task& task, const SaveOptions& save = {}, const CancelToken* cancel = nullptr);
  /// Asks the provider to stop a task. Returns what it said; the task may end well all the same, so wait() tells the
  /// truth.
  std::string cancel(const Task& task);
  /// Fetches one file.
  SavedFile save(const Output& output, const SaveOptions& save, const CancelToken* cancel = nullptr);
  /// The exact price, without any request.
  Money estimate(const VideoRequest& request) const;
  /// Asks once how a task is. nullopt when the answer says nothing.
  std::optional<Snapshot> look(const Task& task, const CancelToken* cancel = nullptr);

  const Config& config() const { return config_; }

 private:
  struct Look {
    Reply reply;
    Snapshot snapshot;
    bool told = false;  // whether the answer said anything of the task
  };

  Task submit_until(const VideoRequest& request, const SubmitOptions& options, Clock::time_point deadline);
  Video wait_until(const Task& task, const CancelToken* cancel, Clock::time_point deadline);
  void check(const VideoRequest& request, const SubmitOptions& options) const;
  void save_all(Video& video, const SaveOptions& save, const CancelToken* cancel);
  Look ask(const Task& task, const CancelToken* cancel);
  Request api_request(Purpose purpose, const std::string& method, const std::string& path) const;
  Reply send(const Request& request);
  [[noreturn]] void fail(Error error, const std::string& task_id) const;
  [[noreturn]] void refuse(const Reply& reply, const Json& answer, const std::string& task_id) const;
  [[noreturn]] void give_up(const Reply& reply, const std::string& task_id) const;

  Config config_;
  Transport& transport_;
  Rules rules_;
};

}  // namespace refclient
