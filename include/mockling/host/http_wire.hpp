// Owns: one accepted connection as a place to read and write bytes without ever waiting, encrypted or not.
// Never knows: HTTP.
// Used by: host/http_sender, host/http_connection.
#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>

#include <unistd.h>

#include <mockling/host/http_socket.hpp>
#include <mockling/host/tls_context.hpp>

namespace mockling::host {

// Results are those of Socket.
class Wire {
 public:
  // With `tls`, which must outlive the wire, everything is encrypted.
  explicit Wire(int fd, const TlsContext* tls = nullptr)
      : socket_(fd), session_(tls != nullptr ? tls->open(socket_) : nullptr) {}
  ~Wire() { close(); }

  bool encrypted() const { return session_ != nullptr; }

  // Bytes of ours can pass: always, or once the handshake is over.
  bool established() const { return !session_ || session_->established(); }

  ssize_t receive(char* bytes, std::size_t size) {
    const ssize_t count = session_ ? session_->receive(bytes, size) : socket_.receive(bytes, size);
    dry_ = session_ ? session_->dry() : count < 0 || static_cast<std::size_t>(count) < size;
    return count;
  }

  // The last receive() has taken all there was: what comes later is signalled anew.
  bool dry() const { return dry_; }

  // `more`: other bytes follow at once, so a small packet need not leave alone. After kWireBlocked the same bytes must
  // be sent again.
  ssize_t send(const char* bytes, std::size_t size, bool more) {
    return session_ ? session_->send(bytes, size, more) : socket_.send(bytes, size, more);
  }

  // 0: the file ends before `offset`. After kWireBlocked the same bytes must be sent again.
  ssize_t send_file(int file, std::uint64_t offset, std::size_t size) {
    return session_ ? encrypt_file(file, offset, size) : socket_.send_file(file, offset, size);
  }

  // Every byte sent has reached the peer's machine.
  bool delivered() const { return socket_.delivered(); }

  // The peer sees the end of our bytes but can still send. False: call again when the wire is writable.
  bool finish_sending() {
    if (finished_ || (session_ && !session_->finish())) return finished_;
    socket_.finish_sending();
    return finished_ = true;
  }

  bool finished_sending() const { return finished_; }

  void close() {
    if (session_ && !cut_) session_->finish();
    session_.reset();
    socket_.close();
  }

  // From now on the peer sees a reset instead of an end.
  void reset_on_close() {
    cut_ = true;
    socket_.reset_on_close();
  }

 private:
  ssize_t encrypt_file(int file, std::uint64_t offset, std::size_t size) {
    std::array<char, 16384> piece;  // as much as one record holds
    ssize_t count = 0;
    do count = ::pread(file, piece.data(), std::min(size, piece.size()), static_cast<off_t>(offset));
    while (count < 0 && errno == EINTR);
    if (count <= 0) return count == 0 ? 0 : kWireBroken;
    const auto read = static_cast<std::size_t>(count);
    return session_->send(piece.data(), read, read < size);
  }

  Socket socket_;
  std::unique_ptr<TlsSession> session_;
  bool dry_ = false;
  bool finished_ = false;
  bool cut_ = false;
};

}  // namespace mockling::host
