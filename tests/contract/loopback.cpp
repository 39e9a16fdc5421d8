#include "loopback.hpp"

#include <stdexcept>
#include <utility>

#include <mockling/host.hpp>

namespace mockling::test {

namespace {

host::ServerOptions with(Json scenario, Universe universe, const std::function<void(host::ServerOptions&)>& change) {
  host::ServerOptions options;
  options.clock_permille = 0;
  options.scenario = std::move(scenario);
  options.universe = std::move(universe);
  options.media = host::MediaMode::off;
  if (change) change(options);
  return options;
}

}  // namespace

Loopback::Loopback(Json scenario, Universe universe, std::string key,
                   const std::function<void(host::ServerOptions&)>& change)
    : key_(std::move(key)),
      server_(std::make_unique<host::Server>(with(std::move(scenario), std::move(universe), change), data_files())) {
  const Result<int> port = server_->start();
  if (!port) throw std::runtime_error(port.error().message);
  port_ = *port;
}

Loopback::~Loopback() = default;

Reply Loopback::ask(const Request& request) {
  RawClient client(port_);
  client.send(written(request));
  return read(client, request.method == "HEAD");
}

Reply Loopback::post(std::string_view target, const Json& body) {
  Request request = request_for("POST", target, dump(body));
  request.headers.add("Authorization", "Bearer " + key_);
  return ask(request);
}
Reply Loopback::get(std::string_view target) {
  Request request = request_for("GET", target);
  request.headers.add("Authorization", "Bearer " + key_);
  return ask(request);
}

void Loopback::advance(Nanos step) { change({{"advance", std::to_string(step.count() / 1'000'000) + "ms"}}); }
Json Loopback::change(const Json& patch) {
  Request request = request_for("PATCH", "/_mockling/world", dump(patch));
  request.headers.add("Authorization", "Bearer " + key_);
  const Reply reply = ask(request);
  if (reply.status != 200) throw std::runtime_error(reply.text);
  return reply.json();
}
Instant Loopback::now() { return parse_instant(text_of(get("/_mockling/world").json(), "now")).value(); }

std::string Loopback::written(const Request& request) const {
  std::string target = request.path;
  for (std::size_t i = 0; i < request.query.size(); ++i)
    target +=
        (i == 0 ? "?" : "&") + percent_encode(request.query[i].first) + "=" + percent_encode(request.query[i].second);
  std::string head = request.method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_) +
                     "\r\nConnection: close\r\n";
  for (const Header& header : request.headers) head += header.name + ": " + header.value + "\r\n";
  std::string body = request.body.bytes;
  if (!request.parts.empty()) {
    head += "Content-Type: multipart/form-data; boundary=edge\r\n";
    for (const FormPart& part : request.parts)
      body += "--edge\r\nContent-Disposition: form-data; name=\"" + part.name + "\"; filename=\"" + part.filename +
              "\"\r\nContent-Type: " + part.content_type + "\r\n\r\n" + part.content.bytes + "\r\n";
    body += "--edge--\r\n";
  }
  if (!body.empty() || request.method != "GET") head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return head + "\r\n" + body;
}

Reply Loopback::read(RawClient& client, bool bodiless) {
  RawAnswer answer = client.answer(bodiless);
  Reply reply;
  reply.status = answer.status;
  reply.text = std::move(answer.body);
  for (const std::string_view line : split(answer.head, '\n'))
    if (const std::size_t colon = line.find(':'); colon != std::string_view::npos)
      reply.headers.add(std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1))));
  reply.type = std::string(reply.headers.get("Content-Type"));
  return reply;
}

}  // namespace mockling::test
