// The operations about webhooks: a receiver for one task, and the pure check of a signature.
#include <atomic>
#include <ctime>

#include "refclient/driver.hpp"
#include "refclient/text.hpp"
#include "refclient/webhook_server.hpp"

namespace refclient::driver {
namespace {

std::vector<std::string> fetch_keys(Transport& transport, const std::string& url, const Config& config) {
  Request request;
  request.purpose = Purpose::keys;
  request.url = url;
  request.timeout = config.request_timeout;
  request.ca_file = config.ca_file;
  const Reply reply = transport.send(request);
  return reply.success() ? keys_of_jwks(parsed(reply.body).value_or(Json())) : std::vector<std::string>{};
}

// By what the run gives to check with; nothing given is nothing signed.
Verify verify_by(const Run& run, const Config& config) {
  const std::string secret = run.text("secret");
  const std::string jwks_url = run.text("jwks_url");
  Verify verify = [](const Delivery&, std::int64_t) { return Trust::unsigned_call; };
  if (!secret.empty())
    verify = [secret](const Delivery& delivery, std::int64_t now) { return verify_hmac(delivery, secret, now); };
  if (!jwks_url.empty()) {
    auto keys = std::make_shared<KeyStore>([transport = run.session->parts.transport, jwks_url, config] {
      return fetch_keys(*transport, jwks_url, config);
    });
    verify = [keys](const Delivery& delivery, std::int64_t now) { return keys->verify(delivery, now); };
  }
  if (run.session->parts.verify) verify = run.session->parts.verify(verify, secret);
  return verify;
}

// Three looks, because what is not answered now is not delivered again.
std::optional<Snapshot> confirm(const Run& run, Client& client, const Task& task) {
  for (int look = 0; look < 3; ++look) {
    try {
      if (auto snapshot = client.look(task)) return snapshot;
    } catch (const VideoError&) {
      return std::nullopt;
    }
    if (run.stop.sleep_for(client.config().poll_interval)) break;
  }
  return std::nullopt;
}

}  // namespace

Json webhook_listen(Run& run) {
  Config config = run.config();
  config.local_callbacks = true;
  Client client(config, *run.session->parts.transport, run.session->parts.rules);
  const Json& work = member_of(run.args(), "work_ms");
  const Millis work_time(work.is_number_integer() ? work.get<std::int64_t>() : 0);
  const std::string model = run.text("model");
  std::mutex mutex;
  int completions = 0;
  std::string status;
  const auto ended = [&](const std::string& id, const Snapshot& snapshot) {
    run.stop.sleep_for(work_time);  // what the caller does with it
    const std::string word = snapshot.phase == Phase::succeeded ? "ok" : "error";
    run.event("completed", {{"task_id", id}, {"status", word}});
    const std::lock_guard<std::mutex> lock(mutex);
    ++completions;
    status = word;
  };
  Inbox inbox(
      run.session->parts.dialect, verify_by(run, config),
      [&](const std::string& id) {
        return confirm(run, client, {model, id});
      },
      ended, run.session->parts.inbox);
  Task task;
  std::thread poller;
  {
    WebhookServer server(inbox);
    run.event("listening", {{"url", server.url()}});
    SubmitOptions options = run.submit_options();
    options.webhook_url = server.url();
    task = client.submit(run.request(), options);
    inbox.expect(task.id);
    // "poll": true asks on the side, as a careful program does: a webhook may be lost.
    if (member_of(run.args(), "poll") == true) {
      poller = std::thread([&] {
        Snapshot seen;
        try {
          seen.outputs = client.wait(task, &run.stop).outputs;
          seen.phase = Phase::succeeded;
        } catch (const VideoError& error) {
          const Category category = error.error().category;
          if (category == Category::timeout || run.stop.cancelled()) return;
          seen.phase = Phase::failed;
        }
        inbox.tell(task.id, seen, Source::poll);
      });
    }
    while (!run.stop.sleep_for(Millis(50)) && !run.abort.cancelled()) {
    }
    run.stop.cancel();
  }
  if (poller.joinable()) poller.join();
  const std::lock_guard<std::mutex> lock(mutex);
  return {
      {"task_id", task.id}, {"completions", completions}, {"status", status.empty() ? Json(nullptr) : Json(status)}};
}

Json verify_webhook(Run& run) {
  const auto body = base64_decoded(run.text("body_base64"));
  const Json& now = member_of(run.args(), "now");
  if (!body || !now.is_number_integer()) throw VideoError(Category::validation, "body_base64 and now are required");
  Delivery delivery{{}, *body};
  for (const auto& [name, value] : member_of(run.args(), "headers").items()) {
    if (value.is_string()) delivery.headers.emplace_back(name, value.get<std::string>());
  }
  const auto keys = keys_of_jwks(member_of(run.args(), "jwks"));
  const std::string secret = run.text("secret");
  Verify verify = [&](const Delivery& given, std::int64_t at) {
    return secret.empty() ? verify_ed25519(given, keys, at) : verify_hmac(given, secret, at);
  };
  if (run.session->parts.verify) verify = run.session->parts.verify(verify, secret);
  return {{"status", verify(delivery, now.get<std::int64_t>()) == Trust::valid ? "valid" : "invalid"}};
}

}  // namespace refclient::driver
