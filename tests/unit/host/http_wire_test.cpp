#include <mockling/host/http_wire.hpp>

#include <array>
#include <csignal>

#include "../../support/catch.hpp"
#include "tls_client.hpp"

using namespace mockling::host;
using namespace mockling::host::test;

namespace {

// A wire and a client's end of it, in one thread.
struct Encrypted {
  explicit Encrypted(const TlsContext* context) : wire(ends[0], context) {
    SSL_set_fd(client.get(), ends[1]);
    SSL_set_connect_state(client.get());
    char bytes[100];
    for (int i = 0; i < 10 && !wire.established(); ++i) {
      SSL_do_handshake(client.get());
      REQUIRE(wire.receive(bytes, sizeof bytes) == kWireBlocked);
    }
  }
  ~Encrypted() {
    if (ends[1] >= 0) ::close(ends[1]);
  }

  static std::array<int, 2> pair() {
    std::array<int, 2> fds{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds.data()) == 0);
    return fds;
  }

  std::string read() {
    char bytes[20000];
    const int count = SSL_read(client.get(), bytes, sizeof bytes);
    return std::string(bytes, count > 0 ? static_cast<std::size_t>(count) : 0);
  }

  std::array<int, 2> ends = pair();
  SslContextPtr trusting{SSL_CTX_new(TLS_client_method())};
  SslPtr client{SSL_new(trusting.get())};
  Wire wire;
};

}  // namespace

TEST_CASE("an encrypted wire blocks, and goes on with the same bytes", "[wire][tls]") {
  const auto context = context_of(fresh_identity());
  Encrypted pair(context.get());
  REQUIRE(pair.wire.established());
  char byte = 0;
  CHECK(pair.wire.receive(&byte, 1) == kWireBlocked);
  CHECK(pair.wire.dry());
  SSL_write(pair.client.get(), "ab", 2);
  CHECK(pair.wire.receive(&byte, 1) == 1);
  CHECK_FALSE(pair.wire.dry());  // the second byte makes no event any more
  CHECK(pair.wire.receive(&byte, 1) == 1);

  std::string sent;
  const std::string piece(1000, 'x');
  ssize_t count = 0;
  for (; (count = pair.wire.send(piece.data(), piece.size(), false)) > 0;) sent += piece;
  REQUIRE(count == kWireBlocked);
  CHECK(pair.wire.send(std::string(piece).data(), piece.size(), false) == kWireBlocked);
  std::string received;
  while (received.size() < sent.size()) received += pair.read();
  CHECK(pair.wire.send(std::string(piece).data(), piece.size(), false) == 1000);
  CHECK(received + pair.read() == sent + piece);
}

TEST_CASE("the end of an encrypted wire waits for room", "[wire][tls]") {
  const auto context = context_of(fresh_identity());
  Encrypted pair(context.get());
  REQUIRE(pair.wire.established());
  pair.read();  // tickets
  // A record of nothing that the client skips would be as good; what fills the socket here, it never gets to decrypt.
  const std::string noise(1000, '\0');
  std::size_t filled = 0;
  for (ssize_t count = 0; (count = ::send(pair.ends[0], noise.data(), noise.size(), MSG_NOSIGNAL)) > 0;)
    filled += static_cast<std::size_t>(count);
  CHECK_FALSE(pair.wire.finish_sending());
  CHECK_FALSE(pair.wire.finished_sending());
  std::string taken(filled, '\0');
  for (std::size_t at = 0; at < filled;)
    at += static_cast<std::size_t>(::recv(pair.ends[1], taken.data(), filled - at, 0));
  CHECK(pair.wire.finish_sending());
  CHECK(pair.wire.finished_sending());
  CHECK(pair.read().empty());
  CHECK(SSL_get_shutdown(pair.client.get()) == SSL_RECEIVED_SHUTDOWN);
  char byte = 0;
  CHECK(pair.wire.receive(&byte, 1) == kWireBlocked);  // the client may still send
  SSL_write(pair.client.get(), "z", 1);
  CHECK(pair.wire.receive(&byte, 1) == 1);
}

TEST_CASE("a wire of either kind tells an end from a break", "[wire][tls]") {
  const auto context = context_of(fresh_identity());
  char bytes[10];
  for (const bool says_so : {true, false}) {
    Encrypted pair(context.get());
    if (says_so) SSL_shutdown(pair.client.get());
    ::shutdown(pair.ends[1], SHUT_WR);
    CHECK(pair.wire.receive(bytes, sizeof bytes) == 0);
  }
  Encrypted broken(context.get());
  ::send(broken.ends[1], "not a record", 12, MSG_NOSIGNAL);
  CHECK(broken.wire.receive(bytes, sizeof bytes) == kWireBroken);
  CHECK(broken.wire.send("x", 1, false) == kWireBroken);
  CHECK(broken.wire.finish_sending());

  // Writing to nobody is a result, not a signal that ends the program.
  const auto before = std::signal(SIGPIPE, SIG_DFL);
  Encrypted left(context.get());
  ::close(left.ends[1]);
  CHECK(left.wire.send("x", 1, false) == kWireBroken);
  left.ends[1] = -1;
  std::signal(SIGPIPE, before);

  const auto ends = Encrypted::pair();
  Wire plain(ends[0]);
  CHECK(plain.established());
  CHECK(plain.receive(bytes, sizeof bytes) == kWireBlocked);
  ::send(ends[1], "ab", 2, MSG_NOSIGNAL);
  CHECK(plain.receive(bytes, sizeof bytes) == 2);
  CHECK(plain.dry());
  ::close(ends[1]);
  CHECK(plain.receive(bytes, sizeof bytes) == 0);
}
