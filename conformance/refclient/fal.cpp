#include "refclient/fal.hpp"

#include <utility>

#include "refclient/text.hpp"

namespace refclient {
namespace {

// A task is addressed by the app, the first two segments of the model; three within the shared namespaces.
std::string app_of(const std::string& model) {
  const bool shared = starts_with(model, "workflows/") || starts_with(model, "comfy/");
  std::size_t end = 0;
  for (int segment = 0; segment < (shared ? 3 : 2) && end != std::string::npos; ++segment) {
    end = model.find('/', segment == 0 ? 0 : end + 1);
  }
  return model.substr(0, end);
}

std::string task_path(const Task& task) { return "/" + app_of(task.model) + "/requests/" + percent_encoded(task.id); }

Json body_of(const VideoRequest& request, const std::string& /*webhook*/) {
  const bool v3 = contains(request.model, "/v3/");
  Json body = Json::object();
  if (!request.prompt.empty()) body["prompt"] = request.prompt;
  if (request.negative_prompt) body["negative_prompt"] = *request.negative_prompt;
  if (request.duration) body["duration"] = std::to_string(*request.duration);  // an enum of texts
  if (request.sound) body["generate_audio"] = *request.sound;
  if (request.aspect_ratio) body["aspect_ratio"] = *request.aspect_ratio;
  if (request.image) body[v3 ? "start_image_url" : "image_url"] = *request.image;
  if (request.end_image) body["end_image_url"] = *request.end_image;
  if (request.cfg_scale) body["cfg_scale"] = *request.cfg_scale;
  if (request.shot_type) body["shot_type"] = *request.shot_type;
  for (const Shot& shot : request.shots) {
    Json entry{{"duration", std::to_string(shot.duration.value_or(5))}};
    if (!shot.prompt.empty()) entry["prompt"] = shot.prompt;  // as above: what is missing is the provider's to refuse
    body["multi_prompt"].push_back(std::move(entry));
  }
  return body;
}

Limits limits_of(const std::string& model) {
  Limits limits;
  limits.negative_prompt = limits.cfg_scale = contains(model, "/v3/");
  limits.most_elements = 0;  // not by id
  return limits;
}

// "body.prompt: Field required" for each entry of a list of details, or the detail itself.
std::string text_of(const Json& answer) {
  const Json& detail = member_of(answer, "detail");
  if (detail.is_string()) return detail.get<std::string>();
  std::string text;
  for (const Json& item : detail.is_array() ? detail : Json::array()) {
    std::string place;
    for (const Json& step : member_of(item, "loc")) {
      place += (place.empty() ? "" : ".") + (step.is_string() ? step.get<std::string>() : step.dump());
    }
    text += (text.empty() ? "" : "; ") + place + (place.empty() ? "" : ": ") + text_at(item, "msg");
  }
  return text;
}

bool says_type(const Json& answer, const char* type) {
  if (text_at(answer, "error_type") == type) return true;
  const Json& detail = member_of(answer, "detail");
  for (const Json& item : detail.is_array() ? detail : Json::array()) {
    if (text_at(item, "type") == type) return true;
  }
  return false;
}

Error refusal(const Reply& reply, const Json& answer) {
  std::string text = text_of(answer);
  if (text.empty()) text = reply.body;
  Error error{category_of(reply.status), text, {}, reply.status, false};
  if (reply.status == 403 && contains(lower(text), "exhausted balance"))
    error.category = Category::insufficient_balance;
  if (says_type(answer, "content_policy_violation")) error.category = Category::content_policy;
  if (says_type(answer, "client_cancelled")) error.category = Category::cancelled;
  return error;
}

// A job that failed is COMPLETED, too. The words below it are not documented, but some apps have been seen to use them.
Snapshot read_status(const Json& answer) {
  Snapshot snapshot;
  snapshot.word = text_at(answer, "status");
  const std::string& word = snapshot.word;
  const std::string error = text_at(answer, "error");
  if (word == "IN_QUEUE" || word == "IN_PROGRESS") {
    snapshot.phase = Phase::alive;
  } else if (word == "COMPLETED" && error.empty()) {
    snapshot.phase = Phase::succeeded;
    snapshot.more = true;
  } else if (word == "COMPLETED" || word == "FAILED" || word == "ERROR" || word == "CANCELLED" || word == "CANCELED") {
    const bool cancelled = says_type(answer, "client_cancelled") || starts_with(word, "CANCEL");
    snapshot.phase = Phase::failed;
    snapshot.more = word == "COMPLETED";
    snapshot.failure.category = cancelled ? Category::cancelled : Category::provider_failed;
    snapshot.failure.message = "the task ended as " + word + (error.empty() ? "" : ": " + error);
  }
  return snapshot;
}

std::vector<Output> outputs_of(const Json& answer) {
  std::vector<Output> outputs;
  const auto add = [&](const Json& file) {
    if (text_at(file, "url").empty()) return;
    Output output{text_at(file, "url"), text_at(file, "file_name"), std::nullopt, std::nullopt};
    const Json& size = member_of(file, "file_size");
    if (size.is_number_integer()) output.size = size.get<std::int64_t>();
    outputs.push_back(std::move(output));
  };
  add(member_of(answer, "video"));
  const Json& videos = member_of(answer, "videos");
  for (const Json& file : videos.is_array() ? videos : Json::array()) add(file);
  const Json& flags = member_of(answer, "has_nsfw_concepts");
  for (std::size_t at = 0; flags.is_array() && at < flags.size() && at < outputs.size(); ++at) {
    if (flags[at].is_boolean()) outputs[at].nsfw = flags[at].get<bool>();
  }
  return outputs;
}

// A failure that the model itself reports lists its details. Other server errors are the queue's, and may pass.
bool is_final(const Reply& reply, const Json& answer, const Snapshot& status) {
  if (reply.status == 429 || reply.status == 408) return false;
  return reply.status < 500 || member_of(answer, "detail").is_array() || status.phase == Phase::failed;
}

Snapshot read_result(const Reply& reply, const Json& answer, const Snapshot& status) {
  Snapshot snapshot = status;
  if (reply.success()) {
    if (status.phase == Phase::succeeded) snapshot.outputs = outputs_of(answer);
  } else if (text_of(answer) == "Request is still in progress" || !is_final(reply, answer, status)) {
    snapshot.phase = Phase::alive;
  } else {
    const Error error = refusal(reply, answer);
    const bool told = status.phase == Phase::failed && error.category != Category::content_policy;
    snapshot.phase = Phase::failed;
    if (!told) snapshot.failure.category = reply.status >= 500 ? Category::provider_failed : error.category;
    if (!error.message.empty()) snapshot.failure.message = error.message;
    snapshot.failure.http_status = reply.status;
  }
  return snapshot;
}

std::pair<std::string, Snapshot> read_webhook(const Json& body) {
  Snapshot snapshot;
  snapshot.word = text_at(body, "status");
  if (snapshot.word == "OK") {
    snapshot.phase = Phase::succeeded;
    snapshot.outputs = outputs_of(member_of(body, "payload"));
  } else if (snapshot.word == "ERROR") {
    const std::string text = text_of(member_of(body, "payload"));
    snapshot.phase = Phase::failed;
    snapshot.failure.category = Category::provider_failed;
    snapshot.failure.message = text.empty() ? text_at(body, "error") : text;
  }
  return {text_at(body, "request_id"), snapshot};
}

}  // namespace

Dialect fal() {
  Dialect dialect;
  dialect.name = "fal";
  dialect.default_base = "https://queue.fal.run";
  dialect.limits_of = limits_of;
  dialect.authorization = [](const std::string& key) { return Headers{{"Authorization", "Key " + key}}; };
  dialect.submit_path = [](const VideoRequest& request, const std::string& webhook) {
    const std::string path = "/" + request.model;
    return webhook.empty() ? path : with_query(path, "fal_webhook", webhook);
  };
  dialect.submit_body = body_of;
  dialect.task_id = [](const Json& answer) { return text_at(answer, "request_id"); };
  dialect.status_path = [](const Task& task) { return task_path(task) + "/status"; };
  dialect.read_status = read_status;
  dialect.result_path = task_path;
  dialect.read_result = read_result;
  dialect.cancel = [](const Task& task) { return Call{"PUT", task_path(task) + "/cancel"}; };
  dialect.read_cancel = [](const Reply&, const Json& answer) { return text_at(answer, "status"); };
  dialect.read_webhook = read_webhook;
  dialect.refusal = refusal;
  dialect.refuses_within = [](const Json&) { return false; };
  return dialect;
}

}  // namespace refclient
