// What a run message says, as the client wants it.
#include <fstream>
#include <iostream>

#include "refclient/driver.hpp"
#include "refclient/text.hpp"

namespace refclient::driver {
namespace {

Millis millis_at(const Json& object, const char* name, Millis otherwise) {
  const Json& value = member_of(object, name);
  return value.is_number_integer() ? Millis(value.get<std::int64_t>()) : otherwise;
}

}  // namespace

void Out::write(const Json& message) {
  const std::string line = message.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  const std::lock_guard<std::mutex> lock(mutex_);
  std::cout << line << std::flush;
}

std::string Run::text(const char* name) const { return text_at(args(), name); }

Config Run::config() const {
  const Json& env = member_of(message, "env");
  const Json& tuning = member_of(message, "tuning");
  Config config;
  config.dialect = session->parts.dialect;
  config.api_key = text_at(env, "api_key");
  config.ca_file = text_at(env, "ca_file");
  config.base_url = text_at(env, "base_url");
  const std::string queue = text_at(member_of(env, "hosts"), "queue");
  if (config.dialect.name == "fal" && !queue.empty()) config.base_url = queue;
  config.poll_interval = millis_at(tuning, "poll_interval_ms", config.poll_interval);
  config.request_timeout = millis_at(tuning, "request_timeout_ms", config.request_timeout);
  config.overall_timeout = millis_at(tuning, "overall_timeout_ms", config.overall_timeout);
  if (const std::string path = text_at(env, "log_file"); !path.empty()) {
    config.log = [path](const std::string& line) { std::ofstream(path, std::ios::app) << line + "\n"; };
  }
  return config;
}

Client Run::client() const { return Client(config(), *session->parts.transport, session->parts.rules); }

VideoRequest Run::request() const {
  const Json& request = member_of(args(), "request");
  return session->parts.read_request(text("model"), request.is_null() ? Json::object() : request);
}

SubmitOptions Run::submit_options() {
  SubmitOptions options;
  options.webhook_url = text("webhook_url");
  if (const std::string budget = text("budget"); !budget.empty()) {
    const auto amount = millionths_of(budget);
    if (!amount) throw VideoError(Category::validation, "budget must be a decimal like 1.00");
    options.budget = Money{*amount, {}};
  }
  options.on_submitted = [this](const Task& task) { event("submitted", {{"task_id", task.id}}); };
  options.cancel = token();
  return options;
}

SaveOptions Run::save_options() const { return {text_at(message.at("env"), "work_dir"), text("save_as")}; }

Task Run::task() const {
  Task task{text("model"), text("task_id")};
  if (task.id.empty()) throw VideoError(Category::validation, "task_id is required");
  return task;
}

void Run::event(const std::string& name, Json more) const {
  more["type"] = "event";
  more["seq"] = message.at("seq");
  more["event"] = name;
  out.write(more);
}

}  // namespace refclient::driver
