// Owns: putting one Response on a wire piece by piece, and acting out its WireFault on the way.
// Never knows: requests, events, timers; it only says what to wait for.
// Used by: host/http_connection.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <mockling/core/transfer.hpp>
#include <mockling/host/http_response.hpp>
#include <mockling/host/http_wire.hpp>

namespace mockling::host {

class Sender {
 public:
  using Time = std::chrono::steady_clock::time_point;

  enum class Next {
    done,     // all bytes are with the kernel
    blocked,  // call again when the wire is writable
    pause,    // call again at resume_at()
    yield,    // call again soon: others may be served in between
    close,    // the fault wants an orderly end now
    reset,    // the fault wants a reset now
    broken    // the peer is gone, or the source of the bytes failed
  };

  explicit Sender(Response response, std::shared_ptr<Transfer> transfer = nullptr)
      : response_(std::move(response)), transfer_(std::move(transfer)) {
    fault().delay = std::max(fault().delay, std::chrono::milliseconds(1));
    if (response_.struck) response_.struck(true);
  }
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;
  ~Sender() {
    if (response_.struck && !acted_) response_.struck(false);
  }

  // Sends what can be sent now. Never waits.
  Next pump(Wire& wire, Time now) {
    const bool silent = fault().kind == WireFault::Kind::close_before || fault().kind == WireFault::Kind::reset_before;
    acted_ = acted_ || silent;
    if (silent) return fault().kind == WireFault::Kind::close_before ? Next::close : Next::reset;
    const std::uint64_t turn_end = sent_ + kTurnBytes;
    for (int steps = 0; sent_ < turn_end && steps < kTurnSteps; ++steps) {
      if (now < resume_at_) return Next::pause;
      if (allowance() == 0) {
        if (const auto cut = act_fault(wire, now)) return *cut;
        continue;
      }
      if (at_ == response_.segments.size()) {
        if (response_.stream && !fetch(now)) return Next::broken;
        if (at_ == response_.segments.size() && now >= resume_at_) return finish(wire, now);
        continue;
      }
      const ssize_t count = send_some(wire);
      if (count == kWireBlocked) return Next::blocked;
      if (count <= 0) return Next::broken;
      advance(static_cast<std::uint64_t>(count));
      if (fault().kind == WireFault::Kind::drip && sent_ > fault().bytes) {
        acted_ = true;
        resume_at_ = now + fault().delay;
      }
    }
    return Next::yield;
  }

  Time resume_at() const { return resume_at_; }
  bool waits_for_delivery() const { return waits_for_delivery_; }  // the silence is the client's, not ours
  std::uint64_t sent() const { return sent_; }
  const Response& response() const { return response_; }

 private:
  // Before other connections get their turn.
  static constexpr std::uint64_t kTurnBytes = 1 << 20;
  static constexpr int kTurnSteps = 64;

  WireFault& fault() { return response_.fault; }

  // Bytes that may go before the fault has to act.
  std::uint64_t allowance() {
    switch (fault().kind) {
      case WireFault::Kind::reset_after:
      case WireFault::Kind::truncate:
      case WireFault::Kind::stall: return fault().bytes > sent_ ? fault().bytes - sent_ : 0;
      case WireFault::Kind::drip: return fault().bytes > sent_ ? fault().bytes - sent_ : fault().step;
      default: return UINT64_MAX;
    }
  }

  // The allowance is used up. Nothing: the fault is over and sending goes on.
  std::optional<Next> act_fault(Wire& wire, Time now) {
    acted_ = true;
    if (fault().kind == WireFault::Kind::truncate) return Next::close;
    if (fault().kind == WireFault::Kind::reset_after) return reset_when_delivered(wire, now);
    resume_at_ = now + fault().delay;
    fault().kind = WireFault::Kind::none;
    return std::nullopt;
  }

  // A reset throws away what the kernel still holds, and the promised bytes must arrive first.
  Next reset_when_delivered(Wire& wire, Time now) {
    if (wire.delivered()) return Next::reset;
    waits_for_delivery_ = true;
    resume_at_ = now + std::chrono::milliseconds(2);
    return Next::pause;
  }

  // A fault that asked for more bytes than there are still ends the connection its way.
  Next finish(Wire& wire, Time now) {
    acted_ = true;
    if (fault().kind == WireFault::Kind::truncate || fault().kind == WireFault::Kind::unfinished) return Next::close;
    if (fault().kind == WireFault::Kind::reset_after) return reset_when_delivered(wire, now);
    return Next::done;
  }

  // Asks the stream for its next piece. False: it failed, and the body must not look complete.
  bool fetch(Time now) {
    std::optional<std::string> piece;
    try {
      piece = response_.stream->next();
    } catch (...) {
      return false;
    }
    if (piece && piece->empty()) {
      resume_at_ = now + std::max(response_.stream->pause, std::chrono::milliseconds(1));
      return true;
    }
    response_.segments.clear();
    at_ = 0;
    if (!piece) response_.stream.reset();
    const bool ends = response_.chunked && fault().kind != WireFault::Kind::unfinished;
    if (piece || ends) response_.segments.push_back(text_segment(framed(std::move(piece))));
    return true;
  }

  std::string framed(std::optional<std::string> piece) const {
    if (!response_.chunked) return std::move(*piece);
    if (!piece) return "0\r\n\r\n";
    char size[24];
    const int length = std::snprintf(size, sizeof size, "%zx\r\n", piece->size());
    return std::string(size, static_cast<std::size_t>(length)) + *piece + "\r\n";
  }

  // Who has read an answer whole may look at once how it went out: so its last bytes are taken for sent before they
  // are.
  ssize_t send_some(Wire& wire) {
    constexpr std::uint64_t kMost = 1 << 18;
    const std::uint64_t left = response_.segments[at_].length - in_segment_;
    const auto size = static_cast<std::size_t>(std::min({left, allowance(), kMost}));
    const bool last = size == left && at_ + 1 == response_.segments.size() && !response_.stream &&
                      fault().kind == WireFault::Kind::none;
    if (!last || !transfer_) return send_piece(wire, size, left);
    transfer_->end(sent_ + size, true);
    const ssize_t count = send_piece(wire, size, left);
    if (count != static_cast<ssize_t>(size)) transfer_->reopen();
    return count;
  }

  ssize_t send_piece(Wire& wire, std::size_t size, std::uint64_t left) {
    const Segment& segment = response_.segments[at_];
    if (segment.from_file) return wire.send_file(response_.file.fd(), segment.offset + in_segment_, size);
    const bool more = fault().kind == WireFault::Kind::none && at_ + 1 < response_.segments.size() && size == left;
    return wire.send(segment.text.data() + in_segment_, size, more);
  }

  void advance(std::uint64_t count) {
    sent_ += count;
    in_segment_ += count;
    if (in_segment_ < response_.segments[at_].length) return;
    in_segment_ = 0;
    ++at_;
  }

  Response response_;
  std::shared_ptr<Transfer> transfer_;
  std::size_t at_ = 0;            // segment being sent
  std::uint64_t in_segment_ = 0;  // bytes of it already sent
  std::uint64_t sent_ = 0;
  Time resume_at_{};
  bool waits_for_delivery_ = false;
  bool acted_ = false;  // the fault was met, or there is none left to meet
};

}  // namespace mockling::host
