// Owns: the provider that a receiver under test believes in: tasks that really ended so, the keys it publishes, clips.
// Never knows: what is sent to the receiver.
// Used by: lab.cpp, lab_case.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mockling/core/webhook_due.hpp>
#include <mockling/host/listener.hpp>
#include <mockling/host/replies.hpp>
#include <mockling/host/waiting.hpp>
#include <mockling/providers/all.hpp>

namespace mockling::cli {

// A task that has ended, and what a genuine delivery says of it.
struct LabTask {
  std::string id;
  std::string body;
  WebhookKeys keys;
};

// Thread-safe once started.
class LabProvider {
 public:
  // `settings` are for the tasks that others submit here.
  LabProvider(const Catalog& catalog, const Provider& provider, Settings settings = {})
      : catalog_(catalog),
        provider_(provider),
        emulator_(all_dialects()),
        state_("webhook-lab", std::move(settings), WorldClock{host::machine_time(), host::machine_time(), 1000}) {}

  // Answers at this port (0: any) of this machine as the provider does; returns the port.
  Result<int> start(int port) {
    host::ListenerOptions options;
    options.port = port;
    listener_.emplace(options, [this](Request&& request, const host::Responder& respond) { answer(request, respond); });
    return listener_->start();
  }

  // Makes a task that ended well, or failed.
  LabTask make(bool well) {
    const std::lock_guard lock(mutex_);
    const Instant now = host::machine_time();
    const std::size_t before = state_.jobs().size();
    emulator_.handle(catalog_, submission(well), state_, now);
    if (state_.jobs().size() == before) throw std::runtime_error("the provider's sample makes no task");
    Job& job = *state_.job_numbered(state_.jobs().back().number);
    job.webhook = "https://receiver.invalid/";
    state_.deliveries().expect(job.number, end_of(job)).origin = {"http", origin_, {}};
    return told_of(job.number, now);
  }

  // The first task that somebody submitted here with a webhook, once it has ended; nothing before.
  std::optional<LabTask> submitted() {
    const std::lock_guard lock(mutex_);
    const Instant now = host::machine_time();
    for (const Job& job : state_.jobs())
      if (!job.webhook.empty() && job.webhook != "https://receiver.invalid/" && end_of(job) <= now)
        return told_of(job.number, now);
    return std::nullopt;
  }

  // The receiver reaches the provider at this host and port.
  void set_origin(std::string origin) { origin_ = std::move(origin); }

  // Publishes these Ed25519 keys instead of the provider's own.
  void publish(std::vector<std::string> public_keys) {
    const std::lock_guard lock(mutex_);
    published_ = std::move(public_keys);
  }

  // While held, clips are not sent; those asked for meanwhile come when they no longer are.
  void hold_clips(bool hold) {
    std::vector<host::Responder> waiting;
    {
      const std::lock_guard lock(mutex_);
      hold_ = hold;
      if (!hold) waiting.swap(waiting_);
    }
    for (const host::Responder& respond : waiting) respond(clip());
  }

 private:
  Request submission(bool well) const {
    const Json& sample = child(provider_.spec.document, "sample");
    Json body = child(sample, "body");
    const std::string& field = provider_.spec.marker_fields.front();
    body[field] = text_of(body, field) + " [[mockling: " + (well ? "ok" : failure()) + ", queue=0s, run=0s]]";
    Request request;
    request.method = text_of(sample, "method");
    request.path = text_of(sample, "path");
    request.host = origin_;
    const AuthScheme& scheme = provider_.spec.auth.schemes.front();
    request.headers.add(provider_.spec.auth.header, scheme.word + (scheme.pair ? " webhook:lab" : " webhook-lab"));
    request.headers.add("Content-Type", "application/json");
    request.body.bytes = dump(body);
    request.body.size = request.body.bytes.size();
    return request;
  }

  // What a genuine delivery says of a task that has ended, and is still to be told of.
  LabTask told_of(std::uint64_t number, Instant now) {
    const std::string id = state_.job_numbered(number)->id;
    for (const Post& post : take_due(emulator_, catalog_, state_, now, SIZE_MAX))
      if (post.job == number) return {id, replace_all(post.body.text, kClipSizeMarker, "1048576"), post.keys};
    throw std::runtime_error("the provider does not tell of such a task");
  }

  std::string failure() const {
    for (const auto& [name, ending] : provider_.spec.endings)
      if (ending.phase == Phase::failed) return name;
    return "failed";
  }

  void answer(const Request& request, const host::Responder& respond) {
    const std::lock_guard lock(mutex_);
    Request located = request;
    locate(catalog_, located);
    const Identity identity = identify(catalog_, located, true);
    if (identity.provider == nullptr) return respond(host::nobody(request));
    const bool keys = identity.route.route != nullptr && identity.route.route->operation == "webhook_keys";
    const Json& entry = child(child(provider_.spec.document, "webhook"), "keys");
    if (keys && !published_.empty()) return respond(host::json_answer(200, key_set(entry, published_)));
    Outcome outcome = emulator_.handle(catalog_, request, state_, host::machine_time());
    if (std::holds_alternative<ClipRef>(outcome.response.body)) {
      if (hold_) return waiting_.push_back(respond);
      return respond(clip());
    }
    auto* text = std::get_if<TextBody>(&outcome.response.body);
    if (text == nullptr) return respond(host::json_answer(501, {{"error", "the lab does not serve this"}}));
    text->text = replace_all(text->text, kClipSizeMarker, "1048576");
    respond(host::text_answer(request, std::move(outcome.response)));
  }

  static host::Answer clip() {
    host::Answer answer;
    answer.body = host::TextAnswer{"video/mp4", std::string(1 << 20, '\0')};
    return answer;
  }

  const Catalog& catalog_;
  const Provider& provider_;
  const Emulator emulator_;
  std::string origin_;
  std::mutex mutex_;
  State state_;
  std::vector<std::string> published_;
  bool hold_ = false;
  std::vector<host::Responder> waiting_;
  std::optional<host::Listener> listener_;
};

}  // namespace mockling::cli
