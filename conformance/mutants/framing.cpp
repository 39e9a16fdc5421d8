// Mutants of what stands around an answer: interim answers, clocks, keys that are kept.
#include <curl/curl.h>

#include <atomic>
#include <cstdlib>
#include <ctime>
#include <string_view>

#include "mutants/tools.hpp"
#include "refclient/curl_transport.hpp"

namespace refclient::driver {
namespace {

// Takes the first status line that comes for the answer's.
class FirstStatusCounts : public CurlTransport {
 public:
  Reply send(const Request& request) override {
    interim() = false;
    Reply reply = CurlTransport::send(request);
    if (!interim() || !is_api(request)) return reply;
    reply.status = 103;
    reply.body.clear();
    return reply;
  }

 protected:
  void customise(void* easy, const Request&) override {
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, &look);
  }

 private:
  static bool& interim() {
    thread_local bool seen = false;
    return seen;
  }

  static int look(CURL*, curl_infotype kind, char* data, std::size_t size, void*) {
    const std::string_view line(data, size);
    if (kind == CURLINFO_HEADER_IN && line.substr(0, 10) == "HTTP/1.1 1") interim() = true;
    return 0;
  }
};

void interim_final(Parts& parts) { parts.transport = std::make_shared<FirstStatusCounts>(); }

// Gives up once the server's clock says that an hour has passed.
void elapsed_from_server(Parts& parts) {
  auto late = std::make_shared<std::atomic<bool>>(false);
  meddle(parts, [late](const Request& request, Transport& inner) {
    Reply reply = inner.send(request);
    const std::time_t there = curl_getdate(reply.header("Date").c_str(), nullptr);
    if (is_poll(request) && there > 0 && std::labs(there - std::time(nullptr)) > 3600) *late = true;
    return reply;
  });
  parts.rules.may_wait = [late, inner = parts.rules.may_wait](Clock::time_point now, Clock::time_point deadline,
                                                              Millis interval) {
    return !*late && inner(now, deadline, interval);
  };
}

// Changes the published keys that signatures are checked by.
void rekey(Parts& parts, std::function<void(std::string& body)> change) {
  meddle(parts, [change](const Request& request, Transport& inner) {
    Reply reply = inner.send(request);
    if (request.purpose == Purpose::keys && reply.success()) change(reply.body);
    return reply;
  });
}

void first_key_only(Parts& parts) {
  rekey(parts, [](std::string& body) {
    Json keys = parsed(body).value_or(Json::object());
    if (member_of(keys, "keys").is_array() && keys["keys"].size() > 1) keys["keys"] = Json::array({keys["keys"][0]});
    body = keys.dump();
  });
}

void keys_fetched_once(Parts& parts) {
  auto kept = std::make_shared<Shared<std::string>>();
  rekey(parts, [kept](std::string& body) {
    body = kept->with([&](std::string& first) { return first.empty() ? first = body : first; });
  });
}

void signature_never_fits(Parts& parts) {
  parts.verify = [](const Verify& inner, const std::string&) -> Verify {
    return [inner](const Delivery& delivery, std::int64_t now) {
      return inner(delivery, now) == Trust::valid ? Trust::invalid : inner(delivery, now);
    };
  };
}

// Unsigned deliveries are taken for forged ones, so nothing is ever completed by them.
void refuse_unsigned(Parts& parts) {
  parts.verify = [](const Verify&, const std::string&) -> Verify {
    return [](const Delivery&, std::int64_t) { return Trust::invalid; };
  };
}

}  // namespace

Mutants framing_mutants() {
  return {{"1xx-final", interim_final},
          {"elapsed-from-server", elapsed_from_server},
          {"first-key-only", first_key_only},
          {"keys-fetched-once", keys_fetched_once},
          {"signature-never-fits", signature_never_fits},
          {"refuse-unsigned", refuse_unsigned}};
}

}  // namespace refclient::driver
