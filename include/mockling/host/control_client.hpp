// Owns: asking the control plane of a running server over HTTP.
// Never knows: which verbs there are.
// Used by: mockserver.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include <mockling/base/result.hpp>
#include <mockling/host/http_library.hpp>

namespace mockling::host {

// Where a server is, and what opens it.
struct ControlAddress {
  std::string url = "http://127.0.0.1:8787";
  std::string key;    // names the world; may be empty for what is about none
  std::string token;  // where the server needs one
};

struct ControlReply {
  int status = 0;
  std::string text;
};

// One call, of at most 30 seconds of silence. An Error: nobody answered there.
inline Result<ControlReply> call_control(const ControlAddress& address, std::string_view method, std::string_view path,
                                         std::string body = {}) {
  httplib::Client client(address.url);
  if (!client.is_valid()) return Error{"\"" + address.url + "\" is no address like http://127.0.0.1:8787"};
  client.set_connection_timeout(std::chrono::seconds(5));
  client.set_read_timeout(std::chrono::seconds(30));
  httplib::Request request;
  request.method = std::string(method);
  request.path = "/_mockling/" + std::string(path);
  if (!address.key.empty()) request.headers.emplace("Authorization", "Bearer " + address.key);
  if (!address.token.empty()) request.headers.emplace("Mockling-Token", address.token);
  if (!body.empty()) request.headers.emplace("Content-Type", "application/json");
  request.body = std::move(body);
  const httplib::Result result = client.send(request);
  if (!result) return Error{"no mockling answers at " + address.url + " (" + httplib::to_string(result.error()) + ")"};
  return ControlReply{result->status, result->body};
}

}  // namespace mockling::host
