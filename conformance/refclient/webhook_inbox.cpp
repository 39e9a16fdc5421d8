#include <utility>

#include "refclient/webhook.hpp"

namespace refclient {
namespace {

constexpr std::size_t kMostEarly = 100;

bool is_end(const Snapshot& snapshot) { return snapshot.phase == Phase::succeeded || snapshot.phase == Phase::failed; }

}  // namespace

InboxRules::InboxRules()
    : counts([](const std::set<std::string>& ended, const std::string& id, const Snapshot& snapshot, Source) {
        return is_end(snapshot) && ended.count(id) == 0;
      }) {}

Inbox::Inbox(Dialect dialect, Verify verify, Confirm confirm, Ended ended, InboxRules rules)
    : dialect_(std::move(dialect)),
      verify_(std::move(verify)),
      confirm_(std::move(confirm)),
      on_end_(std::move(ended)),
      rules_(std::move(rules)),
      worker_([this] { run(); }) {}

Inbox::~Inbox() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
  worker_.join();
}

void Inbox::expect(const std::string& id) {
  std::deque<Said> ready;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    expected_.insert(id);
    for (auto at = early_.begin(); at != early_.end();) {
      if (at->id == id) {
        ready.push_back(std::move(*at));
        at = early_.erase(at);
      } else {
        ++at;
      }
    }
  }
  for (Said& said : ready) enqueue([this, said] { work_on(said); });
}

int Inbox::receive(const Delivery& delivery, std::int64_t now) {
  const Trust trust = verify_(delivery, now);
  if (trust == Trust::invalid) return 401;
  const auto body = parsed(delivery.body);
  if (!body) return 400;
  auto [id, snapshot] = dialect_.read_webhook(*body);
  if (id.empty()) return 400;
  Said said{std::move(id), std::move(snapshot), trust};
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (expected_.count(said.id) == 0) {  // not ours, or the answer to the submit is still on its way
      if (rules_.unknown) rules_.unknown(said.id);
      early_.push_back(std::move(said));
      if (early_.size() > kMostEarly) early_.pop_front();
      return 200;
    }
  }
  const auto work = [this, said] { work_on(said); };
  if (rules_.later) {
    rules_.later(work);
  } else {
    enqueue(work);
  }
  return 200;
}

void Inbox::tell(const std::string& id, const Snapshot& snapshot, Source source) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!rules_.counts(ended_, id, snapshot, source)) return;
    ended_.insert(id);
  }
  on_end_(id, snapshot);
}

// What nobody signed is a hint to look, and no more.
void Inbox::work_on(Said said) {
  if (said.trust == Trust::unsigned_call) {
    const auto seen = confirm_(said.id);
    if (!seen) return;
    said.snapshot = *seen;
  }
  tell(said.id, said.snapshot, Source::hook);
}

void Inbox::enqueue(std::function<void()> work) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    queue_.push_back(std::move(work));
  }
  changed_.notify_all();
}

void Inbox::run() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return closed_ || !queue_.empty(); });
    if (closed_) return;
    const auto work = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    work();
    lock.lock();
  }
}

}  // namespace refclient
