// Mutants of the transport.
#include <curl/curl.h>

#include "mutants/tools.hpp"
#include "refclient/curl_transport.hpp"

namespace refclient::driver {
namespace {

template <typename Tune>
class Tuned : public CurlTransport {
 protected:
  void customise(void* easy, const Request&) override { Tune{}(easy); }
};

struct TrustAnybody {
  void operator()(void* easy) const {
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  }
};

void tls_insecure(Parts& parts) { parts.transport = std::make_shared<Tuned<TrustAnybody>>(); }

void gzip_raw(Parts& parts) {
  meddle(parts, [](Request request, Transport& inner) {
    if (is_api(request)) {
      request.decode = false;
      request.headers.emplace_back("Accept-Encoding", "gzip");
    }
    return inner.send(request);
  });
}

void read_once(Parts& parts) {
  meddle(parts, [](Request request, Transport& inner) {
    if (!is_api(request)) return inner.send(request);
    std::string first;
    request.sink = [&first](std::string_view bytes) {
      if (first.empty()) first = bytes;
      return true;
    };
    Reply reply = inner.send(request);
    reply.body = first;
    return reply;
  });
}

void bom_fatal(Parts& parts) {
  meddle(parts, [](const Request& request, Transport& inner) {
    Reply reply = inner.send(request);
    if (is_api(request) && starts_with(reply.body, "\xEF\xBB\xBF")) reply.body = "?" + reply.body;
    return reply;
  });
}

void double_slash(Parts& parts) {
  parts.rules.url = [](const std::string& base, const std::string& path) { return base + path; };
}

}  // namespace

Mutants net_mutants() {
  return {{"tls-insecure", tls_insecure},
          {"gzip-raw", gzip_raw},
          {"read-once", read_once},
          {"bom-fatal", bom_fatal},
          {"double-slash", double_slash}};
}

}  // namespace refclient::driver
