// Mutants of stopping.
#include <set>

#include "mutants/tools.hpp"

namespace refclient::driver {
namespace {

void cancel_keeps_polling(Parts& parts) {
  reread(parts, [](Snapshot& snapshot, const Json&) {
    if (snapshot.phase == Phase::failed && snapshot.failure.category == Category::cancelled)
      snapshot.phase = Phase::alive;
  });
}

// Believes that a task is cancelled once the answer to cancel says such a word, whatever its status says later.
void believe_cancelled(Parts& parts, const std::string& word) {
  auto cancelled = std::make_shared<Shared<std::set<std::string>>>();
  wrap(parts, "cancel", [cancelled, word](Run& run, const auto& inner) {
    const Json value = inner(run);
    if (text_at(value, "status") == word) cancelled->with([&](auto& ids) { ids.insert(run.text("task_id")); });
    return value;
  });
  reread(parts, [cancelled](Snapshot& snapshot, const Json& answer) {
    if (!cancelled->with([&](const auto& ids) { return ids.count(text_at(answer, "request_id")) > 0; })) return;
    snapshot.phase = Phase::failed;
    snapshot.more = false;
    snapshot.failure = {Category::cancelled, "cancelled", {}, 0, false};
  });
}

void late_cancel_loses_result(Parts& parts) { believe_cancelled(parts, "ALREADY_COMPLETED"); }

void assume_cancelled(Parts& parts) { believe_cancelled(parts, "CANCELLATION_REQUESTED"); }

void cancel_404_throws(Parts& parts) {
  wrap(parts, "cancel", [](Run& run, const auto& inner) {
    try {
      return inner(run);
    } catch (const VideoError& error) {
      if (error.error().category == Category::not_found) throw VideoError(Category::protocol, "unexpected answer");
      throw;
    }
  });
}

void abort_ignored(Parts& parts) { parts.never_cancelled = true; }

}  // namespace

Mutants cancel_mutants() {
  return {{"cancel-keeps-polling", cancel_keeps_polling},
          {"late-cancel-loses-result", late_cancel_loses_result},
          {"assume-cancelled", assume_cancelled},
          {"cancel-404-throws", cancel_404_throws},
          {"abort-ignored", abort_ignored}};
}

}  // namespace refclient::driver
