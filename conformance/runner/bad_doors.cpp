#include "bad_doors.hpp"

#include <ctime>
#include <utility>

#include <mockling/base/text.hpp>
#include <mockling/host/http_library.hpp>
#include <mockling/host/tls_context.hpp>
#include <mockling/host/tls_folder.hpp>

namespace mockling::conform {

namespace {

constexpr std::time_t kDay = 86400;

host::Credential leaf(const host::Credential& authority, const std::string& name, host::Validity validity) {
  host::Credential made{host::make_key(), nullptr};
  made.certificate = host::make_leaf(made.key.get(), authority, {name}, validity);
  return made;
}

std::string target_of(const Request& request) {
  return request.query.empty() ? request.path : request.path + "?" + query_text(request.query);
}

// Host, too: links in answers shall lead to the front door.
bool is_of_the_connection(const std::string& header) {
  for (const char* name : {"Host", "Connection", "Content-Length", "Transfer-Encoding", "Content-Type"})
    if (iequals(header, name)) return true;
  return false;
}

// The same request by the front door, and its answer.
host::Answer passed_on(const Request& request, int http_port) {
  httplib::Client client("127.0.0.1", http_port);
  httplib::Request same;
  same.method = request.method;
  same.path = target_of(request);
  for (const Header& header : request.headers)
    if (!is_of_the_connection(header.name)) same.headers.emplace(header.name, header.value);
  same.headers.emplace("Content-Type", std::string(request.headers.get("Content-Type")));
  same.body = request.body.bytes;
  const auto got = client.send(same);
  host::Answer answer;
  answer.status = got ? got->status : 502;
  std::string type = "text/plain";
  std::string body;
  if (got) {
    for (const auto& [name, value] : got->headers)
      if (!is_of_the_connection(name)) answer.headers.add(name, value);
    type = got->get_header_value("Content-Type");
    body = got->body;
  }
  answer.body = host::TextAnswer{std::move(type), std::move(body)};
  return answer;
}

}  // namespace

BadDoors::~BadDoors() {
  for (const auto& listener : listeners_) listener->stop();
}

Result<void> BadDoors::open(const std::string& ca_dir, int http_port) {
  const auto folder = host::TlsFolder::open(ca_dir);
  if (!folder) return folder.error();
  const host::Credential trusted{host::key_from_pem(folder->read(host::TlsFolder::kAuthorityKey)),
                                 host::certificate_from_pem(folder->read(host::TlsFolder::kAuthority))};
  host::Credential stranger{host::make_key(), nullptr};
  const std::time_t now = std::time(nullptr);
  const host::Validity today{now - kDay, now + kDay};
  stranger.certificate = host::make_authority(stranger.key.get(), today);
  if (!trusted.key || !trusted.certificate || !stranger.certificate)
    return Error{"there is no authority in " + ca_dir + " that can sign"};
  if (auto added = add("untrusted", leaf(stranger, "127.0.0.1", today), http_port); !added) return added;
  if (auto added = add("expired", leaf(trusted, "127.0.0.1", {now - 9 * kDay, now - kDay}), http_port); !added)
    return added;
  return add("wrong-name", leaf(trusted, "somebody-else.invalid", today), http_port);
}

Result<void> BadDoors::add(const std::string& name, const host::Credential& leaf, int http_port) {
  if (!leaf.certificate) return Error{"OpenSSL cannot make a certificate"};
  auto context = host::TlsContext::make(leaf);
  if (!context) return context.error();
  host::ListenerOptions options;
  options.workers = 1;
  options.tls = *context;
  listeners_.push_back(std::make_unique<host::Listener>(
      options,
      [http_port](Request&& request, const host::Responder& respond) { respond(passed_on(request, http_port)); }));
  const auto port = listeners_.back()->start();
  if (!port) return port.error();
  origins_[name] = "https://127.0.0.1:" + std::to_string(*port);
  return {};
}

}  // namespace mockling::conform
