// Connections that begin without waiting.
#include "catch.hpp"

#include <poll.h>

#include <mockling/host/clip_process.hpp>
#include <mockling/host/dial.hpp>
#include <mockling/host/http_port.hpp>

using namespace mockling;
using namespace mockling::host;

namespace {

bool settled(int fd) {
  pollfd waiting{fd, POLLOUT, 0};
  return ::poll(&waiting, 1, 5000) == 1;
}

}  // namespace

TEST_CASE("a dialled socket arrives and sends small pieces at once", "[dial]") {
  const auto port = PortOpener().open("127.0.0.1", 0);
  REQUIRE(port);
  const Descriptor listener(port->fd);
  const auto fd = dial(loopback_address(), port->number);
  REQUIRE(fd);
  const Descriptor socket(*fd);
  REQUIRE(settled(*fd));
  CHECK(has_arrived(*fd));
  int at_once = 0;
  socklen_t size = sizeof at_once;
  REQUIRE(::getsockopt(*fd, IPPROTO_TCP, TCP_NODELAY, &at_once, &size) == 0);
  CHECK(at_once != 0);
}

TEST_CASE("where nobody listens nothing arrives", "[dial]") {
  int number = 0;
  {
    const auto port = PortOpener().open("127.0.0.1", 0);
    REQUIRE(port);
    const Descriptor listener(port->fd);
    number = port->number;
  }
  const auto fd = dial(loopback_address(), number);
  if (!fd) {
    CHECK(fd.error().message == "connection refused");
    return;
  }
  const Descriptor socket(*fd);
  REQUIRE(settled(*fd));
  CHECK_FALSE(has_arrived(*fd));
}

TEST_CASE("a name has its addresses once each, or none", "[dial]") {
  CHECK(resolve("127.0.0.1") == std::vector<IpAddress>{loopback_address()});
  CHECK(resolve("::1") == std::vector<IpAddress>{*parse_ipv6("::1")});
  for (const IpAddress& address : resolve("localhost")) CHECK(is_loopback(address));
  CHECK_FALSE(resolve("localhost").empty());
  CHECK(resolve("no such name").empty());
}
