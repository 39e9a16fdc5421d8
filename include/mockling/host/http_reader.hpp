// Owns: making requests out of the bytes of one connection.
// Never knows: sockets, time, what the requests are for.
// Used by: host/http_connection.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <mockling/host/http_body.hpp>
#include <mockling/host/http_head.hpp>
#include <mockling/host/http_options.hpp>
#include <mockling/host/http_spool.hpp>

namespace mockling::host {

class RequestReader {
 public:
  enum class State {
    idle,      // no byte of the next request yet
    head,      // some of its head
    body,      // the head is complete, the body is not
    complete,  // request() and body() may be taken
    refused    // refusal() says why; nothing more is read
  };

  // The options must outlive it.
  explicit RequestReader(const ListenerOptions& options) : options_(options) {}

  State state() const { return state_; }
  int refusal() const { return refusal_; }
  Request& request() { return request_; }
  const Framing& framing() const { return framing_; }
  Spool& body() { return body_->spool(); }

  void feed(std::string_view bytes) {
    if (state_ == State::body) feed_body(bytes);  // straight from the socket's buffer to the body
    input_ += bytes;
    if (state_ == State::idle || state_ == State::head) read_head();
  }

  // No more bytes will come. A request that was cut short is refused.
  void end() {
    if (state_ == State::head || state_ == State::body) refuse(400);
  }

  // The client waits for a word before it sends its body; true once.
  bool take_continue() {
    const bool due = state_ == State::body && framing_.expect_continue && body_->untouched();
    if (due) framing_.expect_continue = false;
    return due;
  }

  void refuse(int status) {
    framing_.keep_alive = false;
    refusal_ = status;
    state_ = State::refused;
  }

  // Goes on with what arrived behind the request.
  void next() {
    constexpr std::size_t kKeep = 16384;
    request_ = {};
    framing_ = {};
    body_.reset();
    scanner_ = {};
    state_ = State::idle;
    if (input_.empty() && input_.capacity() > kKeep) std::string().swap(input_);
    if (!input_.empty()) read_head();
  }

 private:
  std::string_view pending() const { return std::string_view(input_).substr(consumed_); }

  void consume(std::size_t count) {
    consumed_ += count;
    if (consumed_ < input_.size()) return;
    consumed_ = 0;
    input_.clear();
  }

  void read_head() {
    state_ = State::head;
    while (starts_with(pending(), "\r\n")) consume(2);  // RFC 9112 §2.2: an empty line before a request is harmless
    if (pending().empty()) state_ = State::idle;
    if (pending().empty() || pending() == "\r") return;
    switch (scanner_.scan(pending())) {
      case HeadScanner::State::complete: return scanner_.end() > options_.max_head ? refuse(431) : read_complete_head();
      case HeadScanner::State::bare_line_feed:
      case HeadScanner::State::no_http: return refuse(400);
      case HeadScanner::State::more: break;
    }
    if (scanner_.first_line() > kMaxRequestLine) return refuse(414);
    if (pending().size() > options_.max_head) return refuse(431);
  }

  void read_complete_head() {
    if (scanner_.first_line() > kMaxRequestLine) return refuse(414);
    const int refusal = parse_head(pending().substr(0, scanner_.end()), request_, framing_);
    consume(scanner_.end());
    if (refusal != 0) return refuse(refusal);
    if (framing_.length > options_.max_body) return refuse(413);
    body_.emplace(framing_, Spool(options_.spool_dir, options_.spool_over, options_.max_body));
    state_ = State::body;
    std::string_view rest = pending();
    const std::size_t before = rest.size();
    feed_body(rest);
    consume(before - rest.size());
  }

  void feed_body(std::string_view& bytes) {
    body_->feed(bytes);
    if (body_->refusal() != 0)
      refuse(body_->refusal());
    else if (body_->done())
      state_ = State::complete;
  }

  const ListenerOptions& options_;
  State state_ = State::idle;
  int refusal_ = 0;
  std::string input_;
  std::size_t consumed_ = 0;
  HeadScanner scanner_;
  Request request_;
  Framing framing_;
  std::optional<BodyReader> body_;
};

}  // namespace mockling::host
