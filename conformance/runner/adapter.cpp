#include "adapter.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

#include <poll.h>
#include <unistd.h>

#include <mockling/base/text.hpp>

#include "driver_message.hpp"

namespace mockling::conform {

namespace {

constexpr std::size_t kLongestLine = 1 << 20;
constexpr std::size_t kErrorsKept = 8 << 20;
constexpr auto kHelloPatience = std::chrono::seconds(10);
constexpr auto kStopPatience = std::chrono::seconds(5);

}  // namespace

Result<std::unique_ptr<Adapter>> Adapter::start(const std::string& command,
                                                const std::vector<std::string>& environment) {
  auto child = Child::start(command, environment);
  if (!child) return child.error();
  std::unique_ptr<Adapter> adapter(new Adapter(std::move(*child)));
  adapter->output_reader_ = std::thread([self = adapter.get()] { self->read_output(); });
  adapter->errors_reader_ = std::thread([self = adapter.get()] { self->read_errors(); });
  if (adapter->greeted()) return {std::move(adapter)};
  const auto mistakes = adapter->mistakes();
  const std::string heard = adapter->errors();
  return Error{
      "\"" + command + "\" never said hello" + (mistakes.empty() ? "" : " (" + mistakes.front() + ")") +
      (heard.empty() ? "" : "; it wrote: " + heard.substr(heard.size() - std::min<std::size_t>(heard.size(), 500)))};
}

bool Adapter::greeted() {
  send({{"type", "hello"}, {"protocol", kProtocol}, {"suite", kSuiteVersion}, {"max_in_flight", 16}});
  const auto until = std::chrono::steady_clock::now() + kHelloPatience;
  std::unique_lock lock(mutex_);
  while (hello_.is_null() && alive_ && std::chrono::steady_clock::now() < until) {
    changed_.wait_until(lock, until);
    lock.unlock();
    const bool wrong = !mistakes().empty();
    lock.lock();
    if (wrong) break;
  }
  return !hello_.is_null();
}

Adapter::~Adapter() {
  if (alive_) {
    send({{"type", "stop"}});
    child_.close_input();
    child_.wait(kStopPatience);
  }
  kill();
  gone_ = true;
  if (output_reader_.joinable()) output_reader_.join();
  if (errors_reader_.joinable()) errors_reader_.join();
}

bool Adapter::send(const Json& message) {
  const std::string line = dump(message) + "\n";
  const std::lock_guard lock(writing_);
  for (std::size_t sent = 0; sent < line.size();) {
    pollfd room{child_.input(), POLLOUT, 0};
    // An adapter that reads nothing for so long will not.
    if (!alive_ || ::poll(&room, 1, 10'000) <= 0) return false;
    const ssize_t wrote = child_.write(line.data() + sent, std::min<std::size_t>(line.size() - sent, PIPE_BUF));
    if (wrote < 0 && errno != EINTR) return false;
    if (wrote > 0) sent += static_cast<std::size_t>(wrote);
  }
  return true;
}

void Adapter::kill() {
  child_.kill();
  const std::lock_guard lock(mutex_);
  alive_ = false;
  changed_.notify_all();
}

std::string Adapter::errors() const {
  const std::lock_guard lock(mutex_);
  return errors_;
}

bool Adapter::more(int stream) const {
  constexpr int kGlance = 100;  // milliseconds
  pollfd coming{stream, POLLIN, 0};
  while (!gone_)
    if (const int ready = ::poll(&coming, 1, kGlance); ready != 0) return ready > 0 || errno == EINTR;
  return false;
}

void Adapter::read_output() {
  std::string pending;
  std::array<char, 65536> piece{};
  while (more(child_.output())) {
    const ssize_t count = ::read(child_.output(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    pending.append(piece.data(), static_cast<std::size_t>(count));
    std::size_t start = 0;
    for (std::size_t end; (end = pending.find('\n', start)) != std::string::npos; start = end + 1)
      take_line(std::string_view(pending).substr(start, end - start));
    pending.erase(0, start);
    const bool endless = pending.size() > kLongestLine;
    if (endless) blame("it wrote a line of more than 1 MiB");
    if (!endless && mistakes().size() < kMostMistakes) continue;
    child_.kill();
    break;
  }
  const std::lock_guard lock(mutex_);
  alive_ = false;
  changed_.notify_all();
}

void Adapter::read_errors() {
  std::array<char, 65536> piece{};
  while (more(child_.errors())) {
    const ssize_t count = ::read(child_.errors(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    const std::lock_guard lock(mutex_);
    errors_.append(piece.data(), static_cast<std::size_t>(count));
    if (errors_.size() > 2 * kErrorsKept) errors_.erase(0, errors_.size() - kErrorsKept);
  }
}

void Adapter::take_line(std::string_view line) {
  if (trim(line).empty()) return;
  auto message = parse_json(line);
  if (!message) return blame("it wrote a line that is no JSON: " + std::string(line.substr(0, 200)));
  if (const std::string wrong = mistake_in(*message); !wrong.empty()) return blame(wrong);
  if (text_of(*message, "type") != "hello") return take(std::move(*message));
  const std::lock_guard lock(mutex_);
  if (hello_.is_null()) hello_ = std::move(*message);
  changed_.notify_all();
}

}  // namespace mockling::conform
