#include "refclient/evolink.hpp"

#include <utility>

#include "refclient/text.hpp"

namespace refclient {
namespace {

Json params_of(const VideoRequest& request) {
  Json params = Json::object();
  if (request.multi_shot || !request.shots.empty()) params["multi_shot"] = request.multi_shot.value_or(true);
  if (!request.shots.empty()) params["shot_type"] = request.shot_type.value_or("customize");
  int index = 0;
  for (const Shot& shot : request.shots) {
    params["multi_prompt"].push_back(
        {{"index", ++index}, {"prompt", shot.prompt}, {"duration", std::to_string(shot.duration.value_or(5))}});
  }
  for (const std::string& id : request.elements) params["element_list"].push_back({{"element_id", id}});
  return params;
}

Json body_of(const VideoRequest& request, const std::string& webhook) {
  Json body{{"model", request.model}};
  if (!request.prompt.empty()) body["prompt"] = request.prompt;
  // The shots must add up to duration, whose default is 5.
  if (const auto seconds = request.duration ? request.duration : seconds_of(request)) body["duration"] = *seconds;
  if (request.sound) body["sound"] = *request.sound ? "on" : "off";
  if (request.aspect_ratio) body["aspect_ratio"] = *request.aspect_ratio;
  if (request.resolution) body["quality"] = *request.resolution;
  if (request.image) body["image_start"] = *request.image;
  if (request.end_image) body["image_end"] = *request.end_image;
  Json params = params_of(request);
  if (!params.empty()) body["model_params"] = std::move(params);
  if (!webhook.empty()) body["callback_url"] = webhook;
  return body;
}

Limits limits_of(const std::string& model) {
  Limits limits;
  limits.shot_prompt_length = 512;
  limits.resolutions = {"720p", "1080p"};
  limits.shot_types = {"customize"};
  limits.negative_prompt = limits.cfg_scale = false;
  limits.public_callbacks = true;
  limits.callback_length = 2048;
  if (contains(model, "reference-to-video")) limits.most_seconds = 10;
  return limits;
}

std::vector<Output> outputs_of(const Json& task) {
  std::vector<Output> outputs;
  const Json& results = member_of(task, "results");
  const Json& list = results.is_array() ? results : member_of(task, "result_data");
  for (const Json& item : list.is_array() ? list : Json::array()) {
    const std::string url = item.is_string() ? item.get<std::string>() : text_at(item, "url");
    if (!url.empty()) outputs.push_back({url, {}, std::nullopt, std::nullopt});
  }
  return outputs;
}

Snapshot read(const Json& task) {
  Snapshot snapshot;
  snapshot.word = text_at(task, "status");
  const std::string& word = snapshot.word;
  if (word == "pending" || word == "processing") {
    snapshot.phase = Phase::alive;
  } else if (word == "completed") {
    snapshot.phase = Phase::succeeded;
    snapshot.outputs = outputs_of(task);
  } else if (word == "failed" || word == "cancelled") {
    const Json& error = member_of(task, "error");
    const std::string code = text_at(error, "code");
    const std::string text = text_at(error, "message");
    snapshot.phase = Phase::failed;
    snapshot.failure.category = Category::provider_failed;
    if (code == "content_policy_violation") snapshot.failure.category = Category::content_policy;
    if (code == "request_cancelled" || word == "cancelled") snapshot.failure.category = Category::cancelled;
    snapshot.failure.message = "the task ended as " + word + (text.empty() ? "" : ": " + text);
  }
  return snapshot;
}

Error refusal(const Reply& reply, const Json& answer) {
  const Json& inner = member_of(answer, "error");
  const std::string type = text_at(inner, "type");
  const std::string field = text_at(inner, "param");
  std::string text = text_at(inner, "message");
  if (!field.empty() && !contains(text, field)) text = field + ": " + text;
  if (text.empty()) text = reply.body;
  Error error{category_of(reply.status), text, {}, reply.status, false};
  if (starts_with(type, "insufficient_quota")) error.category = Category::insufficient_balance;
  if (type == "content_policy_violation") error.category = Category::content_policy;
  return error;
}

}  // namespace

Dialect evolink() {
  Dialect dialect;
  dialect.name = "evolink";
  dialect.default_base = "https://api.evolink.ai";
  dialect.limits_of = limits_of;
  dialect.authorization = [](const std::string& key) { return Headers{{"Authorization", "Bearer " + key}}; };
  dialect.submit_path = [](const VideoRequest&, const std::string&) { return std::string("/v1/videos/generations"); };
  dialect.submit_body = body_of;
  dialect.task_id = [](const Json& answer) { return text_at(answer, "id"); };
  dialect.status_path = [](const Task& task) { return "/v1/tasks/" + percent_encoded(task.id); };
  dialect.read_status = read;
  dialect.cancel = [](const Task&) { return std::optional<Call>{}; };  // documented nowhere
  dialect.read_cancel = [](const Reply&, const Json& answer) { return text_at(answer, "status"); };
  dialect.read_webhook = [](const Json& body) { return std::make_pair(text_at(body, "id"), read(body)); };
  dialect.refusal = refusal;
  dialect.refuses_within = [](const Json&) { return false; };
  return dialect;
}

}  // namespace refclient
