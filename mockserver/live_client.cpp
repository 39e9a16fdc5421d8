#include "live_client.hpp"

#include <mockling/base/ip.hpp>
#include <mockling/core/webhook_target.hpp>
#include <mockling/host/http_library.hpp>

namespace mockling::cli {

namespace {

constexpr std::size_t kMostBytes = 32 << 20;
constexpr std::string_view kMalformed = "Mockling-Asks without-a-key";  // a scheme that no provider has

}  // namespace

Result<LiveClient> LiveClient::make(LivePlace place, const Provider& provider) {
  if (place.url.empty()) return LiveClient(std::move(place), provider);
  const auto target = webhook_target(place.url);
  if (!target || (target->path != "/" && !target->path.empty()))
    return Error{place.url + " is no address like https://127.0.0.1:8443"};
  if (target->scheme == "http" && !is_loopback_host(target->host))
    return Error{place.url + ": the key would travel unencrypted; http:// is for this machine only"};
  place.url = target->scheme + "://" + target->authority;
  return LiveClient(std::move(place), provider);
}

LiveAnswer LiveClient::ask(const LiveRequest& request) const {
  const std::string host = host_of(request);
  httplib::Client client(place_.url.empty() ? "https://" + host : place_.url);
  if (!client.is_valid()) return {0, "no address: " + place_.url, {}, {}};
  client.set_connection_timeout(10);
  client.set_read_timeout(60);
  client.enable_server_certificate_verification(true);
  if (!place_.ca_file.empty()) client.set_ca_cert_path(place_.ca_file.c_str());
  httplib::Request wire;
  wire.method = request.method;
  wire.path = request.path;
  wire.headers = {{"Host", host}, {"User-Agent", "mockling-verify"}, {"Accept", "application/json"}};
  const Auth& auth = provider_->spec.auth;
  if (request.key == LiveKey::own) wire.headers.emplace(auth.header, auth.schemes.front().word + " " + place_.key);
  if (request.key == LiveKey::malformed) wire.headers.emplace(auth.header, kMalformed);
  if (!request.body.empty()) wire.headers.emplace("Content-Type", "application/json");
  wire.body = request.body;
  LiveAnswer answer;
  wire.content_receiver = [&answer](const char* bytes, std::size_t size, std::uint64_t, std::uint64_t) {
    answer.body.append(bytes, size);
    return answer.body.size() <= kMostBytes;
  };
  const httplib::Result result = client.send(wire);
  if (!result) {
    const bool large = answer.body.size() > kMostBytes;
    return {0, large ? "the answer is too large" : "no answer (" + httplib::to_string(result.error()) + ")", {}, {}};
  }
  answer.status = result->status;
  answer.type = hidden(result->get_header_value("Content-Type"));
  answer.body = hidden(std::move(answer.body));
  return answer;
}

std::string LiveClient::words(const LiveRequest& request) const {
  constexpr std::string_view kKeys[] = {"", ", without a key", ", with a malformed key"};
  return request.method + " https://" + host_of(request) + request.path +
         std::string(kKeys[static_cast<std::size_t>(request.key)]);
}

std::string LiveClient::name() const {
  return place_.url.empty() ? provider_->spec.name : place_.url + " in place of " + provider_->spec.name;
}

std::string LiveClient::host_of(const LiveRequest& request) const {
  for (const HostName& host : provider_->spec.hosts)
    if (host.family == request.family) return host.name;
  return {};
}

// Also without the half of a pair that is secret.
std::string LiveClient::hidden(std::string text) const {
  if (place_.key.empty()) return text;
  text = replace_all(text, place_.key, "[key]");
  const std::size_t colon = place_.key.find(':');
  const std::string secret = colon == std::string::npos ? std::string() : place_.key.substr(colon + 1);
  return secret.size() < 8 ? text : replace_all(text, secret, "[key]");
}

}  // namespace mockling::cli
