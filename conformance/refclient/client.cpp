#include "refclient/client.hpp"

#include <utility>

#include "refclient/text.hpp"

namespace refclient {
namespace {

constexpr std::size_t kLongestMessage = 500;

const CancelToken& token_of(const CancelToken* cancel) {
  static const CancelToken never;
  return cancel != nullptr ? *cancel : never;
}

const char* name_of(Purpose purpose) {
  switch (purpose) {
    case Purpose::submit: return "submit";
    case Purpose::poll: return "poll";
    case Purpose::result: return "result";
    case Purpose::cancel: return "cancel";
    case Purpose::file: return "file";
    case Purpose::keys: break;
  }
  return "keys";
}

std::string written(const Json& body) {
  try {
    return body.dump();
  } catch (const Json::type_error&) {
    throw VideoError(Category::validation, "the request holds a text that is no UTF-8");
  }
}

Millis time_left(Clock::time_point deadline) { return std::chrono::duration_cast<Millis>(deadline - Clock::now()); }

}  // namespace

Client::Client(Config config, Transport& transport, Rules rules)
    : config_(std::move(config)), transport_(transport), rules_(std::move(rules)) {
  if (config_.base_url.empty()) config_.base_url = config_.dialect.default_base;
  if (config_.poll_interval < Millis(1) || config_.request_timeout < Millis(1) || config_.overall_timeout < Millis(0)) {
    throw VideoError(Category::validation,
                     "poll interval and request timeout must be 1 ms or more, overall timeout 0 or more");
  }
}

Video Client::generate(const VideoRequest& request, const SubmitOptions& options, const SaveOptions& save) {
  const auto deadline = Clock::now() + config_.overall_timeout;
  const Task task = submit_until(request, options, deadline);
  Video video = wait_until(task, options.cancel, deadline);
  try {
    video.cost = estimate(request);
  } catch (const VideoError&) {
    video.cost.reset();  // a model without a known price is no reason to lose the video
  }
  save_all(video, save, options.cancel);
  return video;
}

Task Client::submit(const VideoRequest& request, const SubmitOptions& options) {
  return submit_until(request, options, Clock::now() + config_.overall_timeout);
}

Video Client::wait(const Task& task, const CancelToken* cancel) {
  return wait_until(task, cancel, Clock::now() + config_.overall_timeout);
}

Video Client::resume(const Task& task, const SaveOptions& save, const CancelToken* cancel) {
  Video video = wait(task, cancel);
  save_all(video, save, cancel);
  return video;
}

Money Client::estimate(const VideoRequest& request) const { return rules_.price(config_.dialect.name, request); }

// Everything that can be known to be wrong before anything is sent.
void Client::check(const VideoRequest& request, const SubmitOptions& options) const {
  if (!rules_.usable_key(config_.api_key)) throw VideoError(Category::auth, "there is no usable API key");
  Limits limits = config_.dialect.limits_of(request.model);
  rules_.validate(request, limits);
  limits.public_callbacks = limits.public_callbacks && !config_.local_callbacks;
  validate_callback(options.webhook_url, limits);
  if (!options.budget) return;
  const Money price = estimate(request);
  if (price.millionths > options.budget->millionths) {
    throw VideoError(Category::budget, "this costs " + amount_text(price) + " " + price.currency + "; allowed are " +
                                           amount_text(*options.budget));
  }
}

Task Client::submit_until(const VideoRequest& request, const SubmitOptions& options, Clock::time_point deadline) {
  check(request, options);
  const Dialect& dialect = config_.dialect;
  Request call = api_request(Purpose::submit, "POST", dialect.submit_path(request, options.webhook_url));
  call.headers.emplace_back("Content-Type", "application/json");
  call.body = written(dialect.submit_body(request, options.webhook_url));
  call.own_connection = true;
  for (int attempt = 1;; ++attempt) {
    const Reply reply = send(call);  // never broken off: who leaves here does not know what was bought
    const Json answer = parsed(reply.body).value_or(Json());
    const AfterSubmit after = rules_.after_submit(dialect, reply, answer);
    if (after == AfterSubmit::accepted) {
      Task task{request.model, dialect.task_id(answer)};
      if (options.on_submitted) options.on_submitted(task);
      return task;
    }
    if (after == AfterSubmit::unknown) give_up(reply, {});
    const Millis pause = rules_.pause(
        reply, attempt, reply.sent ? std::max(config_.poll_interval, Millis(1000)) : config_.poll_interval);
    if (after == AfterSubmit::refused || attempt >= rules_.submit_attempts || pause > time_left(deadline))
      refuse(reply, answer, {});
    if (token_of(options.cancel).sleep_for(pause))
      throw VideoError(Category::cancelled, "cancelled; nothing was submitted");
  }
}

Video Client::wait_until(const Task& task, const CancelToken* cancel, Clock::time_point deadline) {
  int failures = 0;
  int missing = 0;
  std::string word = "unknown";
  for (;;) {
    Look seen = ask(task, cancel);
    if (token_of(cancel).cancelled())
      fail({Category::cancelled, "no longer waiting; the task goes on", {}, 0, false}, task.id);
    if (seen.told) word = seen.snapshot.word;
    if (seen.told && seen.snapshot.phase == Phase::failed) fail(std::move(seen.snapshot.failure), task.id);
    if (seen.told && seen.snapshot.phase == Phase::succeeded) {
      try {
        rules_.check_success(seen.snapshot);
      } catch (const VideoError& error) {
        fail(error.error(), task.id);
      }
      return {task, word, std::move(seen.snapshot.outputs), {}, std::nullopt};
    }
    missing = seen.reply.status == 404 ? missing + 1 : 0;
    if (missing > rules_.patience_with_404) refuse(seen.reply, parsed(seen.reply.body).value_or(Json()), task.id);
    failures = seen.told ? 0 : failures + 1;

    const Millis pause =
        seen.told ? rules_.spread(config_.poll_interval) : rules_.pause(seen.reply, failures, config_.poll_interval);
    const Millis left = std::max(time_left(deadline), Millis(0));
    const bool asked_to_wait =
        retry_after(seen.reply) > left;  // the last poll must not come before that, so there is none
    if (asked_to_wait || !rules_.may_wait(Clock::now(), deadline, config_.poll_interval)) {
      fail({Category::timeout, "the task is still " + word + "; resume later with its id", {}, seen.reply.status, true},
           task.id);
    }
    token_of(cancel).sleep_for(left.count() > 0 ? std::min(pause, left) : pause);  // the last poll is at the deadline
  }
}

std::optional<Snapshot> Client::look(const Task& task, const CancelToken* cancel) {
  Look seen = ask(task, cancel);
  if (!seen.told) return std::nullopt;
  return std::move(seen.snapshot);
}

Client::Look Client::ask(const Task& task, const CancelToken* cancel) {
  const Dialect& dialect = config_.dialect;
  Look seen;
  Request call = api_request(Purpose::poll, "GET", dialect.status_path(task));
  call.cancel = cancel;
  seen.reply = send(call);
  Json answer = parsed(seen.reply.body).value_or(Json());
  if (rules_.says_nothing(seen.reply, answer) || seen.reply.status == 404) return seen;
  if (!seen.reply.success() || dialect.refuses_within(answer)) refuse(seen.reply, answer, task.id);
  seen.snapshot = dialect.read_status(answer);
  seen.told = true;
  if (!seen.snapshot.more) return seen;

  call = api_request(Purpose::result, "GET", dialect.result_path(task));
  call.cancel = cancel;
  seen.reply = send(call);
  answer = parsed(seen.reply.body).value_or(Json());
  seen.told = seen.reply.whole() && answer.is_object();
  if (!seen.told) return seen;
  seen.snapshot = dialect.read_result(seen.reply, answer, seen.snapshot);
  seen.told = seen.reply.success() || seen.snapshot.phase == Phase::failed;
  return seen;
}

std::string Client::cancel(const Task& task) {
  if (!rules_.usable_key(config_.api_key)) throw VideoError(Category::auth, "there is no usable API key");
  const auto call = config_.dialect.cancel(task);
  if (!call) throw VideoError(Category::other, config_.dialect.name + " has no call that cancels a task");
  const Reply reply = send(api_request(Purpose::cancel, call->method, call->path));
  const Json answer = parsed(reply.body).value_or(Json());
  if (!reply.whole()) give_up(reply, task.id);
  const std::string word = config_.dialect.read_cancel(reply, answer);
  const bool too_late = reply.status == 400 && !word.empty();  // an answer as good as any: the task is over
  if (!too_late && (!reply.success() || config_.dialect.refuses_within(answer))) refuse(reply, answer, task.id);
  return word;
}

SavedFile Client::save(const Output& output, const SaveOptions& save, const CancelToken* cancel) {
  FileOrder order{output, save.folder, save.name, config_.request_timeout, config_.ca_file, cancel};
  SavedFile file = download(transport_, rules_, order);
  if (config_.log) config_.log("saved " + file.path.filename().string() + ", " + std::to_string(file.size) + " bytes");
  return file;
}

void Client::save_all(Video& video, const SaveOptions& save_as, const CancelToken* cancel) {
  int refetches = rules_.refetches;
  for (std::size_t at = 0; at < video.outputs.size(); ++at) {
    SaveOptions each = save_as;
    if (at > 0 && !each.name.empty()) each.name = std::to_string(at + 1) + "-" + each.name;
    try {
      video.files.push_back(save(video.outputs[at], each, cancel));
    } catch (const VideoError& error) {
      if (error.error().category != Category::expired_output || refetches-- == 0) fail(error.error(), video.task.id);
      // A fresh look may bring a fresh link. A new submit would be a new purchase.
      const auto fresh = look(video.task, cancel);
      if (!fresh || fresh->outputs.size() <= at) fail(error.error(), video.task.id);
      video.outputs = fresh->outputs;
      --at;
    }
  }
}

Request Client::api_request(Purpose purpose, const std::string& method, const std::string& path) const {
  Request request;
  request.purpose = purpose;
  request.method = method;
  request.url = rules_.url(config_.base_url, path);
  request.headers = config_.dialect.authorization(config_.api_key);
  request.headers.emplace_back("Accept", "application/json");
  request.timeout = config_.request_timeout;
  request.ca_file = config_.ca_file;
  return request;
}

Reply Client::send(const Request& request) {
  Reply reply = transport_.send(request);
  if (config_.log) {
    const std::string result = reply.whole() ? std::to_string(reply.status) : reply.trouble;
    config_.log(
        masked(std::string(name_of(request.purpose)) + " " + request.method + " -> " + result, config_.api_key));
  }
  return reply;
}

void Client::fail(Error error, const std::string& task_id) const {
  error.message = shortened(masked(std::move(error.message), config_.api_key), kLongestMessage);
  if (!task_id.empty()) error.task_id = task_id;
  throw VideoError(std::move(error));
}

// An answer that is clear: no.
void Client::refuse(const Reply& reply, const Json& answer, const std::string& task_id) const {
  if (!reply.whole()) {
    fail({Category::network, "no connection to " + config_.dialect.name + ": " + reply.trouble, {}, 0, true}, task_id);
  }
  Error error = config_.dialect.refusal(reply, answer);
  if (error.message.empty()) error.message = "HTTP " + std::to_string(reply.status);
  if (error.category == Category::rate_limited) error.retryable = true;
  fail(std::move(error), task_id);
}

// An answer that is not clear. With a submit that means: perhaps bought.
void Client::give_up(const Reply& reply, const std::string& task_id) const {
  const std::string seen = reply.whole() ? "HTTP " + std::to_string(reply.status) + " " + reply.body : reply.trouble;
  const bool submitted = task_id.empty();
  fail({submitted ? Category::ambiguous_submission : Category::network,
        (submitted
             ? "the answer to the submit is not clear, so a task may have been made and paid; it is not sent again: "
             : "no clear answer: ") +
            seen,
        {},
        reply.status,
        false},
       task_id);
}

}  // namespace refclient
