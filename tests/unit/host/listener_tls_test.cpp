#include <csignal>

#include <mockling/host/tls_door.hpp>

#include "../../support/catch.hpp"
#include "../../support/temp_folder.hpp"
#include "listening.hpp"
#include "tls_client.hpp"

using namespace mockling;
using namespace mockling::host;
using namespace mockling::host::test;

namespace {

const std::string kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kLastGet = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

struct TlsListening {
  explicit TlsListening(Handler handler = describe, const std::function<void(ListenerOptions&)>& change = {})
      : identity(fresh_identity()), trust(strict_client(identity.ca_pem())), server(std::move(handler), [&](auto& o) {
          o.tls = context_of(identity);
          if (change) change(o);
        }) {}

  TlsClient client() {
    TlsClient client(server.port, trust.get());
    if (!client.greet()) throw std::runtime_error("no handshake");
    return client;
  }

  TlsIdentity identity;
  SslContextPtr trust;
  Listening server;
};

std::string noise(std::size_t size, std::uint32_t state = 1) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  return bytes;
}

// The first bytes a client says.
std::string client_hello(SSL_CTX* trust) {
  const SslPtr ssl(SSL_new(trust));
  SSL_set_tlsext_host_name(ssl.get(), "localhost");
  SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_connect(ssl.get());
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(SSL_get_wbio(ssl.get()), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

TEST_CASE("an encrypted request is like any other, but for its scheme", "[listener][tls]") {
  TlsListening tls;
  TlsClient client = tls.client();
  CHECK(client.ask(kGet).second == "GET https://h / [Host: h] body=");
  CHECK(client.ask("POST /a?b=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi").second ==
        "POST https://h /a ?b=1 [Host: h] [Content-Length: 2] body=hi");
  CHECK(client.ask("nonsense\r\n\r\n").second == "{\"refused\":400,\"path\":\"/\"}");
  client.rest();
  CHECK(client.ended_orderly());
}

TEST_CASE("old versions and other protocols are refused, the usual ones agreed on", "[listener][tls]") {
  TlsListening tls;
  const auto version = [&](int least, int most) {
    TlsClient client(tls.server.port, tls.trust.get());
    SSL_set_security_level(client.ssl(), 0);
    SSL_set_min_proto_version(client.ssl(), least);
    SSL_set_max_proto_version(client.ssl(), most);
    return client.greet() && !client.ask(kGet).second.empty() ? std::string(SSL_get_version(client.ssl())) : "none";
  };
  CHECK(version(TLS1_2_VERSION, 0) == "TLSv1.3");
  CHECK(version(TLS1_2_VERSION, TLS1_2_VERSION) == "TLSv1.2");
  CHECK(version(TLS1_VERSION, TLS1_1_VERSION) == "none");

  const auto protocol = [&](std::string_view offered) {
    TlsClient client(tls.server.port, tls.trust.get());
    SSL_set_alpn_protos(client.ssl(), reinterpret_cast<const unsigned char*>(offered.data()),
                        static_cast<unsigned>(offered.size()));
    if (!client.greet()) return std::string("none");
    const unsigned char* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(client.ssl(), &chosen, &size);
    return std::string(reinterpret_cast<const char*>(chosen), size);
  };
  CHECK(protocol("\x02h2\x08http/1.1") == "http/1.1");
  CHECK(protocol("\x02h2") == "none");
}

TEST_CASE("a client that trusts another authority, or wants another name, is not served", "[listener][tls]") {
  TlsListening tls;
  const TlsIdentity other = fresh_identity();
  const SslContextPtr mistrust = strict_client(other.ca_pem());
  TlsClient stranger(tls.server.port, mistrust.get());
  CHECK_FALSE(stranger.greet());
  TlsClient elsewhere(tls.server.port, tls.trust.get(), "api.example.com");
  CHECK_FALSE(elsewhere.greet());
}

TEST_CASE("sessions are resumed with tickets", "[listener][tls]") {
  TlsListening tls;
  TlsClient first = tls.client();
  first.ask(kGet);
  const SslSessionPtr session(SSL_get1_session(first.ssl()));
  TlsClient again(tls.server.port, tls.trust.get());
  SSL_set_session(again.ssl(), session.get());
  REQUIRE(again.greet());
  CHECK(SSL_session_reused(again.ssl()) == 1);
  CHECK(again.ask(kGet).second == "GET https://h / [Host: h] body=");
}

TEST_CASE("large bodies pass both ways unchanged", "[listener][tls]") {
  const mockling::test::TempFolder folder;
  const std::string big = noise(9 << 20);
  const auto file = folder.write("clip", big);
  TlsListening tls([&](Request&& request, const Responder& answer) {
    if (request.path == "/file") {
      FileAnswer body;
      body.path = file.string();
      body.size = big.size();
      Answer reply;
      reply.body = body;
      return answer(std::move(reply));
    }
    if (request.path == "/text") return answer(text(big));
    const std::string sent =
        request.body.file.empty() ? request.body.bytes : mockling::test::read_file(request.body.file);
    answer(text(hex(sha256(sent))));
  });
  TlsClient client = tls.client();
  CHECK(client.ask("GET /text HTTP/1.1\r\nHost: h\r\n\r\n").second == big);
  CHECK(client.ask("GET /file HTTP/1.1\r\nHost: h\r\n\r\n").second == big);
  CHECK(client.ask("GET /file HTTP/1.1\r\nHost: h\r\nRange: bytes=1000000-2000000\r\n\r\n").second ==
        big.substr(1000000, 1000001));
  for (const std::size_t size : {std::size_t{1}, std::size_t{16384}, std::size_t{16385}, std::size_t{5} << 20}) {
    const std::string sent = noise(size, 7);
    CHECK(client.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" + sent)
              .second == hex(sha256(sent)));
  }
}

TEST_CASE("pipelined requests in one record are all answered", "[listener][tls]") {
  TlsListening tls;
  TlsClient client = tls.client();
  std::string many;
  for (int i = 0; i < 50; ++i) many += kGet;
  REQUIRE(client.send(many));
  for (int i = 0; i < 50; ++i) REQUIRE(client.answer().second == "GET https://h / [Host: h] body=");
}

TEST_CASE("the last bytes and the end reach a client that reads late", "[listener][tls]") {
  const std::string big = noise(12 << 20);
  TlsListening tls([&](Request&&, const Responder& answer) { answer(text(big)); });
  TlsClient client = tls.client();
  REQUIRE(client.send(kLastGet));
  REQUIRE(client.more());
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // until the server can send no more
  const std::string all = client.rest();
  CHECK(all.substr(all.find("\r\n\r\n") + 4) == big);
  CHECK(client.ended_orderly());
}

TEST_CASE("faults are acted out on encrypted connections too", "[listener][tls][fault]") {
  using Kind = WireFault::Kind;
  WireFault fault;
  TlsListening tls([&](Request&&, const Responder& answer) {
    Answer reply = text(std::string(100000, 'a'));
    reply.fault = fault;
    answer(std::move(reply));
  });
  const auto suffered = [&](WireFault wanted) {
    fault = wanted;
    TlsClient client = tls.client();
    client.send(kLastGet);
    const std::size_t size = client.rest().size();
    return std::make_pair(size, client.was_reset() ? "reset" : client.ended_orderly() ? "end" : "cut");
  };
  const std::size_t whole = suffered({}).first;
  CHECK(whole > 100000);
  using Seen = std::pair<std::size_t, const char*>;
  const auto same = [](const Seen& seen, std::size_t size, std::string_view end) {
    return seen.first == size && seen.second == end;
  };
  CHECK(same(suffered({}), whole, "end"));
  CHECK(same(suffered({Kind::close_before, 0, {}}), 0, "end"));
  CHECK(same(suffered({Kind::reset_before, 0, {}}), 0, "reset"));
  CHECK(same(suffered({Kind::truncate, 77777, {}}), 77777, "end"));
  CHECK(same(suffered({Kind::reset_after, 77777, {}}), 77777, "reset"));
  CHECK(same(suffered({Kind::stall, 50000, std::chrono::milliseconds(20)}), whole, "end"));
}

TEST_CASE("a handshake may come byte by byte", "[listener][tls]") {
  TlsListening tls;
  RawClient raw = tls.server.client();
  const SslPtr ssl(SSL_new(tls.trust.get()));
  SSL_set1_host(ssl.get(), "localhost");
  BIO* in = BIO_new(BIO_s_mem());
  BIO* out = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl.get(), in, out);
  const auto flush = [&] {
    char byte = 0;
    while (BIO_read(out, &byte, 1) == 1) REQUIRE(raw.send({&byte, 1}));
  };
  while (SSL_connect(ssl.get()) != 1) {
    flush();
    char byte = 0;
    REQUIRE(::recv(raw.fd(), &byte, 1, 0) == 1);
    BIO_write(in, &byte, 1);
  }
  SSL_write(ssl.get(), kGet.data(), static_cast<int>(kGet.size()));
  flush();
  std::string answer;
  while (answer.find("body=") == std::string::npos) {
    char bytes[1000];
    if (const int count = SSL_read(ssl.get(), bytes, sizeof bytes); count > 0) {
      answer.append(bytes, static_cast<std::size_t>(count));
      continue;
    }
    char byte = 0;
    REQUIRE(::recv(raw.fd(), &byte, 1, 0) == 1);
    BIO_write(in, &byte, 1);
  }
  CHECK(answer.find("GET https://h /") != std::string::npos);
}

TEST_CASE("whatever comes instead of a handshake ends only its own connection", "[listener][tls]") {
  TlsListening tls(describe, [](ListenerOptions& options) { options.workers = 1; });
  const std::string hello = client_hello(tls.trust.get());
  REQUIRE(hello.size() > 100);
  TlsClient witness = tls.client();
  std::vector<std::string> openings{kGet, std::string(1, '\0'), "\x16\x03\x01\xff\xff", std::string(20000, '\x16')};
  for (std::size_t size = 1; size < hello.size(); size += 7) openings.push_back(hello.substr(0, size));
  for (std::uint32_t i = 0; i < 100; ++i) {
    openings.push_back(noise(1 + i * 13, i));
    std::string changed = hello;
    changed[(i * 37) % changed.size()] = static_cast<char>(i * 71);
    openings.push_back(changed + noise(100, i));
  }
  for (const std::string& opening : openings) {
    RawClient client = tls.server.client();
    client.send(opening);
    client.finish_sending();
    const std::string said = client.rest();
    CHECK(client.ending() != Ending::open);
    CHECK(said.find("HTTP") == std::string::npos);
  }
  for (int i = 0; i < 3; ++i) CHECK(witness.ask(kGet).second == "GET https://h / [Host: h] body=");
}

TEST_CASE("noise after the handshake ends only its own connection", "[listener][tls]") {
  TlsListening tls;
  for (std::uint32_t i = 0; i < 50; ++i) {
    TlsClient client = tls.client();
    if (i % 2 == 0) client.send(kGet);
    client.raw().send((i % 3 == 0 ? "\x17\x03\x03\x10\x10" : "") + noise(5000, i));
    client.raw().finish_sending();
    client.raw().rest();
    CHECK(client.raw().ending() != Ending::open);
  }
  CHECK(tls.client().ask(kGet).second == "GET https://h / [Host: h] body=");
}

TEST_CASE("who stalls in the handshake is cut like one who stalls in a head", "[listener][tls]") {
  TlsListening tls(describe, [](ListenerOptions& options) {
    options.head_timeout = std::chrono::milliseconds(100);
    options.idle_timeout = std::chrono::milliseconds(1000);
  });
  const std::string hello = client_hello(tls.trust.get());
  for (const std::string& start : {std::string(), hello.substr(0, 50), hello}) {
    const auto began = std::chrono::steady_clock::now();
    RawClient client = tls.server.client();
    client.send(start);
    client.rest();
    CHECK(client.ending() == Ending::closed);
    CHECK(seconds_since(began) >= 0.1);
    CHECK(seconds_since(began) < 0.9);
  }
  TlsClient slow = tls.client();
  slow.send("GET / HT");
  CHECK(slow.answer().second == "{\"refused\":408,\"path\":\"/\"}");
  const auto began = std::chrono::steady_clock::now();
  TlsClient idle = tls.client();
  CHECK(idle.rest().empty());
  CHECK(idle.ended_orderly());
  CHECK(seconds_since(began) >= 1.0);
}

TEST_CASE("one connection too many is told so over TLS", "[listener][tls]") {
  TlsListening tls(describe, [](ListenerOptions& options) { options.max_connections = 2; });
  TlsClient first = tls.client();
  TlsClient second = tls.client();
  TlsClient third = tls.client();
  CHECK(third.ask(kGet).second == "{\"refused\":503,\"path\":\"/\"}");
  CHECK(first.ask(kGet).second == "GET https://h / [Host: h] body=");
}

TEST_CASE("clients that leave in the middle of an answer do not end the program", "[listener][tls]") {
  const auto before = std::signal(SIGPIPE, SIG_DFL);
  const std::string big = noise(6 << 20);
  TlsListening tls(
      [&](Request&& request, const Responder& answer) { answer(text(request.path == "/big" ? big : "small")); });
  const std::string get_big = "GET /big HTTP/1.1\r\nHost: h\r\n\r\n";
  for (int i = 0; i < 20; ++i) {
    TlsClient client = tls.client();
    client.ask(kGet);  // so that nothing is unread: the client's end comes first, and the reset only for more bytes
    client.send(get_big);
    if (i % 2 == 0) client.more();
    client.raw().close();
  }
  CHECK(tls.client().ask(get_big).second == big);
  std::signal(SIGPIPE, before);
}

TEST_CASE("an answer that comes later finds its encrypted connection", "[listener][tls]") {
  std::vector<Responder> waiting;
  std::mutex mutex;
  TlsListening tls([&](Request&&, Responder answer) {
    const std::lock_guard lock(mutex);
    waiting.push_back(std::move(answer));
  });
  TlsClient client = tls.client();
  client.send(kGet);
  REQUIRE(soon([&] {
    const std::lock_guard lock(mutex);
    return !waiting.empty();
  }));
  waiting.front()(text("late"));
  CHECK(client.answer().second == "late");
}

TEST_CASE("stopping ends encrypted connections of every kind at once", "[listener][tls]") {
  TlsListening tls;
  TlsClient idle = tls.client();
  TlsClient asked = tls.client();
  asked.ask(kGet);
  RawClient greeting = tls.server.client();
  greeting.send(client_hello(tls.trust.get()));
  RawClient silent = tls.server.client();
  const auto began = std::chrono::steady_clock::now();
  tls.server.listener.stop();
  CHECK(seconds_since(began) < 0.5);
  CHECK(idle.rest().empty());
  CHECK(idle.ended_orderly());
}
