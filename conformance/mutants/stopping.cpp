// Mutants of stopping: what is asked, said and done after a task was given up.
#include <thread>

#include "mutants/tools.hpp"

namespace refclient::driver {
namespace {

// Goes on asking for a second although nobody waits.
void poll_on(const Run& run, const std::string& id) {
  std::thread([session = run.session, client = run.client(), task = Task{run.text("model"), id}]() mutable {
    for (int again = 0; again < 20; ++again) {
      std::this_thread::sleep_for(Millis(50));
      try {
        client.look(task);
      } catch (const VideoError&) {
      }
    }
  }).detach();
}

// What is done with an error before it is passed on.
void on_error(Parts& parts, const char* op, std::function<void(Run&, Error&)> work) {
  wrap(parts, op, [work](Run& run, const auto& inner) {
    try {
      return inner(run);
    } catch (const VideoError& error) {
      Error changed = error.error();
      work(run, changed);
      throw VideoError(changed);
    }
  });
}

void end_keeps_polling(Parts& parts) {
  on_error(parts, "wait", [](Run& run, Error&) { poll_on(run, run.text("task_id")); });
}

void abort_keeps_polling(Parts& parts) {
  on_error(parts, "generate", [](Run& run, const Error& error) {
    if (error.category == Category::cancelled) poll_on(run, error.task_id);
  });
}

void abort_without_id(Parts& parts) {
  on_error(parts, "generate", [](Run&, Error& error) {
    if (error.category == Category::cancelled) error.task_id.clear();
  });
}

void cancel_sends_nothing(Parts& parts) {
  wrap(parts, "cancel", [](Run& run, const auto&) -> Json {
    return {{"task_id", run.text("task_id")}, {"status", "cancelled"}, {"outputs", Json::array()}};
  });
}

void cancelled_is_ok(Parts& parts) {
  say_ok(parts, [](const Error& error) { return error.category == Category::cancelled; });
}

void cancelled_is_failed(Parts& parts) {
  reread(parts, [](Snapshot& snapshot, const Json&) {
    if (snapshot.failure.category == Category::cancelled) snapshot.failure.category = Category::provider_failed;
  });
}

void late_cancel_as_cancelled(Parts& parts) {
  wrap(parts, "cancel", [](Run& run, const auto& inner) {
    Json value = inner(run);
    if (text_at(value, "status") == "ALREADY_COMPLETED") value["status"] = "CANCELLATION_REQUESTED";
    return value;
  });
}

}  // namespace

Mutants stopping_mutants() {
  return {{"end-keeps-polling", end_keeps_polling},
          {"abort-keeps-polling", abort_keeps_polling},
          {"abort-without-id", abort_without_id},
          {"cancel-sends-nothing", cancel_sends_nothing},
          {"cancelled-is-ok", cancelled_is_ok},
          {"cancelled-is-failed", cancelled_is_failed},
          {"late-cancel-as-cancelled", late_cancel_as_cancelled}};
}

}  // namespace refclient::driver
