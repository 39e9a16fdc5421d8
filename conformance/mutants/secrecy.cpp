// Mutants that let the key, or a link, go where it must not.
#include <iostream>

#include "mutants/tools.hpp"

namespace refclient::driver {
namespace {

// Sends the credential of the API with some requests for files.
void send_key_to_files(Parts& parts, bool (*when)(const Request&)) {
  auto key = std::make_shared<Shared<std::string>>();
  meddle(parts, [key, when](Request request, Transport& inner) {
    if (is_api(request)) {
      key->with([&](std::string& kept) { kept = value_of_header(request.headers, "Authorization"); });
    } else if (request.purpose == Purpose::file && when(request)) {
      request.headers.emplace_back("Authorization", key->with([](const std::string& kept) { return kept; }));
    }
    return inner.send(request);
  });
}

void default_headers_everywhere(Parts& parts) {
  send_key_to_files(parts, [](const Request& request) { return request.hop == 0; });
}

void redirect_keeps_auth(Parts& parts) {
  send_key_to_files(parts, [](const Request& request) { return request.hop > 0; });
}

void follow_submit_redirect(Parts& parts) {
  meddle(parts, [](Request request, Transport& inner) {
    Reply reply = inner.send(request);
    for (int hop = 0; hop < 3 && request.purpose == Purpose::submit && reply.status >= 300 && reply.status < 400;
         ++hop) {
      request.url = redirected(request.url, reply.header("Location"));
      reply = inner.send(request);
    }
    return reply;
  });
}

// The last links that an answer gave for a task.
struct Links {
  std::string status;
  std::string result;
};

void trust_returned_url(Parts& parts) {
  auto links = std::make_shared<Shared<std::map<std::string, Links>>>();
  meddle(parts, [links](Request request, Transport& inner) {
    const std::string own = request.url;
    if (is_poll(request)) {
      links->with([&](const auto& known) {
        for (const auto& [id, given] : known) {
          if (contains(own, id)) request.url = request.purpose == Purpose::poll ? given.status : given.result;
        }
      });
    }
    Reply reply = inner.send(request);
    const Json answer = parsed(reply.body).value_or(Json());
    const Json& data = member_of(answer, "data");
    const std::string get = text_at(member_of(data, "urls"), "get");
    const std::string status = text_at(answer, "status_url");
    links->with([&](auto& known) {
      if (!get.empty()) known[text_at(data, "id")] = {get, get};
      if (!status.empty()) known[text_at(answer, "request_id")] = {status, text_at(answer, "response_url")};
    });
    return reply;
  });
}

void log_headers(Parts& parts) {
  meddle(parts, [](const Request& request, Transport& inner) {
    std::string line = request.method + " " + request.url;
    for (const auto& [name, value] : request.headers) line += " " + name + ": " + value;
    std::cerr << line + "\n";
    return inner.send(request);
  });
}

// Puts the last answer behind the message of every error, as it came.
void echo_body_in_error(Parts& parts) {
  auto last = std::make_shared<Shared<std::string>>();
  meddle(parts, [last](const Request& request, Transport& inner) {
    Reply reply = inner.send(request);
    last->with([&](std::string& body) { body = reply.body; });
    return reply;
  });
  wrap(parts, "generate", [last](Run& run, const auto& inner) {
    try {
      return inner(run);
    } catch (const VideoError& error) {
      Error told = error.error();
      told.message += ": " + last->with([](const std::string& body) { return body; });
      throw VideoError(told);
    }
  });
}

void key_in_query(Parts& parts) {
  meddle(parts, [](Request request, Transport& inner) {
    const std::string value = value_of_header(request.headers, "Authorization");
    if (is_api(request)) request.url = with_query(request.url, "api_key", value.substr(value.find(' ') + 1));
    return inner.send(request);
  });
}

}  // namespace

Mutants secrecy_mutants() {
  return {{"default-headers-everywhere", default_headers_everywhere},
          {"redirect-keeps-auth", redirect_keeps_auth},
          {"follow-submit-redirect", follow_submit_redirect},
          {"trust-returned-url", trust_returned_url},
          {"log-headers", log_headers},
          {"echo-body-in-error", echo_body_in_error},
          {"key-in-query", key_in_query}};
}

}  // namespace refclient::driver
