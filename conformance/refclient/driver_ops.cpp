// The operations of the driver protocol: a line of the client each.
#include "refclient/driver.hpp"

namespace refclient::driver {
namespace {

Json money_of(const std::optional<Money>& money) {
  if (!money) return nullptr;
  return {{"amount", amount_text(*money)}, {"currency", money->currency}};
}

Json flag_of(const std::optional<bool>& flag) { return flag ? Json(*flag) : Json(nullptr); }

Json output_of(const Output& output, const SavedFile* file) {
  Json json{
      {"url", output.url}, {"path", nullptr}, {"sha256", nullptr}, {"size", nullptr}, {"nsfw", flag_of(output.nsfw)}};
  if (file != nullptr) {
    json["path"] = file->path.string();
    json["sha256"] = file->sha256;
    json["size"] = file->size;
  }
  return json;
}

Json generate(Run& run) {
  return value_of(run.client().generate(run.request(), run.submit_options(), run.save_options()));
}

Json submit(Run& run) {
  const Task task = run.client().submit(run.request(), run.submit_options());
  return {
      {"task_id", task.id}, {"status", nullptr}, {"outputs", Json::array()}, {"cost", nullptr}, {"attempts", nullptr}};
}

Json wait(Run& run) { return value_of(run.client().wait(run.task(), run.token())); }

Json resume(Run& run) { return value_of(run.client().resume(run.task(), run.save_options(), run.token())); }

Json cancel(Run& run) {
  const Task task = run.task();
  return {{"task_id", task.id}, {"status", run.client().cancel(task)}, {"outputs", Json::array()}};
}

Json download(Run& run) {
  const Output output{run.text("url"), {}, std::nullopt, std::nullopt};
  const SavedFile file = run.client().save(output, run.save_options(), run.token());
  return {{"task_id", nullptr}, {"status", nullptr}, {"outputs", Json::array({output_of(output, &file)})}};
}

Json estimate(Run& run) { return {{"cost", money_of(run.client().estimate(run.request()))}}; }

}  // namespace

Json value_of(const Video& video) {
  Json outputs = Json::array();
  for (std::size_t at = 0; at < video.outputs.size(); ++at) {
    outputs.push_back(output_of(video.outputs[at], at < video.files.size() ? &video.files[at] : nullptr));
  }
  return {{"task_id", video.task.id},
          {"status", video.status},
          {"outputs", outputs},
          {"cost", money_of(video.cost)},
          {"attempts", nullptr}};
}

std::map<std::string, std::function<Json(Run&)>> operations() {
  return {{"generate", generate},
          {"submit", submit},
          {"wait", wait},
          {"resume", resume},
          {"cancel", cancel},
          {"download", download},
          {"estimate", estimate},
          {"webhook_listen", webhook_listen},
          {"verify_webhook", verify_webhook}};
}

}  // namespace refclient::driver
