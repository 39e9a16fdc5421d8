#include "refclient/wavespeed.hpp"

#include <utility>

#include "refclient/text.hpp"

namespace refclient {
namespace {

Json body_of(const VideoRequest& request, const std::string& /*webhook*/) {
  Json body = Json::object();
  if (!request.prompt.empty()) body["prompt"] = request.prompt;
  if (request.negative_prompt) body["negative_prompt"] = *request.negative_prompt;
  // With shots, duration is what is billed: say their sum when the caller does not.
  if (const auto seconds = request.duration ? request.duration : seconds_of(request)) body["duration"] = *seconds;
  if (request.sound) body["sound"] = *request.sound;
  if (request.aspect_ratio) body["aspect_ratio"] = *request.aspect_ratio;
  if (request.image) body["image"] = *request.image;
  if (request.end_image) body["end_image"] = *request.end_image;
  if (request.cfg_scale) body["cfg_scale"] = *request.cfg_scale;
  if (request.shot_type) body["shot_type"] = *request.shot_type;
  for (const Shot& shot : request.shots)
    body["multi_prompt"].push_back({{"prompt", shot.prompt}, {"duration", shot.duration.value_or(5)}});
  for (const std::string& id : request.elements) body["element_list"].push_back({{"element_id", id}});
  return body;
}

// Answers are wrapped in {code, message, data}; webhooks are the prediction itself.
const Json& prediction_of(const Json& answer) {
  const Json& data = member_of(answer, "data");
  return data.is_object() ? data : answer;
}

std::vector<Output> outputs_of(const Json& prediction) {
  std::vector<Output> outputs;
  const auto add = [&](const Json& item) {
    const std::string url = item.is_string() ? item.get<std::string>() : text_at(item, "url");
    if (!url.empty()) outputs.push_back({url, {}, std::nullopt, std::nullopt});
  };
  const Json& list = member_of(prediction, "outputs");  // the pages say array and string
  if (list.is_array()) {
    for (const Json& item : list) add(item);
  } else {
    add(list);
  }
  const Json& flags = member_of(prediction, "has_nsfw_contents");  // may be null, absent, or shorter than the outputs
  for (std::size_t at = 0; flags.is_array() && at < flags.size() && at < outputs.size(); ++at) {
    if (flags[at].is_boolean()) outputs[at].nsfw = flags[at].get<bool>();
  }
  return outputs;
}

Error failure_of(const Json& prediction, const std::string& word) {
  const std::string text = text_at(prediction, "error");
  const Json& code = member_of(prediction, "code");
  Error error{Category::provider_failed, "the task ended as " + word + (text.empty() ? "" : ": " + text), {}, 0, false};
  if (word == "cancelled" || word == "deleted") error.category = Category::cancelled;
  if (code == 1200) error.category = Category::content_policy;
  if (code == 1407) error.category = Category::insufficient_balance;
  return error;
}

Snapshot read(const Json& answer) {
  const Json& prediction = prediction_of(answer);
  Snapshot snapshot;
  snapshot.word = text_at(prediction, "status");
  const std::string& word = snapshot.word;
  if (word == "created" || word == "processing") {
    snapshot.phase = Phase::alive;
  } else if (word == "completed") {
    snapshot.phase = Phase::succeeded;
    snapshot.outputs = outputs_of(prediction);
  } else if (word == "failed" || word == "cancelled" || word == "timeout" || word == "deleted") {
    snapshot.phase = Phase::failed;  // with or without a text in "error"
    snapshot.failure = failure_of(prediction, word);
  }
  return snapshot;
}

Error refusal(const Reply& reply, const Json& answer) {
  const Json& code = member_of(answer, "code");
  const bool success = reply.status >= 200 && reply.status < 300;  // then the code inside tells
  const int status = success && code.is_number_integer() ? code.get<int>() : reply.status;
  std::string text = text_at(answer, "message");
  if (text.empty()) text = reply.body;
  Error error{category_of(status), text, {}, reply.status, false};
  // A lack of money comes as 400; only the text tells it from a wrong request.
  if (status == 400 && contains(lower(text), "insufficient credit")) error.category = Category::insufficient_balance;
  return error;
}

Limits limits_of(const std::string& model) {
  Limits limits;
  limits.least_shot_seconds = 3;
  limits.most_elements = 3;
  limits.negative_prompt = limits.cfg_scale = !contains(model, "-o3-");
  return limits;
}

std::string prediction_path(const Task& task) { return "/api/v3/predictions/" + percent_encoded(task.id); }

}  // namespace

Dialect wavespeed() {
  Dialect dialect;
  dialect.name = "wavespeed";
  dialect.default_base = "https://api.wavespeed.ai";
  dialect.limits_of = limits_of;
  dialect.authorization = [](const std::string& key) { return Headers{{"Authorization", "Bearer " + key}}; };
  dialect.submit_path = [](const VideoRequest& request, const std::string& webhook) {
    const std::string path = "/api/v3/" + request.model;
    return webhook.empty() ? path : with_query(path, "webhook", webhook);
  };
  dialect.submit_body = body_of;
  dialect.task_id = [](const Json& answer) { return text_at(prediction_of(answer), "id"); };
  dialect.status_path = [](const Task& task) { return prediction_path(task) + "/result"; };
  dialect.read_status = read;
  dialect.cancel = [](const Task& task) { return Call{"DELETE", prediction_path(task)}; };
  dialect.read_cancel = [](const Reply&, const Json& answer) { return text_at(prediction_of(answer), "status"); };
  dialect.read_webhook = [](const Json& body) {
    return std::make_pair(text_at(prediction_of(body), "id"), read(body));
  };
  dialect.refusal = refusal;
  dialect.refuses_within = [](const Json& answer) {
    const Json& code = member_of(answer, "code");
    return code.is_number_integer() && code != 200 && !member_of(answer, "data").is_object();
  };
  return dialect;
}

}  // namespace refclient
