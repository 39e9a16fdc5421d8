// Mutants of what the caller is told, and of what an error leads to.
#include <filesystem>
#include <thread>

#include "mutants/tools.hpp"

namespace refclient::driver {
namespace {

void change_errors(Parts& parts, const std::function<void(Error&)>& change) {
  for (const char* op : {"generate", "submit", "wait", "resume"}) {
    wrap(parts, op, [change](Run& run, const auto& inner) {
      try {
        return inner(run);
      } catch (const VideoError& error) {
        Error told = error.error();
        change(told);
        throw VideoError(told);
      }
    });
  }
}

void rename_category(Parts& parts, Category from) {
  change_errors(parts, [from](Error& error) {
    if (error.category == from) error.category = Category::other;
  });
}

void error_without_id(Parts& parts) {
  change_errors(parts, [](Error& error) { error.task_id.clear(); });
}

void policy_as_other(Parts& parts) { rename_category(parts, Category::content_policy); }

void swallow_balance(Parts& parts) { rename_category(parts, Category::insufficient_balance); }

// Gives up at the first 429, and does not say why.
void called_other_429(Parts& parts) {
  parts.rules.after_submit = [inner = parts.rules.after_submit](const Dialect& dialect, const Reply& reply,
                                                                const Json& answer) {
    return reply.status == 429 ? AfterSubmit::refused : inner(dialect, reply, answer);
  };
  rename_category(parts, Category::rate_limited);
}

// Buys another video when the first one ends with such an error.
void buy_again(Parts& parts, std::function<bool(const Error&)> when) {
  wrap(parts, "generate", [when](Run& run, const auto& inner) {
    try {
      return inner(run);
    } catch (const VideoError& error) {
      if (error.error().task_id.empty() || !when(error.error())) throw;
      return inner(run);
    }
  });
}

void failed_resubmits(Parts& parts) {
  buy_again(parts, [](const Error& error) { return error.category == Category::provider_failed; });
}

void deadline_resubmits(Parts& parts) {
  wrap(parts, "generate", [](Run& run, const auto& inner) {
    try {
      return inner(run);
    } catch (const VideoError& error) {
      if (error.error().category == Category::timeout) run.client().submit(run.request());
      throw;
    }
  });
}

void deadline_keeps_polling(Parts& parts) {
  wrap(parts, "generate", [](Run& run, const auto& inner) {
    try {
      return inner(run);
    } catch (const VideoError& error) {
      if (error.error().category == Category::timeout) {
        std::thread([session = run.session, client = run.client(),
                     task = Task{run.text("model"), error.error().task_id}]() mutable {
          for (int poll = 0; poll < 10; ++poll) {
            std::this_thread::sleep_for(client.config().poll_interval);
            try {
              client.look(task);
            } catch (const VideoError&) {
              return;
            }
          }
        }).detach();
      }
      throw;
    }
  });
}

// An answer to a poll of that status is a refusal.
void fatal_poll(Parts& parts, int status) {
  parts.rules.says_nothing = [inner = parts.rules.says_nothing, status](const Reply& reply, const Json& answer) {
    return reply.status != status && inner(reply, answer);
  };
}

void fatal_503(Parts& parts) { fatal_poll(parts, 503); }

void fatal_429(Parts& parts) { fatal_poll(parts, 429); }

// Makes a refusal of every answer to a poll that says nothing; 429 is another matter.
void refuse_blips(Parts& parts) {
  meddle(parts, [says_nothing = parts.rules.says_nothing](const Request& request, Transport& inner) {
    Reply reply = inner.send(request);
    const bool blip = says_nothing(reply, parsed(reply.body).value_or(Json())) && reply.wire != Wire::cancelled;
    if (is_poll(request) && blip && reply.status != 429) reply = {Wire::complete, true, 418, {}, "a blip", {}};
    return reply;
  });
}

void blip_is_fatal(Parts& parts) { refuse_blips(parts); }

void blip_resubmits(Parts& parts) {
  refuse_blips(parts);
  buy_again(parts, [](const Error& error) { return error.http_status == 418; });
}

void error_as_success(Parts& parts) {
  say_ok(parts, [](const Error& error) { return error.category == Category::ambiguous_submission; });
}

void empty_ok_without_id(Parts& parts) {
  say_ok(parts, [](const Error& error) {
    return error.category == Category::ambiguous_submission && error.http_status == 200;
  });
}

void forget_task_id(Parts& parts) {
  wrap(parts, "generate", [](Run& run, const auto& inner) {
    Json value = inner(run);
    value["task_id"] = nullptr;
    return value;
  });
}

void save_nothing(Parts& parts) {
  wrap(parts, "generate", [](Run& run, const auto& inner) {
    Json value = inner(run);
    for (const Json& output : value["outputs"]) std::filesystem::remove(text_at(output, "path"));
    return value;
  });
}

void resume_downloads_nothing(Parts& parts) { parts.ops["resume"] = parts.ops.at("wait"); }

}  // namespace

Mutants told_mutants() {
  return {{"error-without-id", error_without_id},
          {"policy-as-other", policy_as_other},
          {"swallow-balance", swallow_balance},
          {"429-as-other", called_other_429},
          {"failed-resubmits", failed_resubmits},
          {"deadline-resubmits", deadline_resubmits},
          {"deadline-keeps-polling", deadline_keeps_polling},
          {"503-is-fatal", fatal_503},
          {"429-is-fatal", fatal_429},
          {"blip-is-fatal", blip_is_fatal},
          {"blip-resubmits", blip_resubmits},
          {"error-as-success", error_as_success},
          {"empty-ok-without-id", empty_ok_without_id},
          {"forget-task-id", forget_task_id},
          {"save-nothing", save_nothing},
          {"resume-downloads-nothing", resume_downloads_nothing}};
}

}  // namespace refclient::driver
