// Mutants of what is checked before money is spent, and of what a refusal tells.
#include <algorithm>
#include <cmath>

#include "mutants/tools.hpp"

namespace refclient::driver {
namespace {

void clamp_silently(Parts& parts) {
  parts.read_request = [inner = parts.read_request](const std::string& model, const Json& json) {
    VideoRequest request = inner(model, json);
    if (request.duration) request.duration = std::clamp(*request.duration, 3, 15);
    return request;
  };
}

void round_duration(Parts& parts) {
  parts.read_request = [inner = parts.read_request](const std::string& model, Json json) {
    const Json& duration = member_of(json, "duration");
    if (duration.is_number_float()) json["duration"] = std::lround(duration.get<double>());
    if (duration.is_string()) json["duration"] = std::atoi(duration.get<std::string>().c_str());
    return inner(model, json);
  };
}

void pass_unknown_enum(Parts& parts) {
  hide_from_validation(parts, [](VideoRequest& request) {
    request.aspect_ratio.reset();
    request.shot_type.reset();
    request.resolution.reset();
  });
}

void retry_422(Parts& parts) {
  meddle(parts, [](const Request& request, Transport& inner) {
    Reply reply = inner.send(request);
    const bool wrong = reply.status == 400 || reply.status == 422;
    if (request.purpose == Purpose::submit && wrong) reply = inner.send(request);
    return reply;
  });
  // Where the refusal comes with the result, the whole job is bought again.
  wrap(parts, "generate", [](Run& run, const auto& inner) {
    try {
      return inner(run);
    } catch (const VideoError& error) {
      if (error.error().category != Category::validation || error.error().task_id.empty()) throw;
      return inner(run);
    }
  });
}

void empty_prompt_ok(Parts& parts) {
  hide_from_validation(parts, [](VideoRequest& request) {
    if (request.prompt.empty()) request.prompt = "a prompt";
    if (!request.image) request.image = "https://media.example/start.png";
  });
}

void skip_cross_field(Parts& parts) {
  hide_from_validation(parts, [](VideoRequest& request) {
    if (!request.shots.empty() && request.prompt.empty()) request.prompt = "a prompt";
    request.shots.clear();
    request.multi_shot.reset();
  });
}

void no_count_check(Parts& parts) {
  parts.dialect.limits_of = [inner = parts.dialect.limits_of](const std::string& model) {
    Limits limits = inner(model);
    limits.most_shots = limits.most_elements = 1000;
    return limits;
  };
}

void any_callback(Parts& parts) {
  parts.dialect.limits_of = [inner = parts.dialect.limits_of](const std::string& model) {
    Limits limits = inner(model);
    limits.public_callbacks = false;
    limits.callback_length = 0;
    return limits;
  };
}

void send_nan(Parts& parts) {
  hide_from_validation(parts, [](VideoRequest& request) { request.cfg_scale.reset(); });
}

void drop_detail(Parts& parts) {
  parts.dialect.refusal = [inner = parts.dialect.refusal](const Reply& reply, const Json& answer) {
    Error error = inner(reply, answer);
    error.message = "the request was refused";
    return error;
  };
  if (!parts.dialect.read_result) return;
  parts.dialect.read_result = [inner = parts.dialect.read_result](const Reply& reply, const Json& answer,
                                                                  const Snapshot& status) {
    Snapshot snapshot = inner(reply, answer, status);
    if (!reply.success()) snapshot.failure.message = "the request was refused";
    return snapshot;
  };
}

}  // namespace

Mutants validate_mutants() {
  return {{"clamp-silently", clamp_silently},
          {"round-duration", round_duration},
          {"pass-unknown-enum", pass_unknown_enum},
          {"retry-422", retry_422},
          {"empty-prompt-ok", empty_prompt_ok},
          {"skip-cross-field", skip_cross_field},
          {"no-count-check", no_count_check},
          {"any-callback", any_callback},
          {"send-nan", send_nan},
          {"drop-detail", drop_detail}};
}

}  // namespace refclient::driver
