#include "peer.hpp"

#include <algorithm>

namespace mockling::conform {

namespace {

std::vector<std::string> texts(const Json& list) {
  std::vector<std::string> all;
  for (const Json& text : list)
    if (text.is_string()) all.push_back(text.get<std::string>());
  return all;
}

}  // namespace

Claims Peer::claims() const {
  return {texts(child(hello(), "providers")), texts(child(hello(), "ops")), texts(child(hello(), "capabilities")),
          false};
}

std::int64_t Peer::open(Listener listener) {
  const std::lock_guard lock(mutex_);
  runs_[++last_seq_].listener = std::move(listener);
  return last_seq_;
}

Json Peer::wait(std::int64_t seq, std::chrono::milliseconds time, std::chrono::milliseconds tick,
                const std::function<bool()>& meanwhile) {
  const auto until = std::chrono::steady_clock::now() + time;
  std::unique_lock lock(mutex_);
  const auto done = [&] { return !runs_[seq].result.is_null() || !alive(); };
  while (!done() && std::chrono::steady_clock::now() < until) {
    changed_.wait_until(lock, std::min(until, std::chrono::steady_clock::now() + tick), done);
    lock.unlock();
    const bool on = meanwhile();
    lock.lock();
    if (!on) break;
  }
  return runs_[seq].result;
}

std::vector<std::string> Peer::mistakes() const {
  const std::lock_guard lock(mutex_);
  return mistakes_;
}

void Peer::take(Json message) {
  const std::int64_t seq = int_of(message, "seq");
  if (text_of(message, "type") == "result") return take_result(seq, std::move(message));
  Listener listener;
  {
    const std::lock_guard lock(mutex_);
    const auto run = runs_.find(seq);
    if (run != runs_.end() && run->second.result.is_null()) listener = run->second.listener;
  }
  if (listener) listener(message);
}

void Peer::take_result(std::int64_t seq, Json message) {
  std::unique_lock lock(mutex_);
  const auto run = runs_.find(seq);
  const bool known = run != runs_.end();
  if (known && run->second.result.is_null()) {
    run->second.result = std::move(message);
    changed_.notify_all();
    return;
  }
  lock.unlock();
  blame(known ? "it gave a second result for run " + std::to_string(seq)
              : "it gave a result for run " + std::to_string(seq) + ", which there was none of");
}

void Peer::blame(std::string mistake) {
  const std::lock_guard lock(mutex_);
  if (mistakes_.size() < kMostMistakes) mistakes_.push_back(std::move(mistake));
  changed_.notify_all();
}

}  // namespace mockling::conform
