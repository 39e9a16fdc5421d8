// Mutants of how the client says who it is.
#include "mutants/tools.hpp"

namespace refclient::driver {
namespace {

void auth_x_api_key(Parts& parts) {
  parts.dialect.authorization = [](const std::string& key) { return Headers{{"X-API-Key", key}}; };
}

void auth_submit_only(Parts& parts) {
  meddle(parts, [](Request request, Transport& inner) {
    if (request.purpose != Purpose::submit) remove_header(request.headers, "Authorization");
    return inner.send(request);
  });
}

void retry_401(Parts& parts) {
  meddle(parts, [](const Request& request, Transport& inner) {
    Reply reply = inner.send(request);
    for (int again = 0; again < 2 && request.purpose == Purpose::submit && reply.status == 401; ++again)
      reply = inner.send(request);
    return reply;
  });
}

void send_empty_bearer(Parts& parts) {
  parts.rules.usable_key = [](const std::string&) { return true; };
}

void swallow_error_text(Parts& parts) {
  parts.dialect.refusal = [inner = parts.dialect.refusal](const Reply& reply, const Json& answer) {
    Error error = inner(reply, answer);
    if (error.category == Category::auth) error.message = "the request failed";
    return error;
  };
}

void resubmit_on_401(Parts& parts) {
  wrap(parts, "generate", [](Run& run, const auto& inner) {
    try {
      return inner(run);
    } catch (const VideoError& error) {
      if (error.error().category != Category::auth || error.error().task_id.empty()) throw;
      return inner(run);
    }
  });
}

}  // namespace

Mutants auth_mutants() {
  return {{"auth-x-api-key", auth_x_api_key},
          {"auth-submit-only", auth_submit_only},
          {"retry-401", retry_401},
          {"send-empty-bearer", send_empty_bearer},
          {"swallow-error-text", swallow_error_text},
          {"resubmit-on-401", resubmit_on_401}};
}

}  // namespace refclient::driver
