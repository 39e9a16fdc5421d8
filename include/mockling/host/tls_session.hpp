// Owns: one encrypted conversation over a socket that never waits: handshake, records, orderly end.
// Never knows: HTTP, certificates, events.
// Used by: host/http_wire, host/tls_context.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <mockling/host/http_socket.hpp>
#include <mockling/host/tls_certificate.hpp>

namespace mockling::host {

using BioMethodPtr = std::unique_ptr<BIO_METHOD, FreedBy<BIO_meth_free>>;

// What OpenSSL reads from and writes to. Its own socket BIO writes without MSG_NOSIGNAL, and a client that leaves early
// would end the whole program.
class SocketBio {
 public:
  explicit SocketBio(Socket& socket) : socket_(socket) {}

  static BioMethodPtr method() {
    BioMethodPtr method(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "mockling socket"));
    BIO_meth_set_read(method.get(), read);
    BIO_meth_set_write(method.get(), write);
    BIO_meth_set_ctrl(method.get(), control);
    return method;
  }

  void set_more(bool more) { more_ = more; }

 private:
  static SocketBio& self(BIO* bio) { return *static_cast<SocketBio*>(BIO_get_data(bio)); }

  static int told(BIO* bio, ssize_t count, int flag_when_blocked) {
    BIO_clear_flags(bio, BIO_FLAGS_RWS | BIO_FLAGS_SHOULD_RETRY);
    if (count == kWireBlocked) BIO_set_flags(bio, flag_when_blocked | BIO_FLAGS_SHOULD_RETRY);
    return count < 0 ? -1 : static_cast<int>(count);
  }

  static int read(BIO* bio, char* bytes, int size) {
    const ssize_t count = self(bio).socket_.receive(bytes, static_cast<std::size_t>(size));
    if (count == 0) self(bio).ended_ = true;
    return told(bio, count, BIO_FLAGS_READ);
  }

  static int write(BIO* bio, const char* bytes, int size) {
    SocketBio& own = self(bio);
    return told(bio, own.socket_.send(bytes, static_cast<std::size_t>(size), own.more_), BIO_FLAGS_WRITE);
  }

  static long control(BIO* bio, int command, long, void*) {
    if (command == BIO_CTRL_EOF) return self(bio).ended_ ? 1 : 0;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }

  Socket& socket_;
  bool more_ = false;
  bool ended_ = false;
};

// The server's side, unless call() makes it the client's. The handshake happens within the first calls of receive() or
// send(). All results are those of Socket. One thread at a time.
class TlsSession {
 public:
  // `settings` and `method` outlive the session.
  TlsSession(Socket& socket, SSL_CTX* settings, const BIO_METHOD* method)
      : bio_(socket), ssl_(SSL_new(settings)), broken_(!ssl_) {
    if (broken_) return;
    BIO* bio = BIO_new(method);
    BIO_set_data(bio, &bio_);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl_.get(), bio, bio);
    SSL_set_accept_state(ssl_.get());
  }
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  // Becomes the side that calls, and insists that the other is `host` (a name or an address). First of all.
  void call(const std::string& host) {
    if (broken_) return;
    SSL_set_connect_state(ssl_.get());
    X509_VERIFY_PARAM* expected = SSL_get0_param(ssl_.get());
    if (X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str()) == 1) return;
    broken_ = SSL_set1_host(ssl_.get(), host.c_str()) != 1 || SSL_set_tlsext_host_name(ssl_.get(), host.c_str()) != 1;
  }

  // The handshake is over.
  bool established() const { return !broken_ && SSL_is_init_finished(ssl_.get()) == 1; }

  // The last receive() has taken all there was; otherwise it is worth calling again whatever it returned.
  bool dry() const { return dry_; }

  ssize_t receive(char* bytes, std::size_t size) {
    if (broken_) return kWireBroken;
    std::size_t count = 0;
    ERR_clear_error();  // another session's error in this thread would be taken for one of ours
    const int result = SSL_read_ex(ssl_.get(), bytes, size, &count);
    return outcome(result, count);
  }

  // After kWireBlocked the same bytes must be sent again; they may lie elsewhere.
  ssize_t send(const char* bytes, std::size_t size, bool more) {
    if (broken_) return kWireBroken;
    std::size_t count = 0;
    ERR_clear_error();
    bio_.set_more(more);
    const int result = SSL_write_ex(ssl_.get(), bytes, size, &count);
    bio_.set_more(false);
    return outcome(result, count);
  }

  // Tells the peer that no more bytes come. False: call again when the socket is writable.
  bool finish() {
    if (finished_ || !established()) return true;
    ERR_clear_error();
    const int result = SSL_shutdown(ssl_.get());
    finished_ = result >= 0 || SSL_get_error(ssl_.get(), result) != SSL_ERROR_WANT_WRITE;
    return finished_;
  }

 private:
  using SslPtr = std::unique_ptr<SSL, FreedBy<SSL_free>>;

  ssize_t outcome(int result, std::size_t count) {
    const int error = result == 1 ? SSL_ERROR_NONE : SSL_get_error(ssl_.get(), result);
    dry_ = error == SSL_ERROR_WANT_READ;
    switch (error) {
      case SSL_ERROR_NONE: return static_cast<ssize_t>(count);
      case SSL_ERROR_ZERO_RETURN: return 0;
      case SSL_ERROR_WANT_READ:
      case SSL_ERROR_WANT_WRITE: return kWireBlocked;
      default: broken_ = true; return kWireBroken;
    }
  }

  SocketBio bio_;
  SslPtr ssl_;
  bool broken_;
  bool dry_ = false;
  bool finished_ = false;
};

}  // namespace mockling::host
