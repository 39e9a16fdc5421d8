// Owns: a TLS client that trusts one authority, and what it sees of a server.
// Never knows: how the server is made; HTTP beyond the framing of one answer.
// Used by: the tests of TLS.
#pragma once

#include <ctime>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <mockling/host/tls_context.hpp>
#include <mockling/host/tls_identity.hpp>

#include "../../support/raw_client.hpp"

namespace mockling::host::test {

inline TlsIdentity fresh_identity(const std::vector<std::string>& names = {"localhost", "127.0.0.1"}) {
  auto identity = TlsIdentity::make(names, std::time(nullptr));
  if (!identity) throw std::runtime_error(identity.error().message);
  return std::move(identity).value();
}

inline std::shared_ptr<const TlsContext> context_of(const TlsIdentity& identity) {
  auto context = TlsContext::make(identity.leaf());
  if (!context) throw std::runtime_error(context.error().message);
  return *context;
}

using SslContextPtr = std::unique_ptr<SSL_CTX, FreedBy<SSL_CTX_free>>;
using SslPtr = std::unique_ptr<SSL, FreedBy<SSL_free>>;
using SslSessionPtr = std::unique_ptr<SSL_SESSION, FreedBy<SSL_SESSION_free>>;

// Trusts only `ca_pem`, and checks as strictly as OpenSSL can.
inline SslContextPtr strict_client(const std::string& ca_pem) {
  SslContextPtr context(SSL_CTX_new(TLS_client_method()));
  const CertificatePtr authority = certificate_from_pem(ca_pem);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), authority.get());
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context.get()), X509_V_FLAG_X509_STRICT);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  return context;
}

class TlsClient {
 public:
  // Waits in every call, for at most five seconds. The handshake comes with greet().
  TlsClient(int port, SSL_CTX* context, const std::string& name = "localhost") : raw_(port), ssl_(SSL_new(context)) {
    const timeval patience{5, 0};
    ::setsockopt(raw_.fd(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    SSL_set_tlsext_host_name(ssl_.get(), name.c_str());
    SSL_set1_host(ssl_.get(), name.c_str());
    SSL_set_fd(ssl_.get(), raw_.fd());
  }

  SSL* ssl() { return ssl_.get(); }
  mockling::test::RawClient& raw() { return raw_; }

  bool greet() { return SSL_connect(ssl_.get()) == 1; }

  bool send(std::string_view bytes) {
    std::size_t count = 0;
    return SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count) == 1 && count == bytes.size();
  }

  // One more piece. False: the end (see ending()) or too long a wait.
  bool more() {
    char bytes[65536];
    std::size_t count = 0;
    ERR_clear_error();
    if (SSL_read_ex(ssl_.get(), bytes, sizeof bytes, &count) == 1) return received_.append(bytes, count), true;
    error_ = SSL_get_error(ssl_.get(), 0);
    reset_ = error_ == SSL_ERROR_SYSCALL && errno == ECONNRESET;
    return false;
  }

  std::string bytes(std::size_t count) {
    while (received_.size() < count && more()) {
    }
    std::string taken = received_.substr(0, count);
    received_.erase(0, taken.size());
    return taken;
  }

  std::string rest() {
    while (more()) {
    }
    return std::exchange(received_, {});
  }

  // Head and body of one answer that has a length.
  std::pair<std::string, std::string> answer() {
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos)
      if (!more()) return {};
    std::string head = bytes(end + 4);
    const std::size_t length = head.find("Content-Length: ");
    return {head, length == std::string::npos ? "" : bytes(std::stoul(head.substr(length + 16)))};
  }

  std::pair<std::string, std::string> ask(std::string_view request) { return send(request), answer(); }

  bool ended_orderly() const { return error_ == SSL_ERROR_ZERO_RETURN; }
  bool was_reset() const { return reset_; }

 private:
  mockling::test::RawClient raw_;
  SslPtr ssl_;
  std::string received_;
  int error_ = SSL_ERROR_NONE;
  bool reset_ = false;
};

}  // namespace mockling::host::test
