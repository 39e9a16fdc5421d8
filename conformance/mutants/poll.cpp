// Mutants of waiting.
#include <limits>

#include "mutants/tools.hpp"

namespace refclient::driver {
namespace {

constexpr Millis kForever{60000};  // long past every case, and yet an end

void busy_poll(Parts& parts) {
  parts.rules.spread = [](Millis) { return Millis(1); };
}

void zero_backoff(Parts& parts) {
  parts.rules.pause = [](const Reply& reply, int, Millis) { return retry_after(reply); };
}

// Takes Retry-After out of the answers to polls.
void drop_retry_after(Parts& parts, bool (*when)(const std::string& value)) {
  meddle(parts, [when](const Request& request, Transport& inner) {
    Reply reply = inner.send(request);
    if (is_poll(request) && when(reply.header("Retry-After"))) remove_header(reply.headers, "Retry-After");
    return reply;
  });
}

void ignore_retry_after(Parts& parts) {
  drop_retry_after(parts, [](const std::string&) { return true; });
}

void date_as_zero(Parts& parts) {
  drop_retry_after(parts,
                   [](const std::string& value) { return value.find_first_not_of("0123456789") != std::string::npos; });
}

void no_request_timeout(Parts& parts) {
  meddle(parts, [](Request request, Transport& inner) {
    if (is_poll(request)) request.timeout = kForever;
    return inner.send(request);
  });
}

void poll_forever(Parts& parts) {
  parts.rules.may_wait = [](Clock::time_point now, Clock::time_point deadline, Millis) {
    return now < deadline + kForever;
  };
}

// Gives up when the poll after the next one would be too late.
void deadline_off_by_one(Parts& parts) {
  parts.rules.may_wait = [](Clock::time_point now, Clock::time_point deadline, Millis interval) {
    return now + 2 * interval < deadline;
  };
}

void keeps_polling(Parts& parts) {
  meddle(parts, [read = parts.dialect.read_status](const Request& request, Transport& inner) {
    Reply reply = inner.send(request);
    if (request.purpose != Purpose::poll || !reply.success()) return reply;
    if (read(parsed(reply.body).value_or(Json())).phase != Phase::succeeded) return reply;
    for (int again = 0; again < 3; ++again) inner.send(request);
    return reply;
  });
}

void fatal_404(Parts& parts) { parts.rules.patience_with_404 = 0; }

void forever_404(Parts& parts) { parts.rules.patience_with_404 = std::numeric_limits<int>::max(); }

// The id of the task that an answer is about, in any dialect.
std::string id_in(const Json& answer) {
  for (const char* name : {"request_id", "id"}) {
    if (const std::string id = text_at(answer, name); !id.empty()) return id;
  }
  return text_at(member_of(answer, "data"), "id");
}

void assert_monotonic(Parts& parts) {
  auto seen = std::make_shared<Shared<std::map<std::string, bool>>>();
  reread(parts, [seen](const Snapshot& snapshot, const Json& answer) {
    const std::string& word = snapshot.word;
    const bool waits = word == "created" || word == "IN_QUEUE" || word == "pending";
    seen->with([&](auto& running) {
      bool& began = running[id_in(answer)];
      if (waits && began) throw VideoError(Category::protocol, "the task went back to " + word);
      began = began || !waits;
    });
  });
}

void shared_task_id(Parts& parts) {
  auto last = std::make_shared<Shared<std::string>>();
  Dialect& dialect = parts.dialect;
  dialect.task_id = [inner = dialect.task_id, last](const Json& answer) {
    std::string id = inner(answer);
    last->with([&](std::string& kept) { kept = id; });
    return id;
  };
  const auto confused = [last](const std::function<std::string(const Task&)>& inner) {
    return [inner, last](const Task& task) {
      return inner({task.model, last->with([&](const std::string& kept) { return kept.empty() ? task.id : kept; })});
    };
  };
  dialect.status_path = confused(dialect.status_path);
  if (dialect.result_path) dialect.result_path = confused(dialect.result_path);
}

}  // namespace

Mutants poll_mutants() {
  return {{"busy-poll", busy_poll},
          {"zero-backoff", zero_backoff},
          {"ignore-retry-after", ignore_retry_after},
          {"date-as-zero", date_as_zero},
          {"no-request-timeout", no_request_timeout},
          {"poll-forever", poll_forever},
          {"deadline-off-by-one", deadline_off_by_one},
          {"keeps-polling", keeps_polling},
          {"404-fatal", fatal_404},
          {"404-forever", forever_404},
          {"assert-monotonic", assert_monotonic},
          {"shared-task-id", shared_task_id}};
}

}  // namespace refclient::driver
