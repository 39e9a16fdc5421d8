// Owns: one world behind a real server on a loopback port, with a clock that moves only when told.
// Never knows: what is tested.
// Used by: contract tests.
#pragma once

#include <stdexcept>
#include <string>

#include <mockling/host.hpp>

#include "../support/raw_client.hpp"
#include "emulated.hpp"

namespace mockling::test {

class Loopback {
 public:
  explicit Loopback(Json scenario = Json::object(), Universe universe = {}, std::string key = "mk_exchanges",
                    const std::function<void(host::ServerOptions&)>& change = {})
      : key_(std::move(key)), server_(with(std::move(scenario), std::move(universe), change), data_files()) {
    const Result<int> port = server_.start();
    if (!port) throw std::runtime_error(port.error().message);
    port_ = *port;
  }

  int port() const { return port_; }
  const std::string& key() const { return key_; }

  // The answer to `request`, sent over a connection of its own.
  Reply ask(const Request& request) {
    RawClient client(port_);
    client.send(written(request));
    return read(client, request.method == "HEAD");
  }

  Reply post(std::string_view target, const Json& body) {
    Request request = request_for("POST", target, dump(body));
    request.headers.add("Authorization", "Bearer " + key_);
    return ask(request);
  }
  Reply get(std::string_view target) {
    Request request = request_for("GET", target);
    request.headers.add("Authorization", "Bearer " + key_);
    return ask(request);
  }

  void advance(Nanos step) { change({{"advance", std::to_string(step.count() / 1'000'000) + "ms"}}); }
  Json change(const Json& patch) {
    Request request = request_for("PATCH", "/_mockling/world", dump(patch));
    request.headers.add("Authorization", "Bearer " + key_);
    const Reply reply = ask(request);
    if (reply.status != 200) throw std::runtime_error(reply.text);
    return reply.json();
  }
  Instant now() { return parse_instant(text_of(get("/_mockling/world").json(), "now")).value(); }

  // The bytes of `request` on the wire, closing the connection after the answer.
  std::string written(const Request& request) const {
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

  static Reply read(RawClient& client, bool bodiless = false) {
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

 private:
  static host::ServerOptions with(Json scenario, Universe universe,
                                  const std::function<void(host::ServerOptions&)>& change) {
    host::ServerOptions options;
    options.clock_permille = 0;
    options.scenario = std::move(scenario);
    options.universe = std::move(universe);
    options.media = host::MediaMode::off;
    if (change) change(options);
    return options;
  }

  const std::string key_;
  host::Server server_;
  int port_ = 0;
};

}  // namespace mockling::test
