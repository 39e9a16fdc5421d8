// Owns: making clips on few threads, each different one once, and finding those made before.
// Never knows: jobs, worlds, HTTP.
// Used by: host/server.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <mockling/base/result.hpp>
#include <mockling/clip/spec.hpp>
#include <mockling/host/clip_maker.hpp>

namespace mockling::host {

// Thread-safe. Its threads start with the first wish and end with the object, and so does any running FFmpeg.
class Renderer {
 public:
  using Done = std::function<void(Result<Shape>)>;
  using Ticket = std::uint64_t;

  explicit Renderer(const RendererOptions& options = {}) : workers_(options.workers), maker_(options) {}
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;

  // Wishes not yet answered are dropped without a call.
  ~Renderer() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
  }

  // Whether clips can be made here; if not, `reason()` says why in one sentence.
  bool available() const { return reason().empty(); }
  std::string reason() const { return maker_.obstacle(); }

  // What clips made here lack, worth a line at start, or an empty text. Their size, rate and length are always exact.
  std::string shortcoming() const { return maker_.shortcoming(); }

  // Calls `done` once, later and on a thread of the renderer, unless the ticket is forgotten before.
  // Equal wishes are made once; clips found in the cache do not wait for those being made.
  Ticket want(const clip::ClipSpec& spec, Done done) {
    const std::lock_guard lock(mutex_);
    start_threads();
    const Ticket ticket = ++last_ticket_;
    const std::string key = ClipMaker::key_of(spec);
    auto& task = tasks_[key];
    if (!task) {
      task = std::make_shared<Task>();
      task->spec = spec;
      task->key = key;
      lookups_.push_back(task);
      wake_.notify_one();
    }
    task->waiting.emplace(ticket, std::move(done));
    return ticket;
  }

  // Withdraws a wish. A clip nobody wants any more is not made, or its making is ended. A call that is already under
  // way is not waited for.
  void forget(Ticket ticket) {
    const std::lock_guard lock(mutex_);
    for (auto found = tasks_.begin(); found != tasks_.end(); ++found) {
      auto& task = *found->second;
      if (task.waiting.erase(ticket) == 0) continue;
      if (!task.waiting.empty()) return;
      task.unwanted = true;
      tasks_.erase(found);
      return;
    }
  }

  // A clip that this renderer has seen and that is still on disk: no thread, no reading, one stat.
  std::optional<Shape> known(const clip::ClipSpec& spec) { return maker_.known(spec); }

 private:
  struct Task {
    clip::ClipSpec spec;
    std::string key;
    std::map<Ticket, Done> waiting;
    std::atomic<bool> unwanted{false};
  };
  using TaskPtr = std::shared_ptr<Task>;

  // One thread more than makers, so that finding never waits for making.
  void start_threads() {
    while (threads_.size() < static_cast<std::size_t>(workers_) + 1) threads_.emplace_back([this] { work(); });
  }

  static TaskPtr take(std::deque<TaskPtr>& queue) {
    TaskPtr task = std::move(queue.front());
    queue.pop_front();
    return task;
  }

  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      const auto may_make = [&] { return !renders_.empty() && making_ < workers_; };
      wake_.wait(lock, [&] { return stopping_ || !lookups_.empty() || may_make(); });
      if (stopping_) return;
      if (!lookups_.empty())
        look_up(lock, take(lookups_));
      else
        make(lock, take(renders_));
    }
  }

  void look_up(std::unique_lock<std::mutex>& lock, const TaskPtr& task) {
    lock.unlock();
    auto shape = maker_.find(task->spec);
    lock.lock();
    if (shape) return finish(lock, task, std::move(*shape));
    renders_.push_back(task);
    wake_.notify_one();
  }

  void make(std::unique_lock<std::mutex>& lock, const TaskPtr& task) {
    if (task->unwanted) return;
    ++making_;
    lock.unlock();
    auto shape = maker_.make(task->spec, [&] { return !stopping_ && !task->unwanted; });
    lock.lock();
    --making_;
    wake_.notify_one();
    finish(lock, task, shape);
  }

  // Answers everyone who waits. A task that was given up may have a successor of the same key; that one stays.
  void finish(std::unique_lock<std::mutex>& lock, const TaskPtr& task, const Result<Shape>& result) {
    const auto listed = tasks_.find(task->key);
    if (listed != tasks_.end() && listed->second == task) tasks_.erase(listed);
    const auto waiting = std::exchange(task->waiting, {});
    if (stopping_) return;
    lock.unlock();
    for (const auto& [ticket, done] : waiting) done(result);
    lock.lock();
  }

  const int workers_;
  ClipMaker maker_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::atomic<bool> stopping_{false};
  int making_ = 0;
  Ticket last_ticket_ = 0;
  std::map<std::string, TaskPtr> tasks_;
  std::deque<TaskPtr> lookups_;
  std::deque<TaskPtr> renders_;
  std::vector<std::thread> threads_;
};

}  // namespace mockling::host
