// Mutants that buy twice, or say wrongly what was bought.
#include "mutants/tools.hpp"

namespace refclient::driver {
namespace {

// Sends a submit again, at most so often, as long as its answer is like that.
void resubmit(Parts& parts, int times, std::function<bool(const Reply&)> when) {
  meddle(parts, [times, when](const Request& request, Transport& inner) {
    Reply reply = inner.send(request);
    for (int again = 0; again < times && request.purpose == Purpose::submit && when(reply); ++again)
      reply = inner.send(request);
    return reply;
  });
}

bool asks_for_patience(const Reply& reply) { return reply.status == 503 && retry_after(reply).count() > 0; }

void submit_twice(Parts& parts) {
  resubmit(parts, 1, [](const Reply& reply) { return reply.success(); });
}

void retry_post_on_reset(Parts& parts) {
  resubmit(parts, 2, [](const Reply& reply) { return reply.wire == Wire::reset && reply.status == 0; });
}

void retry_post_on_timeout(Parts& parts) {
  resubmit(parts, 2, [](const Reply& reply) { return reply.wire == Wire::timed_out; });
}

void retry_post_on_bad_json(Parts& parts) {
  resubmit(parts, 2, [](const Reply& reply) {
    return reply.status >= 200 && reply.status < 300 && (!reply.whole() || !parsed(reply.body));
  });
}

void retry_post_on_5xx(Parts& parts) {
  resubmit(parts, 2, [](const Reply& reply) { return reply.status >= 500 && !asks_for_patience(reply); });
}

void retry_post_stale_conn(Parts& parts) {
  meddle(parts, [](Request request, Transport& inner) {
    request.own_connection = false;
    return inner.send(request);
  });
}

void hammer_503(Parts& parts) { resubmit(parts, 10, asks_for_patience); }

void immediately_429(Parts& parts) {
  resubmit(parts, 3, [](const Reply& reply) { return reply.status == 429; });
}

void same_as_402(Parts& parts) {
  parts.dialect.refusal = [inner = parts.dialect.refusal](const Reply& reply, const Json& answer) {
    Error error = inner(reply, answer);
    if (error.category == Category::insufficient_balance) error.category = Category::rate_limited;
    return error;
  };
  parts.rules.after_submit = [inner = parts.rules.after_submit](const Dialect& dialect, const Reply& reply,
                                                                const Json& answer) {
    const AfterSubmit after = inner(dialect, reply, answer);
    const bool limited = after == AfterSubmit::refused && reply.whole() &&
                         dialect.refusal(reply, answer).category == Category::rate_limited;
    return limited ? AfterSubmit::again : after;
  };
}

void ignore_body_code(Parts& parts) {
  const auto refuses = parts.dialect.refuses_within;
  auto refused = std::make_shared<Shared<bool>>();
  parts.dialect.refuses_within = [refuses, refused](const Json& answer) {
    if (refuses(answer)) refused->with([](bool& value) { value = true; });
    return false;
  };
  say_ok(parts, [refused](const Error&) { return refused->with([](bool value) { return value; }); });
}

void poll_undefined(Parts& parts) {
  parts.dialect.task_id = [inner = parts.dialect.task_id](const Json& answer) {
    const std::string id = inner(answer);
    return id.empty() && answer.is_object() ? std::string("undefined") : id;
  };
}

void retry_user_timeout(Parts& parts) {
  resubmit(parts, 2, [](const Reply& reply) {
    return reply.status == 504 && reply.header("X-Fal-Request-Timeout-Type") == "user";
  });
}

void ignore_retryable(Parts& parts) {
  resubmit(parts, 2,
           [](const Reply& reply) { return reply.status >= 500 && lower(reply.header("X-Fal-Retryable")) == "false"; });
}

void resume_resubmits(Parts& parts) {
  const auto generate = parts.ops.at("generate");
  wrap(parts, "resume", [generate](Run& run, const auto&) {
    Json& request = run.message["args"]["request"];
    if (!request.is_object() || !request.contains("prompt")) request["prompt"] = "the same once more";
    return generate(run);
  });
}

void cache_by_prompt(Parts& parts) {
  auto done = std::make_shared<Shared<std::map<std::string, Json>>>();
  wrap(parts, "generate", [done](Run& run, const auto& inner) {
    const std::string request = member_of(run.args(), "request").dump();
    const Json known =
        done->with([&](const auto& values) { return values.count(request) > 0 ? values.at(request) : Json(); });
    if (!known.is_null()) return known;
    const Json value = inner(run);
    done->with([&](auto& values) { values[request] = value; });
    return value;
  });
}

void retry_envelope_error(Parts& parts) {
  resubmit(parts, 2, [refuses = parts.dialect.refuses_within](const Reply& reply) {
    return reply.success() && refuses(parsed(reply.body).value_or(Json()));
  });
}

void resubmit_without_id(Parts& parts) {
  resubmit(parts, 2, [id = parts.dialect.task_id, refuses = parts.dialect.refuses_within](const Reply& reply) {
    const Json answer = parsed(reply.body).value_or(Json());
    return reply.success() && answer.is_object() && !refuses(answer) && id(answer).empty();
  });
}

}  // namespace

Mutants submit_mutants() {
  return {{"submit-twice", submit_twice},
          {"retry-post-on-reset", retry_post_on_reset},
          {"retry-post-on-timeout", retry_post_on_timeout},
          {"retry-post-on-bad-json", retry_post_on_bad_json},
          {"retry-post-on-5xx", retry_post_on_5xx},
          {"retry-post-stale-conn", retry_post_stale_conn},
          {"hammer-503", hammer_503},
          {"429-immediate", immediately_429},
          {"429-equals-402", same_as_402},
          {"ignore-body-code", ignore_body_code},
          {"poll-undefined", poll_undefined},
          {"retry-user-timeout", retry_user_timeout},
          {"ignore-retryable", ignore_retryable},
          {"resume-resubmits", resume_resubmits},
          {"cache-by-prompt", cache_by_prompt},
          {"retry-envelope-error", retry_envelope_error},
          {"resubmit-without-id", resubmit_without_id}};
}

}  // namespace refclient::driver
