// Owns: the plain way to run a listener: the library's own loop, a thread for each connection.
// Never knows: epoll; how to act out a WireFault: those are ignored here.
// Used by: host/listener, when it is compiled with MOCKLING_LIBRARY_LOOP.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include <mockling/host/http_decode.hpp>
#include <mockling/host/http_exchange.hpp>
#include <mockling/host/http_library.hpp>
#include <mockling/host/http_pending.hpp>
#include <mockling/host/http_port.hpp>
#include <mockling/host/http_render.hpp>

namespace mockling::host {

// Ends every accepted connection of a local port, so that threads reading from idle ones return at once.
inline void shut_down_accepted(int port) {
  std::error_code unreadable;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", unreadable)) {
    const auto fd = parse_int(entry.path().filename().string());
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (!fd || ::getsockname(static_cast<int>(*fd), reinterpret_cast<sockaddr*>(&address), &size) != 0) continue;
    const auto local = address.ss_family == AF_INET    ? reinterpret_cast<sockaddr_in&>(address).sin_port
                       : address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(address).sin6_port
                                                       : in_port_t{0};
    if (ntohs(local) == port) ::shutdown(static_cast<int>(*fd), SHUT_RDWR);
  }
}

// A response that render() made, handed to the library piece by piece.
class RenderedBody {
 public:
  explicit RenderedBody(Response response) : response_(std::move(response)) {
    std::string& first = response_.segments.front().text;
    const std::size_t end = first.find("\r\n\r\n") + 4;
    head_ = first.substr(0, end);
    first.erase(0, end);
    response_.segments.front().length = first.size();
  }

  // All but the status line.
  Headers headers() const {
    Headers headers;
    std::string_view rest = head_;
    take_line(rest);
    while (rest.size() > 2) {
      const std::string_view line = take_line(rest);
      headers.add(std::string(line.substr(0, line.find(':'))), std::string(trim(line.substr(line.find(':') + 1))));
    }
    return headers;
  }

  Response& response() { return response_; }

  // Writes the next piece of a stream, after its pause when there is none. False: the stream failed.
  bool write_stream(httplib::DataSink& sink) {
    try {
      const auto piece = response_.stream->next();
      if (!piece) return sink.done(), true;
      if (piece->empty()) std::this_thread::sleep_for(std::max(response_.stream->pause, std::chrono::milliseconds(1)));
      return piece->empty() || (sink.write(piece->data(), piece->size()), true);
    } catch (...) {
      return false;
    }
  }

  // Writes the next piece. False: a file ended early.
  bool write(httplib::DataSink& sink) {
    while (at_ < response_.segments.size() && done_ == response_.segments[at_].length) done_ = 0, ++at_;
    if (at_ == response_.segments.size()) return false;
    const Segment& segment = response_.segments[at_];
    char bytes[65536];
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(segment.length - done_, sizeof bytes));
    if (!segment.from_file) {
      done_ += size;
      return sink.write(segment.text.data() + done_ - size, size), true;
    }
    const ssize_t count = ::pread(response_.file.fd(), bytes, size, static_cast<off_t>(segment.offset + done_));
    if (count <= 0) return false;
    done_ += static_cast<std::uint64_t>(count);
    return sink.write(bytes, static_cast<std::size_t>(count)), true;
  }

 private:
  Response response_;
  std::string head_;
  std::size_t at_ = 0;
  std::uint64_t done_ = 0;
};

// What a connection's thread sleeps on while its answer is being made.
class Bell {
 public:
  void ring() {
    const std::lock_guard lock(mutex_);
    rung_ = true;
    ringing_.notify_all();
  }

  // True when it has rung; false after a while, so that the sleeper can look around.
  bool wait() {
    std::unique_lock lock(mutex_);
    return ringing_.wait_for(lock, std::chrono::milliseconds(10), [this] { return rung_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable ringing_;
  bool rung_ = false;
};

class LibraryLoop : private httplib::Server {
 public:
  static constexpr bool kActsFaults = false;

  LibraryLoop(ListenerOptions options, mockling::host::Handler handler)
      : options_(std::move(options)), handler_(std::move(handler)) {}
  LibraryLoop(const LibraryLoop&) = delete;
  LibraryLoop& operator=(const LibraryLoop&) = delete;
  ~LibraryLoop() override { stop(); }

  Result<int> start() {
    if (options_.tls) return Error{"this build runs the library's loop, which serves no TLS here"};
    configure();
    const Result<PortOpener::Port> port = PortOpener().open(options_.host, options_.port);
    if (!port) return port.error();
    port_ = port->number;
    svr_sock_ = port->fd;
    thread_ = std::thread([this] {
      listen_after_bind();
      finished_ = true;
    });
    while (!is_running()) std::this_thread::yield();
    return port_;
  }

  void stop() noexcept {
    if (!thread_.joinable()) return;
    stopping_ = true;
    Server::stop();
    while (!finished_) {  // a connection accepted just now could otherwise keep its thread
      shut_down_accepted(port_);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    thread_.join();
  }

 private:
  using Server = httplib::Server;

  void configure() {
    constexpr std::size_t kThreads = 256;  // as many connections are served at once
    set_tcp_nodelay(true);
    set_keep_alive_max_count(1'000'000);
    set_keep_alive_timeout(
        std::max<time_t>(1, std::chrono::duration_cast<std::chrono::seconds>(options_.idle_timeout).count()));
    set_read_timeout(options_.body_timeout);
    set_write_timeout(options_.write_timeout);
    set_payload_max_length(static_cast<std::size_t>(options_.max_body));
    new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    set_error_handler(Server::Handler([this](const auto& asked, auto& reply) { refuse_in_our_words(asked, reply); }));
    add_routes();
  }

  void add_routes() {
    constexpr const char* kAnyPath = R"([\s\S]*)";
    const auto plain = [this](const auto& asked, auto& reply) { handle(asked, reply, [](auto&, auto&) { return 0; }); };
    const auto reading = [this](const auto& asked, auto& reply, const auto& reader) {
      handle(asked, reply, [&](Request& request, auto& files) {
        const bool body = asked.has_header("Content-Length") || asked.has_header("Transfer-Encoding");
        return body ? BodyDecoder(options_, request, files).decode(reader, reply.status) : 0;
      });
    };
    Get(kAnyPath, Server::Handler(plain));
    Options(kAnyPath, Server::Handler(plain));
    Post(kAnyPath, Server::HandlerWithContentReader(reading));
    Put(kAnyPath, Server::HandlerWithContentReader(reading));
    Patch(kAnyPath, Server::HandlerWithContentReader(reading));
    Delete(kAnyPath, Server::HandlerWithContentReader(reading));
  }

  // The library sorts headers by name and adds some of its own.
  static Request translated(const httplib::Request& asked) {
    Request request;
    request.method = asked.method;
    request.peer = asked.remote_addr;
    for (const auto& [name, value] : asked.headers)
      if (name != "REMOTE_ADDR" && name != "REMOTE_PORT" && name != "LOCAL_ADDR" && name != "LOCAL_PORT")
        request.headers.add(name, value);
    if (!parse_target(asked.target, request)) request.path = asked.path;
    if (request.host.empty()) request.host = std::string(request.headers.get("Host"));
    return request;
  }

  // `read_body(request, files)` completes the request; 0, or the status to refuse it with.
  template <class ReadBody>
  void handle(const httplib::Request& asked, httplib::Response& reply, ReadBody&& read_body) {
    Request request = translated(asked);
    Pending pending;
    pending.begin(request, {});
    std::vector<SpoolFile> files;
    const int refused = read_body(request, files);
    for (SpoolFile& file : files) pending.exchange()->keep(std::move(file));
    const auto refusal = [&](int status) { return make_refusal(options_, status, pending.outline()); };
    Answer answer = refused != 0 ? refusal(refused)
                                 : ask_handler(std::move(request), *pending.exchange(), pending.exchange(), refusal);
    send(asked, reply, std::move(answer), pending, refusal);
    pending.log(options_, reply.status, reply.content_length_, true);
    pending.end(stopping_);
  }

  // Holds this connection's thread until somebody answers, or the listener stops.
  template <class Refusal>
  Answer ask_handler(Request&& request, Exchange& exchange, std::shared_ptr<Exchange> shared, Refusal&& refusal) {
    try {
      handler_(std::move(request), Responder(std::move(shared)));
    } catch (...) {
      exchange.abandon();
    }
    const auto bell = std::make_shared<Bell>();
    const bool later = exchange.park([bell] { bell->ring(); });
    while (later && !stopping_ && !bell->wait()) {
    }
    auto answer = exchange.take();
    return answer ? std::move(*answer) : refusal(500);
  }

  // Ranges, conditions and lengths are ours; the library must not apply its own a second time, nor compress.
  template <class Refusal>
  void send(const httplib::Request& asked, httplib::Response& reply, Answer answer, Pending& pending,
            Refusal&& refusal) {
    auto& changeable = const_cast<httplib::Request&>(asked);
    changeable.ranges.clear();
    changeable.headers.erase("Accept-Encoding");
    answer.fault = {};
    const auto body = std::make_shared<RenderedBody>(render(std::move(answer), pending.asked(), refusal));
    reply.status = body->response().status;
    reply.reason = kOurs;
    std::string type;
    std::uint64_t length = 0;
    for (const Header& header : body->headers()) {
      if (iequals(header.name, "Content-Type"))
        type = header.value;
      else if (iequals(header.name, "Content-Length"))
        length = static_cast<std::uint64_t>(parse_int(header.value).value_or(0));
      else if (!iequals(header.name, "Transfer-Encoding") && !iequals(header.name, "Connection"))
        reply.headers.emplace(header.name, header.value);
    }
    if (body->response().stream) {
      reply.set_chunked_content_provider(
          type, [this, body](std::size_t, httplib::DataSink& sink) { return !stopping_ && body->write_stream(sink); });
    } else if (length > 0) {
      reply.set_content_provider(
          static_cast<std::size_t>(length), type,
          [this, body](std::size_t, std::size_t, httplib::DataSink& sink) { return !stopping_ && body->write(sink); });
    } else if (!type.empty()) {
      reply.headers.emplace("Content-Type", type);
    }
  }

  // For what the library refuses by itself. Answers of our own pass untouched.
  void refuse_in_our_words(const httplib::Request& asked, httplib::Response& reply) {
    if (reply.reason == kOurs) return;
    const Answer answer = make_refusal(options_, reply.status, translated(asked));
    const auto* words = std::get_if<TextAnswer>(&answer.body);
    for (const Header& header : answer.headers) reply.headers.emplace(header.name, header.value);
    reply.status = answer.status;
    if (words != nullptr) reply.set_content(words->text, words->content_type);
  }

  static constexpr const char* kOurs = "ours";  // the library never sends the reason of a response it writes

  const ListenerOptions options_;
  const mockling::host::Handler handler_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> finished_{false};
  std::thread thread_;
  int port_ = 0;
};

}  // namespace mockling::host
