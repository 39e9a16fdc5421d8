// Owns: the library's request engine: it checks each request and decodes compressed bodies and forms.
// Never knows: sockets, connections, answers: the engine reads from memory, and what it would have written is only
// looked at for its status.
// Used by: host/http_context.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mockling/core/http.hpp>
#include <mockling/host/http_decode.hpp>
#include <mockling/host/http_file.hpp>
#include <mockling/host/http_library.hpp>
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
    const auto decode = [this](const auto&, auto& reply, const auto& reader) { on_body(reader, reply.status); };
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
  void on_body(const Reader& reader, const int& told) {
    refusal_ = BodyDecoder(options_, *request_, *files_).decode(reader, told);
    accepted_ = refusal_ == 0;
  }

  const ListenerOptions& options_;
  Request* request_ = nullptr;
  std::vector<SpoolFile>* files_ = nullptr;
  bool decode_ = false;
  bool accepted_ = false;
  int refusal_ = 0;
};

}  // namespace mockling::host
