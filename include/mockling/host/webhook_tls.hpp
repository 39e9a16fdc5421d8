// Owns: how calls out speak TLS: whom they trust, which name they insist on.
// Never knows: HTTP, what is called.
// Used by: host/webhook_client.
#pragma once

#include <memory>
#include <string>

#include <openssl/ssl.h>

#include <mockling/base/result.hpp>
#include <mockling/host/tls_certificate.hpp>
#include <mockling/host/tls_session.hpp>

namespace mockling::host {

// Immutable and thread-safe; outlives its sessions.
class TlsClientContext {
 public:
  // Trusts what the system trusts, and the authorities in this PEM file (empty: no file).
  static Result<std::unique_ptr<const TlsClientContext>> make(const std::string& ca_file) {
    std::unique_ptr<TlsClientContext> context(new TlsClientContext);
    SSL_CTX* ssl = context->ssl_.get();
    if (ssl == nullptr || !context->method_) return Error{"OpenSSL refuses the settings for TLS"};
    SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION);
    SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_options(ssl, SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_default_verify_paths(ssl);
    if (!ca_file.empty() && SSL_CTX_load_verify_locations(ssl, ca_file.c_str(), nullptr) != 1)
      return Error{"no authority can be read from " + ca_file};
    return std::unique_ptr<const TlsClientContext>(std::move(context));
  }

  // A session with `host`, whose certificate must be for that name or address.
  std::unique_ptr<TlsSession> open(Socket& socket, const std::string& host) const {
    auto session = std::make_unique<TlsSession>(socket, ssl_.get(), method_.get());
    session->call(host);
    return session;
  }

 private:
  TlsClientContext() : ssl_(SSL_CTX_new(TLS_client_method())), method_(SocketBio::method()) {}

  std::unique_ptr<SSL_CTX, FreedBy<SSL_CTX_free>> ssl_;
  BioMethodPtr method_;
};

}  // namespace mockling::host
