// Owns: undoing the framing of a request body (RFC 9112 §6, §7.1): a known length, or chunks.
// Never knows: sockets; where the bytes are kept.
// Used by: host/http_connection.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include <mockling/base/text.hpp>
#include <mockling/host/http_head.hpp>
#include <mockling/host/http_spool.hpp>

namespace mockling::host {

class BodyReader {
 public:
  BodyReader(const Framing& framing, Spool spool)
      : spool_(std::move(spool)),
        left_(framing.length),
        step_(framing.chunked ? Step::size : Step::data),
        chunked_(framing.chunked) {
    if (!chunked_ && left_ == 0) step_ = Step::done;
  }

  // Takes what belongs to the body from the front of `input`. Call again with more until done() or refusal().
  void feed(std::string_view& input) {
    while (!input.empty() && !done() && refusal_ == 0) {
      if (step_ == Step::data)
        take_data(input);
      else
        take_line_byte(input);
    }
  }

  bool done() const { return step_ == Step::done; }
  bool untouched() const { return spool_.size() == 0 && line_.empty(); }
  int refusal() const { return refusal_; }  // 0, or the status to refuse with
  Spool& spool() { return spool_; }

 private:
  enum class Step { size, data, data_end, trailer, done };
  static constexpr std::size_t kMaxLine = 4096;  // a chunk size with its extensions, or one trailer
  static constexpr std::size_t kMaxTrailers = 16384;

  void take_data(std::string_view& input) {
    const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size()));
    const Spool::State state = spool_.append(input.substr(0, count));
    if (state != Spool::State::good) refusal_ = state == Spool::State::too_large ? 413 : 507;
    input.remove_prefix(count);
    left_ -= count;
    if (left_ == 0) step_ = chunked_ ? Step::data_end : Step::done;
  }

  // Chunk sizes and trailers are rare and short: a byte at a time keeps every split of the input equal.
  void take_line_byte(std::string_view& input) {
    const char byte = input.front();
    input.remove_prefix(1);
    if (byte != '\n') {
      if (line_.size() >= kMaxLine || byte == '\0')
        refusal_ = 400;
      else
        line_ += byte;
      return;
    }
    if (line_.empty() || line_.back() != '\r') {
      refusal_ = 400;
      return;
    }
    line_.pop_back();
    end_line();
    line_.clear();
  }

  void end_line() {
    if (line_.find('\r') != std::string::npos) {
      refusal_ = 400;
    } else if (step_ == Step::size) {
      read_size();
    } else if (step_ == Step::data_end) {
      if (line_.empty())
        step_ = Step::size;
      else
        refusal_ = 400;
    } else if (line_.empty()) {
      step_ = Step::done;
    } else if ((trailers_ += line_.size()) > kMaxTrailers) {
      refusal_ = 431;
    }
  }

  void read_size() {
    const std::string_view line(line_);
    const std::string_view digits = trim(line.substr(0, line.find(';')));
    std::uint64_t size = 0;
    for (const char c : digits) {
      const int digit = hex_digit(c);
      if (digit < 0 || digits.size() > 15) {
        refusal_ = 400;
        return;
      }
      size = size * 16 + static_cast<std::uint64_t>(digit);
    }
    if (digits.empty() || line.front() == ' ') {
      refusal_ = 400;
      return;
    }
    left_ = size;
    step_ = size == 0 ? Step::trailer : Step::data;
  }

  Spool spool_;
  std::uint64_t left_;
  Step step_;
  bool chunked_;
  int refusal_ = 0;
  std::string line_;
  std::size_t trailers_ = 0;
};

}  // namespace mockling::host
