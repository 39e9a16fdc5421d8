// Owns: how the server speaks TLS: versions, ciphers, protocol choice, memory.
// Never knows: sockets, names, where keys are kept.
// Used by: host/http_wire, host/tls_door.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <openssl/ssl.h>

#include <mockling/base/result.hpp>
#include <mockling/host/tls_certificate.hpp>
#include <mockling/host/tls_session.hpp>

namespace mockling::host {

// Immutable and thread-safe; outlives its sessions.
class TlsContext {
 public:
  static Result<std::shared_ptr<const TlsContext>> make(const Credential& leaf) {
    std::shared_ptr<TlsContext> context(new TlsContext);
    SSL_CTX* ssl = context->ssl_.get();
    if (ssl == nullptr || !context->method_ || SSL_CTX_use_certificate(ssl, leaf.certificate.get()) != 1 ||
        SSL_CTX_use_PrivateKey(ssl, leaf.key.get()) != 1 ||
        SSL_CTX_set_cipher_list(ssl, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1)
      return Error{"OpenSSL refuses the settings for TLS"};
    SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION);
    // Clients that end without saying so are as common as those that do; the framing of HTTP tells whether one left
    // too early.
    SSL_CTX_set_options(ssl, SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(ssl,
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(ssl, 1);                           // one system call a record instead of two
    SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);  // tickets resume sessions and cost no memory here
    SSL_CTX_set_num_tickets(ssl, 1);
    SSL_CTX_set_alpn_select_cb(ssl, choose_protocol, nullptr);
    return std::shared_ptr<const TlsContext>(std::move(context));
  }

  std::unique_ptr<TlsSession> open(Socket& socket) const {
    return std::make_unique<TlsSession>(socket, ssl_.get(), method_.get());
  }

 private:
  TlsContext() : ssl_(SSL_CTX_new(TLS_server_method())), method_(SocketBio::method()) {}

  // Who asks for protocols at all and HTTP/1.1 is not among them could not talk with us. OpenSSL copies what `chosen`
  // points at only later.
  static int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                             unsigned offered_size, void*) {
    static constexpr unsigned char kOurs[] = "\x08http/1.1";
    unsigned char* found = nullptr;
    const int match = SSL_select_next_proto(&found, size, kOurs, sizeof kOurs - 1, offered, offered_size);
    *chosen = found;
    return match == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
  }

  std::unique_ptr<SSL_CTX, FreedBy<SSL_CTX_free>> ssl_;
  BioMethodPtr method_;
};

}  // namespace mockling::host
