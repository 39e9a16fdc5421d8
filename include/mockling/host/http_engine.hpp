// Owns: cpp-httplib. It opens the port, and its request engine checks each request and decodes bodies and forms.
// Never knows: sockets of clients, connections, answers: the engine reads from memory, and what it would have
// written is only looked at for its status.
// Used by: host/http_worker, host/http_listen. The one header that includes <httplib.h>.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <httplib.h>

#include <mockling/base/result.hpp>
#include <mockling/core/http.hpp>
#include <mockling/host/http_file.hpp>
#include <mockling/host/http_options.hpp>
#include <mockling/host/http_spool.hpp>

namespace mockling::host {

// One request for the engine: a short head and the body, without its framing.
class EngineStream final : public httplib::Stream {
 public:
  EngineStream(std::string head, const Blob& body) : head_(std::move(head)), body_(body) {
    if (!body.file.empty()) file_.open(body.file);
  }

  // The status the engine wrote, 0 when it wrote nothing.
  int written_status() const {
    const std::size_t blank = written_.find(' ');
    return blank == std::string::npos ? 0 : std::atoi(written_.c_str() + blank + 1);
  }

  // None is marked `override`, because the library's releases differ in which of them they ask for.
  bool is_readable() const { return true; }
  bool is_writable() const { return true; }
  bool wait_readable() const { return true; }
  bool wait_writable() const { return true; }
  bool is_peer_alive() const { return true; }
  time_t duration() const { return 0; }
  void get_remote_ip_and_port(std::string&, int&) const {}
  void get_local_ip_and_port(std::string&, int&) const {}
  socket_t socket() const { return 0; }

  ssize_t read(char* bytes, size_t size) {
    if (at_ < head_.size()) return take(head_, at_, bytes, size);
    if (file_.fd() >= 0) return ::read(file_.fd(), bytes, size);
    return take(body_.bytes, body_at_, bytes, size);
  }

  ssize_t write(const char* bytes, size_t size) {
    constexpr std::size_t kStatusLine = 32;
    if (written_.size() < kStatusLine) written_.append(bytes, std::min(size, kStatusLine));
    return static_cast<ssize_t>(size);
  }

 private:
  static ssize_t take(const std::string& from, std::size_t& at, char* bytes, std::size_t size) {
    const std::size_t count = std::min(size, from.size() - at);
    std::memcpy(bytes, from.data() + at, count);
    at += count;
    return static_cast<ssize_t>(count);
  }

  std::string head_;
  std::size_t at_ = 0;
  const Blob& body_;
  std::size_t body_at_ = 0;
  OpenFile file_;
  std::string written_;
};

// Not thread-safe: one per worker.
class RequestEngine : private httplib::Server {
 public:
  explicit RequestEngine(const ListenerOptions& options) : options_(options) {
    set_pre_routing_handler([this](const auto&, auto&) { return on_routed(); });
    const auto decode = [this](const auto&, auto&, const auto& reader) { on_body(reader); };
    constexpr const char* kAnyPath = R"([\s\S]*)";
    Post(kAnyPath, Server::HandlerWithContentReader(decode));
    Put(kAnyPath, Server::HandlerWithContentReader(decode));
    Patch(kAnyPath, Server::HandlerWithContentReader(decode));
    Delete(kAnyPath, Server::HandlerWithContentReader(decode));
  }

  // Lets the engine check `request` and decode its body. 0: `request` is complete, and files its body lives in were
  // added to `files`. Otherwise the status to refuse it with.
  int accept(Request& request, std::vector<SpoolFile>& files) {
    request_ = &request;
    files_ = &files;
    accepted_ = false;
    refusal_ = 0;
    decoded_ = 0;
    decode_ = needs_decoding(request);
    EngineStream stream(head_for_engine(request), request.body);
    bool closed = false;
    process(&RequestEngine::process_request, stream, closed);
    if (refusal_ != 0) return refusal_;
    if (accepted_) return 0;
    const int status = stream.written_status();
    return status >= 400 ? status : 400;
  }

 private:
  static bool is_form(const Request& request) {
    constexpr std::string_view kForm = "multipart/form-data";
    return iequals(request.headers.get("Content-Type").substr(0, kForm.size()), kForm);
  }

  // The content reader of the library exists for these methods only.
  static bool needs_decoding(const Request& request) {
    if (request.body.size == 0) return false;
    const bool method =
        request.method == "POST" || request.method == "PUT" || request.method == "PATCH" || request.method == "DELETE";
    return method && (is_form(request) || request.headers.find("Content-Encoding") != nullptr);
  }

  // Only what the engine has work with: it would spend its time on ranges, compression, and 8 KiB lines otherwise.
  std::string head_for_engine(const Request& request) const {
    std::string head;
    head.reserve(256);
    head.append(request.method).append(" ").append(request.path).append(" HTTP/1.1\r\n");
    if (decode_) {
      for (const char* name : {"Content-Type", "Content-Encoding"})
        if (const std::string* value = request.headers.find(name))
          head.append(name).append(": ").append(*value).append("\r\n");
      head.append("Content-Length: ").append(std::to_string(request.body.size)).append("\r\n");
    }
    return head.append("\r\n");
  }

  // The library's releases before and since 0.26 or so differ in what they are told about the addresses.
  template <class... Arguments>
  void process(bool (httplib::Server::*engine)(Arguments...), EngineStream& stream, bool& closed) {
    constexpr bool kClose = true;  // spares the engine a Keep-Alive header that nobody reads
    if constexpr (sizeof...(Arguments) == 4)
      (this->*engine)(stream, kClose, closed, nullptr);
    else if constexpr (sizeof...(Arguments) == 8)
      (this->*engine)(stream, {}, 0, {}, 0, kClose, closed, nullptr);
    else
      (this->*engine)(stream, {}, 0, {}, 0, kClose, closed, nullptr, nullptr);
  }

  HandlerResponse on_routed() {
    if (decode_) return HandlerResponse::Unhandled;
    accepted_ = true;
    return HandlerResponse::Handled;
  }

  template <class Reader>
  void on_body(const Reader& reader) {
    const bool complete = is_form(*request_) ? read_form(reader) : read_plain(reader);
    accepted_ = complete && refusal_ == 0;
    if (!complete && refusal_ == 0) refusal_ = 400;
  }

  Spool new_spool() const { return {options_.spool_dir, options_.spool_over, options_.max_body}; }

  bool store(Spool& spool, const char* bytes, std::size_t size) {
    decoded_ += size;
    const Spool::State state = decoded_ > options_.max_body ? Spool::State::too_large : spool.append({bytes, size});
    if (state != Spool::State::good) refusal_ = state == Spool::State::too_large ? 413 : 507;
    return refusal_ == 0;
  }

  void keep(Spool& spool, Blob& blob) {
    auto [taken, file] = spool.take();
    blob = std::move(taken);
    if (file.exists()) files_->push_back(std::move(file));
  }

  template <class Reader>
  bool read_plain(const Reader& reader) {
    Spool spool = new_spool();
    const bool complete = reader([&](const char* bytes, std::size_t size) { return store(spool, bytes, size); });
    if (complete) keep(spool, request_->body);
    return complete;
  }

  template <class Reader>
  bool read_form(const Reader& reader) {
    constexpr std::size_t kMostParts = 1000;
    std::vector<FormPart> parts;
    std::vector<Spool> spools;
    const bool complete = reader(
        [&](const auto& part) {
          if (parts.size() == kMostParts) return refusal_ = 413, false;
          parts.push_back({part.name, part.filename, part.content_type, {}});
          spools.push_back(new_spool());
          return true;
        },
        [&](const char* bytes, std::size_t size) { return store(spools.back(), bytes, size); });
    if (!complete) return false;
    for (std::size_t i = 0; i < parts.size(); ++i) keep(spools[i], parts[i].content);
    request_->parts = std::move(parts);
    request_->body = {};
    return true;
  }

  const ListenerOptions& options_;
  Request* request_ = nullptr;
  std::vector<SpoolFile>* files_ = nullptr;
  bool decode_ = false;
  bool accepted_ = false;
  int refusal_ = 0;
  std::uint64_t decoded_ = 0;  // bytes after decompression, over all parts
};

// A port opened by the library; listening begins with open(). The descriptor passes to the caller.
class PortOpener : private httplib::Server {
 public:
  struct Port {
    int fd = -1;
    int number = 0;
  };

  Result<Port> open(const std::string& host, int port) {
    // Without these the library sets SO_REUSEPORT, and two servers share one port without knowing.
    set_socket_options([](socket_t fd) {
      const int yes = 1;
      ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    set_tcp_nodelay(true);
    errno = 0;
    const int number = port == 0 ? bind_to_any_port(host) : (bind_to_port(host, port) ? port : -1);
    const int reason = errno;
    if (number <= 0) return Error{failure(host, port, reason)};
    constexpr int kBacklog = 1024;  // the library's own is 5: a burst of clients would wait a second for its SYN retry
    const int fd = svr_sock_.exchange(INVALID_SOCKET);
    if (::listen(fd, kBacklog) == 0) return Port{fd, number};
    const std::string text = failure(host, port, errno);
    ::close(fd);
    return Error{text};
  }

 private:
  static std::string failure(const std::string& host, int port, int reason) {
    const std::string why = reason == 0 ? "no such address" : std::strerror(reason);
    return "cannot listen on " + host + " port " + std::to_string(port) + ": " + why;
  }
};

}  // namespace mockling::host
