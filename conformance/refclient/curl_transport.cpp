#include "refclient/curl_transport.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "refclient/text.hpp"

namespace refclient {
namespace {

using Clock = std::chrono::steady_clock;

// A body that brings less than this within the idle timeout is standing still: one byte a second never ends.
constexpr std::size_t kProgress = 512;

// One exchange on its way; libcurl's callbacks get a pointer to it.
struct Exchange {
  const Request& request;
  Reply reply;
  bool head_done = false;
  bool full = false;  // max_body is reached: what is there is enough
  bool refused = false;
  std::size_t arrived = 0;
  std::size_t arrived_at_mark = 0;
  Clock::time_point mark = Clock::now();

  bool take(std::string_view bytes) {
    arrived += bytes.size();
    if (request.sink) return request.sink(bytes);
    const std::size_t room = request.max_body - std::min(request.max_body, reply.body.size());
    reply.body.append(bytes.substr(0, room));
    full = bytes.size() > room;
    return !full;
  }

  bool idle(Clock::time_point now) {
    if (request.idle_timeout.count() == 0) return false;
    if (arrived - arrived_at_mark >= kProgress) {
      arrived_at_mark = arrived;
      mark = now;
    }
    return now - mark >= request.idle_timeout;
  }
};

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  const std::string_view line(data, size * count);
  if (line.substr(0, 5) == "HTTP/") {  // an answer begins; 1xx were others before it
    exchange.reply.headers.clear();
    exchange.reply.status = std::atoi(std::string(line.substr(std::min(line.find(' '), line.size()))).c_str());
    return size * count;
  }
  const std::size_t colon = line.find(':');
  if (colon != std::string_view::npos) {
    exchange.reply.headers.emplace_back(line.substr(0, colon), trimmed(line.substr(colon + 1)));
  }
  return size * count;
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  if (!exchange.head_done && exchange.request.on_head) {
    exchange.head_done = true;
    exchange.refused = !exchange.request.on_head(exchange.reply);
  }
  if (exchange.refused) return CURL_WRITEFUNC_ERROR;
  exchange.refused = !exchange.take({data, size * count});
  return exchange.refused ? CURL_WRITEFUNC_ERROR : size * count;
}

Wire wire_of(CURLcode code) {
  switch (code) {
    case CURLE_OK: return Wire::complete;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT: return Wire::not_connected;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR: return Wire::untrusted;
    case CURLE_OPERATION_TIMEDOUT: return Wire::timed_out;
    case CURLE_PARTIAL_FILE: return Wire::cut_short;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING: return Wire::garbled;
    default: return Wire::reset;
  }
}

}  // namespace

struct CurlTransport::Slot {
  CURLM* multi = curl_multi_init();
  CURL* easy = curl_easy_init();
  ~Slot() {
    curl_easy_cleanup(easy);
    curl_multi_cleanup(multi);
  }
  Slot() = default;
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

  void prepare(Exchange& exchange, curl_slist* headers) const {
    const Request& request = exchange.request;
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    if (request.method != "GET" && request.method != "DELETE") {
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
    }
    // Redirects are the caller's business: a key or a paid request must not wander.
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, request.own_connection ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    if (request.decode) curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, request.sink ? "identity" : "");
    if (!request.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, request.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange);
  }

  // Runs the transfer to its end, or until the caller or the clock has had enough.
  CURLcode run(Exchange& exchange) const {
    for (;;) {
      int running = 0;
      if (curl_multi_perform(multi, &running) != CURLM_OK) return CURLE_FAILED_INIT;
      if (running == 0) break;
      if (exchange.request.cancel != nullptr && exchange.request.cancel->cancelled()) return CURLE_ABORTED_BY_CALLBACK;
      if (exchange.idle(Clock::now())) return CURLE_OPERATION_TIMEDOUT;
      curl_multi_poll(multi, nullptr, 0, 20, nullptr);
    }
    int left = 0;
    const CURLMsg* message = curl_multi_info_read(multi, &left);
    return message != nullptr ? message->data.result : CURLE_FAILED_INIT;
  }
};

CurlTransport::CurlTransport() = default;
CurlTransport::~CurlTransport() = default;

std::unique_ptr<CurlTransport::Slot> CurlTransport::take() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (idle_.empty()) return std::make_unique<Slot>();
  auto slot = std::move(idle_.back());
  idle_.pop_back();
  return slot;
}

void CurlTransport::give_back(std::unique_ptr<Slot> slot) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (idle_.size() < 8) idle_.push_back(std::move(slot));
}

Reply CurlTransport::send(const Request& request) {
  Exchange exchange{request, {}};
  auto slot = take();
  // Without "Expect:" libcurl would ask before it sends a large body, and wait a second for an answer few servers give.
  curl_slist* headers = curl_slist_append(nullptr, "Expect:");
  for (const auto& [name, value] : request.headers) headers = curl_slist_append(headers, (name + ": " + value).c_str());
  slot->prepare(exchange, headers);
  customise(slot->easy, request);
  curl_multi_add_handle(slot->multi, slot->easy);
  const CURLcode code = slot->run(exchange);

  Reply& reply = exchange.reply;
  long bytes_sent = 0;
  curl_easy_getinfo(slot->easy, CURLINFO_REQUEST_SIZE, &bytes_sent);
  reply.sent = bytes_sent > 0;
  reply.wire = exchange.refused ? Wire::cancelled : wire_of(code);
  if (exchange.full) reply.wire = Wire::complete;
  if (code == CURLE_ABORTED_BY_CALLBACK) reply.wire = Wire::cancelled;
  if (!reply.sent && reply.wire == Wire::timed_out) reply.wire = Wire::not_connected;
  if (code != CURLE_OK) reply.trouble = curl_easy_strerror(code);
  if (reply.wire == Wire::complete && request.on_head && !exchange.head_done && !request.on_head(reply)) {
    reply.wire = Wire::cancelled;  // an answer without a body
  }
  curl_multi_remove_handle(slot->multi, slot->easy);
  curl_slist_free_all(headers);
  give_back(std::move(slot));
  return std::move(exchange.reply);
}

}  // namespace refclient
