// Mutants of what the client does with its key, its links and what is said of them, beside those of the areas.
#include <iostream>

#include "mutants/tools.hpp"

namespace refclient::driver {
namespace {

void bearer_for_fal(Parts& parts) {
  if (parts.dialect.name != "fal") return;
  parts.dialect.authorization = [](const std::string& key) { return Headers{{"Authorization", "Bearer " + key}}; };
}

void say_network_for_401(Parts& parts) {
  parts.dialect.refusal = [inner = parts.dialect.refusal](const Reply& reply, const Json& answer) {
    Error error = inner(reply, answer);
    if (error.category == Category::auth) error.category = Category::network;
    return error;
  };
}

void poll_through_401(Parts& parts) {
  parts.rules.says_nothing = [inner = parts.rules.says_nothing](const Reply& reply, const Json& answer) {
    return reply.status == 401 || inner(reply, answer);
  };
}

void auth_error_without_id(Parts& parts) {
  wrap(parts, "generate", [](Run& run, const auto& inner) {
    try {
      return inner(run);
    } catch (const VideoError& error) {
      Error told = error.error();
      if (told.category == Category::auth) told.task_id.clear();
      throw VideoError(told);
    }
  });
}

void no_redirects(Parts& parts) {
  meddle(parts, [](const Request& request, Transport& inner) {
    Reply reply = inner.send(request);
    if (request.purpose == Purpose::file && reply.status >= 300 && reply.status < 400) reply.wire = Wire::cancelled;
    return reply;
  });
}

void log_links(Parts& parts) {
  meddle(parts, [](const Request& request, Transport& inner) {
    if (request.purpose == Purpose::file) std::cerr << "fetching " + request.url + "\n";
    return inner.send(request);
  });
}

}  // namespace

Mutants key_mutants() {
  return {{"bearer-for-fal", bearer_for_fal},     {"401-as-network", say_network_for_401},
          {"poll-through-401", poll_through_401}, {"auth-error-without-id", auth_error_without_id},
          {"no-redirects", no_redirects},         {"log-links", log_links}};
}

}  // namespace refclient::driver
