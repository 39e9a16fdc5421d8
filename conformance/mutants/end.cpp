// Mutants that misread how a task ended, or an answer that is new or sparse.
#include <set>

#include "mutants/tools.hpp"

namespace refclient::driver {
namespace {

bool no_output(const Error& error) { return contains(error.message, "there is no output"); }

void failed_as_success(Parts& parts) {
  const bool fal = parts.dialect.name == "fal";
  say_ok(parts, [fal](const Error& error) {
    if (error.category != Category::provider_failed || no_output(error)) return false;
    return fal ? !contains(error.message, "ended as") : contains(error.message, "ended as failed: ");
  });
}

void completed_is_ok(Parts& parts) {
  if (parts.dialect.name == "fal") failed_as_success(parts);  // there, every job that failed is COMPLETED
}

void empty_error_is_ok(Parts& parts) {
  say_ok(parts, [](const Error& error) { return error.message == "the task ended as failed"; });
}

void only_failed_ends(Parts& parts) {
  reread(parts, [](Snapshot& snapshot, const Json&) {
    const bool known = lower(snapshot.word) == "failed" || snapshot.word == "COMPLETED";
    if (snapshot.phase == Phase::failed && !known) snapshot.phase = Phase::alive;
  });
}

void unknown_is_success(Parts& parts) {
  reread(parts, [](Snapshot& snapshot, const Json&) {
    if (snapshot.phase == Phase::unknown && !snapshot.word.empty()) snapshot.phase = Phase::succeeded;
  });
  parts.rules.check_success = [inner = parts.rules.check_success](const Snapshot& snapshot) {
    if (lower(snapshot.word) == "completed") inner(snapshot);
  };
}

void unknown_throws(Parts& parts) {
  reread(parts, [](Snapshot& snapshot, const Json&) {
    if (snapshot.phase != Phase::unknown || snapshot.word.empty()) return;
    snapshot.phase = Phase::failed;
    snapshot.failure = {Category::protocol, "not a status: " + snapshot.word, {}, 0, false};
  });
}

void unknown_throws_bare(Parts& parts) {
  reread(parts, [](const Snapshot& snapshot, const Json&) {
    if (snapshot.phase == Phase::unknown && !snapshot.word.empty()) throw VideoError(Category::protocol, "map::at");
  });
}

void empty_ok(Parts& parts) {
  parts.rules.check_success = [](const Snapshot&) {};
}

bool is_known(const std::string& name) {
  static const std::set<std::string> names{"code",
                                           "message",
                                           "data",
                                           "id",
                                           "model",
                                           "outputs",
                                           "urls",
                                           "get",
                                           "status",
                                           "created_at",
                                           "error",
                                           "timings",
                                           "inference",
                                           "executionTime",
                                           "has_nsfw_contents",
                                           "request_id",
                                           "status_url",
                                           "response_url",
                                           "cancel_url",
                                           "logs",
                                           "metrics",
                                           "queue_position",
                                           "video",
                                           "url",
                                           "content_type",
                                           "file_name",
                                           "file_size",
                                           "inference_time",
                                           "error_type",
                                           "created",
                                           "object",
                                           "progress",
                                           "task_info",
                                           "can_cancel",
                                           "estimated_time",
                                           "video_duration",
                                           "type",
                                           "usage",
                                           "billing_rule",
                                           "credits_reserved",
                                           "user_group",
                                           "results",
                                           "result_data",
                                           "duration",
                                           "credits_used",
                                           "cost",
                                           "credits",
                                           "usd",
                                           "cny",
                                           "detail",
                                           "loc",
                                           "msg",
                                           "input",
                                           "ctx",
                                           "param",
                                           "level",
                                           "source",
                                           "timestamp",
                                           "labels",
                                           "gateway_request_id"};
  return names.count(name) > 0;
}

bool has_unknown(const Json& value) {
  if (!value.is_structured()) return false;
  for (const auto& [name, part] : value.items()) {
    if (name == "input" || name == "labels") continue;
    if ((value.is_object() && !is_known(name)) || has_unknown(part)) return true;
  }
  return false;
}

void strict_decode(Parts& parts) {
  meddle(parts, [](const Request& request, Transport& inner) {
    Reply reply = inner.send(request);
    if (is_api(request) && reply.success() && has_unknown(parsed(reply.body).value_or(Json()))) {
      reply.wire = Wire::garbled;
      reply.trouble = "an unknown member";
    }
    return reply;
  });
}

void outputs_array_only(Parts& parts) {
  reread(parts, [](Snapshot& snapshot, const Json& answer) {
    if (member_of(member_of(answer, "data"), "outputs").is_string()) snapshot.outputs.clear();
  });
}

void optional_required(Parts& parts) {
  const std::string name = parts.dialect.name;
  parts.dialect.read_status = [inner = parts.dialect.read_status, name](const Json& answer) {
    if (name == "fal" && !answer.contains("logs")) throw VideoError(Category::protocol, "key 'logs' not found");
    if (name == "evolink" && !answer.contains("progress"))
      throw VideoError(Category::protocol, "key 'progress' not found");
    if (name == "wavespeed" && !member_of(answer, "data").contains("timings"))
      throw VideoError(Category::protocol, "key 'timings' not found");
    return inner(answer);
  };
}

void first_output_only(Parts& parts) {
  reread(parts, [](Snapshot& snapshot, const Json&) {
    if (snapshot.outputs.size() > 1) snapshot.outputs.resize(1);
  });
}

// A number has no leading zeros, and no more digits than fit.
void id_as_int(Parts& parts) {
  parts.dialect.task_id = [inner = parts.dialect.task_id](const Json& answer) {
    const std::string id = inner(answer);
    return id.substr(std::min(id.find_first_not_of('0'), id.size()));
  };
}

void id_unescaped(Parts& parts) {
  const auto raw = [](const std::function<std::string(const Task&)>& inner) {
    return [inner](const Task& task) {
      std::string path = inner(task);
      const std::string escaped = percent_encoded(task.id);
      return path.replace(path.find(escaped), escaped.size(), task.id);
    };
  };
  parts.dialect.status_path = raw(parts.dialect.status_path);
  if (parts.dialect.result_path) parts.dialect.result_path = raw(parts.dialect.result_path);
}

void drop_nsfw(Parts& parts) {
  reread(parts, [](Snapshot& snapshot, const Json&) {
    for (Output& output : snapshot.outputs) output.nsfw.reset();
  });
}

void absent_is_false(Parts& parts) {
  reread(parts, [](Snapshot& snapshot, const Json&) {
    for (Output& output : snapshot.outputs) output.nsfw = output.nsfw.value_or(false);
  });
}

void index_flags(Parts& parts) {
  reread(parts, [](const Snapshot& snapshot, const Json& answer) {
    const Json& flags = member_of(member_of(answer, "data"), "has_nsfw_contents");
    if (snapshot.phase == Phase::succeeded && flags.is_array() && flags.size() < snapshot.outputs.size()) {
      throw VideoError(Category::protocol, "vector::at");
    }
  });
}

void retry_policy(Parts& parts) {
  wrap(parts, "generate", [](Run& run, const auto& inner) {
    try {
      return inner(run);
    } catch (const VideoError& error) {
      if (error.error().category != Category::content_policy) throw;
      return inner(run);
    }
  });
}

}  // namespace

Mutants end_mutants() {
  return {{"failed-as-success", failed_as_success},
          {"completed-is-ok", completed_is_ok},
          {"empty-error-is-ok", empty_error_is_ok},
          {"only-failed-ends", only_failed_ends},
          {"unknown-is-success", unknown_is_success},
          {"unknown-throws", unknown_throws},
          {"unknown-throws-bare", unknown_throws_bare},
          {"empty-ok", empty_ok},
          {"strict-decode", strict_decode},
          {"outputs-array-only", outputs_array_only},
          {"optional-required", optional_required},
          {"first-output-only", first_output_only},
          {"id-as-int", id_as_int},
          {"id-unescaped", id_unescaped},
          {"drop-nsfw", drop_nsfw},
          {"absent-is-false", absent_is_false},
          {"index-flags", index_flags},
          {"retry-policy", retry_policy}};
}

}  // namespace refclient::driver
