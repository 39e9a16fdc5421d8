// Owns: putting the emulator's responses into the listener's answers.
// Never knows: worlds, effects.
// Used by: host/server, host/control.
#pragma once

#include <string>
#include <utility>

#include <mockling/core/identity.hpp>
#include <mockling/host/answer.hpp>

namespace mockling::host {

// The response's status and headers around `body`. Pages of any origin may read it, as their preflight() says.
template <class Body>
Answer answer_of(const Request& request, const mockling::Response& response, Body body) {
  Answer answer;
  answer.status = response.status;
  answer.headers = response.headers;
  if (request.headers.find("Origin") != nullptr) {
    answer.headers.set("Access-Control-Allow-Origin", "*");
    answer.headers.set("Access-Control-Expose-Headers", "*");
  }
  answer.body = std::move(body);
  return answer;
}

// A response whose body is text.
inline Answer text_answer(const Request& request, mockling::Response response) {
  auto& text = std::get<TextBody>(response.body);
  TextAnswer body{std::move(text.content_type), std::move(text.text)};
  return answer_of(request, response, std::move(body));
}

// An answer of mockling's own, outside any provider's shape.
inline Answer json_answer(int status, const Json& document) {
  Answer answer;
  answer.status = status;
  answer.body = TextAnswer{"application/json; charset=utf-8", dump(document)};
  return answer;
}

inline Answer preflight() {
  Answer answer;
  answer.status = 204;
  answer.headers = {{"Access-Control-Allow-Origin", "*"},
                    {"Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS"},
                    {"Access-Control-Allow-Headers", "*, Authorization"},
                    {"Access-Control-Max-Age", "600"}};
  answer.body = TextAnswer{};
  return answer;
}

// For a path that belongs to nobody.
inline Answer nobody(const Request& request) {
  const std::string path(utf8_prefix(request.path, 200));
  return json_answer(404, {{"error", "no provider here has the path " + path + "; see /_mockling/health"}});
}

// Words what the listener refused, in the shape of the provider it was meant for, or of the one that speaks for all.
inline Answer refusal(const Catalog& catalog, int status, const Request& partial) {
  constexpr std::pair<int, ErrorKind> kKinds[] = {
      {404, ErrorKind::unknown_route},   {405, ErrorKind::method_not_allowed}, {408, ErrorKind::request_timeout},
      {413, ErrorKind::too_large},       {414, ErrorKind::uri_too_long},       {431, ErrorKind::headers_too_large},
      {501, ErrorKind::not_implemented}, {503, ErrorKind::unavailable},        {500, ErrorKind::internal}};
  ErrorKind kind = ErrorKind::bad_request;
  for (const auto& [known, meant] : kKinds)
    if (known == status) kind = meant;
  Request located = partial;
  locate(catalog, located);
  const Identity identity = identify(catalog, located, true);
  const Provider& provider = identity.provider != nullptr ? *identity.provider : catalog.spokesman();
  const Route* route = identity.route.route;
  Answer answer = text_answer(partial, refuse(provider.spec, {kind, {}}, located.address.family,
                                              route != nullptr ? route->operation : std::string_view()));
  answer.status = status;
  return answer;
}

}  // namespace mockling::host
