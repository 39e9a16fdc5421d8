// Owns: making a server's calls when they are due in their worlds, and writing down what came of them.
// Never knows: what a call says; HTTP.
// Used by: host/server, host/control.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <mockling/core/webhook_due.hpp>
#include <mockling/core/webhook_result.hpp>
#include <mockling/host/keeper.hpp>
#include <mockling/host/waiting.hpp>
#include <mockling/host/webhook_client.hpp>

namespace mockling::host {

// Thread-safe. One thread watches the worlds' clocks, one makes the calls.
class Webhooks {
 public:
  static constexpr std::size_t kMostAtOnce = 10'000;  // calls that wait or are on their way; others stay due
  static constexpr std::size_t kMostInARow = 64;
  // Nobody waits longer for a receiver, unless the world's clock is the real one.
  static constexpr std::chrono::milliseconds kPatience{10'000};

  // Puts what only the host knows into a body, at once or later.
  using Complete = std::function<void(const TextBody&, std::function<void(std::string)>)>;
  // What came of a call.
  struct Told {
    Instant at;
    std::uint64_t job;
    std::string id;
    DeliveryState state;
    Money refund;
  };
  using Listener = std::function<void(const Told&)>;

  Webhooks(const ServerOptions& options, Keeper& keeper, const Emulator& emulator, Complete complete)
      : options_(options),
        keeper_(keeper),
        emulator_(emulator),
        complete_(std::move(complete)),
        client_(options.webhook_ca) {
    for (const WorldPtr& world : keeper_.all()) look(world);  // what an earlier process left to be done
  }
  Webhooks(const Webhooks&) = delete;
  Webhooks& operator=(const Webhooks&) = delete;
  ~Webhooks() { stop(); }

  // No call begins after this; the answers to those on their way are still noted, until the end.
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  // Something changed in this world, or its clock did: finds out when its next call is due. Not with its lock held.
  void look(const WorldPtr& world) {
    const Instant real = machine_time();
    Instant due = kNever;
    {
      const std::lock_guard lock(world->mutex);
      const auto next = world->closed ? std::nullopt : world->state->deliveries().next();
      if (next) due = world->state->clock().real_at(*next, real);
    }
    schedule(world, due);
  }

  // Makes the calls of this world that are due now; false when there is no room for all of them. A few at a time, so
  // that whoever wants to enter the world meanwhile can. Not with its lock held.
  bool send_due(const WorldPtr& world) {
    for (bool all = false; !all;) {
      const std::size_t load = client_.load();
      if (load >= kMostAtOnce) return false;
      for (Post& post : take_some(*world, std::min(kMostAtOnce - load, kMostInARow), all))
        complete(world, std::move(post));
    }
    return true;
  }

  // Waits until none of the world's calls is on its way; false when it is `latest`, or when all ends, before that.
  // `lock` holds the world's.
  bool settle(std::unique_lock<std::mutex>& lock, World& world, std::chrono::steady_clock::time_point latest) {
    while (world.state->deliveries().on_their_way() > 0) {
      const auto now = std::chrono::steady_clock::now();
      if (stopped_ || latest <= now) return false;
      settled_.wait_until(lock, std::min(latest, now + std::chrono::milliseconds(100)));
    }
    return true;
  }

  // Calls `listener` with everything that comes of this world's calls, with the world entered, until stop_listening().
  void listen(const World& world, Listener listener) {
    const std::lock_guard lock(mutex_);
    listeners_[&world] = std::move(listener);
  }
  void stop_listening(const World& world) {
    const std::lock_guard lock(mutex_);
    listeners_.erase(&world);
  }

 private:
  using PostPtr = std::shared_ptr<const Post>;

  // Takes the calls that are due, at most `most`; `all` says whether that was all of them.
  std::vector<Post> take_some(World& world, std::size_t most, bool& all) {
    const std::lock_guard lock(world.mutex);
    all = true;
    if (world.closed) return {};
    const Instant now = world.now(machine_time());
    auto posts = take_due(emulator_, *world.catalog.load(), *world.state, now, most);
    all = world.state->deliveries().due_by(now, 1).empty();
    keeper_.keep_changes(world);
    return posts;
  }

  void schedule(const WorldPtr& world, Instant due) {
    const std::lock_guard lock(mutex_);
    const auto known = at_.find(world);
    if (known != at_.end()) {
      due_.erase({known->second, world});
      at_.erase(known);
    }
    if (due == kNever || stopped_) return;
    if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
    at_.emplace(world, due);
    due_.emplace(due, world);
    wake_.notify_all();
  }

  void work() {
    std::unique_lock lock(mutex_);
    while (!stopped_) {
      const Instant now = machine_time();
      if (due_.empty() || now < due_.begin()->first) {
        const Instant next = due_.empty() ? now + std::chrono::seconds(60) : due_.begin()->first;
        wake_.wait_for(lock, std::min<Nanos>(next - now, std::chrono::seconds(60)));
        continue;
      }
      const WorldPtr world = due_.begin()->second;
      at_.erase(world);
      due_.erase(due_.begin());
      lock.unlock();
      if (send_due(world))
        look(world);
      else
        schedule(world, machine_time() + std::chrono::milliseconds(50));  // when there may be room again
      lock.lock();
    }
  }

  void complete(const WorldPtr& world, Post post) {
    const TextBody body = std::move(post.body);
    complete_(body, [this, world, post = std::make_shared<const Post>(std::move(post))](std::string text) {
      send(world, post, std::move(text));
    });
  }

  void send(const WorldPtr& world, const PostPtr& post, std::string text) {
    const WebhookPolicy& policy = policy_of(*world, *post);
    OutgoingCall call;
    call.url = post->url;
    call.body = std::move(text);
    call.headers = [post, &policy](std::string_view body) {
      // Signed with the machine's time, because that is what receivers compare it with.
      Headers headers{{"Content-Type", post->content_type}, {"User-Agent", "mockling"}, {"Accept", "*/*"}};
      for (const Header& header : signature_headers(policy.signature, post->keys, post->id, machine_time(), body))
        headers.add(header.name, header.value);
      return headers;
    };
    call.timeout = policy.timeout(post->number);
    if (!is_real(*world)) call.timeout = std::min<std::chrono::milliseconds>(call.timeout, kPatience);
    call.allowed = [&policy, reach = options_.webhooks](const WebhookTarget& target,
                                                        const std::vector<IpAddress>& addresses) {
      return may_call(policy, reach, target, addresses);
    };
    call.done = [this, world, post](const PostResult& result) { note(world, *post, result); };
    client_.post(std::move(call));
  }

  // Lives as long as the server, as all catalogs do. Every catalog of a server has the provider of a call that was
  // made.
  static const WebhookPolicy& policy_of(const World& world, const Post& post) {
    return world.catalog.load()->provider(post.provider)->spec.webhook;
  }

  static bool is_real(World& world) {
    const std::lock_guard lock(world.mutex);
    return world.state->clock().rate_permille == 1000;
  }

  void note(const WorldPtr& world, const Post& post, const PostResult& result) {
    {
      const std::lock_guard lock(world->mutex);
      if (world->closed) return;
      const Instant now = world->now(machine_time());
      note_call(*world->state, policy_of(*world, post), post.job, post.at, result, now);
      keeper_.keep_changes(*world);
      tell(*world, post);
    }
    look(world);
    settled_.notify_all();
  }

  // The world is entered, so that whoever waits for it to settle has been told by then.
  void tell(World& world, const Post& post) {
    const std::lock_guard lock(mutex_);
    const auto listener = listeners_.find(&world);
    const Delivery* delivery = world.state->deliveries().find(post.job);
    const Job* job = world.state->job_numbered(post.job);
    if (listener == listeners_.end() || delivery == nullptr || job == nullptr) return;
    listener->second({post.at, post.job, post.id, delivery->state, job->refunded ? job->price : Money{}});
  }

  const ServerOptions& options_;
  Keeper& keeper_;
  const Emulator& emulator_;
  const Complete complete_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable_any settled_;
  std::atomic<bool> stopped_{false};
  std::set<std::pair<Instant, WorldPtr>> due_;  // by machine time
  std::map<WorldPtr, Instant> at_;
  std::map<const World*, Listener> listeners_;
  std::thread thread_;
  WebhookClient client_;  // last: it ends first, and nobody is told of anything after
};

}  // namespace mockling::host
