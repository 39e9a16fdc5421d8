// Owns: putting one delivery of the lab's on the wire and timing the answer.
// Never knows: what is in it, what answer is right.
// Used by: lab_run.
#pragma once

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>

#include <mockling/host/dial.hpp>
#include <mockling/host/webhook_exchange.hpp>

namespace mockling::cli {

struct LabMessage {
  Headers headers;  // with Content-Type
  std::string body;
  bool slowly = false;  // its body trickles in
};

// What came of it; status 0 and a reason when there was no answer.
struct LabAnswer {
  int status = 0;
  std::string failure;
  std::chrono::milliseconds took{0};  // from the last byte sent to the first line of the answer
};

// Where the receiver is, and how it is reached.
struct LabTarget {
  WebhookTarget target;
  std::vector<IpAddress> addresses;
  const host::TlsClientContext* tls = nullptr;
};

// Sends it and waits for the answer, at most `patience` after the last byte. One that trickles keeps its last byte back
// until `release` says so, or as long as the patience lasts.
inline LabAnswer send(
    const LabTarget& to, const LabMessage& message, std::chrono::milliseconds patience,
    const std::function<bool()>& release = [] { return true; }) {
  using Clock = std::chrono::steady_clock;
  constexpr auto kTrickle = std::chrono::milliseconds(50);
  const std::string text = host::post_text(to.target, message.headers, message.body);
  LabAnswer answer{0, "no connection", std::chrono::milliseconds(0)};
  for (const IpAddress& address : to.addresses) {
    const auto fd = host::dial(address, to.target.port);
    if (!fd) {
      answer.failure = fd.error().message;
      continue;
    }
    const auto* tls = to.target.scheme == "https" ? to.tls : nullptr;
    host::WebhookExchange exchange(*fd, text, tls, to.target.host);
    std::size_t allowed = message.slowly ? text.size() - message.body.size() : text.size();
    exchange.allow(allowed);
    const auto begun = Clock::now();
    auto sent = begun;
    while (!exchange.go_on() && Clock::now() < sent + patience) {
      pollfd waiting{*fd, static_cast<short>(POLLIN | (exchange.wants_to_send() ? POLLOUT : 0)), 0};
      ::poll(&waiting, 1, 20);
      if (allowed == text.size() || Clock::now() < sent + kTrickle) continue;
      const bool last = release() || begun + patience < Clock::now();
      allowed = last ? text.size() : std::min(text.size() - 1, allowed + message.body.size() / 20 + 1);
      exchange.allow(allowed);
      sent = Clock::now();
    }
    if (!exchange.result()) exchange.fail("no answer in time");
    answer = {exchange.result()->status, exchange.result()->failure,
              std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - sent)};
    if (exchange.connected()) break;
  }
  return answer;
}

}  // namespace mockling::cli
