#include "refclient/validation.hpp"

#include <algorithm>
#include <cmath>

#include "refclient/errors.hpp"
#include "refclient/text.hpp"

namespace refclient {
namespace {

void demand(bool holds, const std::string& what) {
  if (!holds) throw VideoError(Category::validation, what);
}

std::string list_of(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& each : values) text += (text.empty() ? "" : ", ") + each;
  return text;
}

void one_of(const char* field, const std::optional<std::string>& value, const std::vector<std::string>& accepted) {
  if (!value) return;
  const bool known = std::find(accepted.begin(), accepted.end(), *value) != accepted.end();
  demand(known, std::string(field) + " is \"" + *value + "\"; accepted: " + list_of(accepted));
}

void prompt_fits(const std::string& field, const std::string& prompt, std::size_t most) {
  const auto length = code_points(prompt);
  demand(length.has_value(), field + " is no UTF-8");
  demand(*length <= most, field + " has " + std::to_string(*length) + " characters; at most " + std::to_string(most));
}

void seconds_within(const std::string& field, int seconds, int least, int most) {
  demand(seconds >= least && seconds <= most, field + " is " + std::to_string(seconds) + "; accepted: " +
                                                  std::to_string(least) + " to " + std::to_string(most) + " seconds");
}

void validate_shots(const VideoRequest& request, const Limits& limits) {
  demand(!request.multi_shot.value_or(false) || !request.shots.empty(), "multi_shot needs shots");
  demand(request.shots.size() <= limits.most_shots, "shots has " + std::to_string(request.shots.size()) +
                                                        " entries; at most " + std::to_string(limits.most_shots));
  for (std::size_t at = 0; at < request.shots.size(); ++at) {
    const std::string field = "shots[" + std::to_string(at) + "]";
    const Shot& shot = request.shots[at];
    demand(!trimmed(shot.prompt).empty(), field + ".prompt is required");
    prompt_fits(field + ".prompt", shot.prompt, limits.shot_prompt_length);
    demand(shot.duration.has_value(), field + ".duration is required");
    seconds_within(field + ".duration", *shot.duration, limits.least_shot_seconds, limits.most_seconds);
  }
  const auto sum = seconds_of(request);
  if (request.shots.empty() || !sum) return;
  seconds_within("the sum of the shots", *sum, limits.least_seconds, limits.most_seconds);
  demand(!request.duration || *request.duration == *sum, "the shots last " + std::to_string(*sum) +
                                                             " seconds, and duration is " +
                                                             std::to_string(request.duration.value_or(0)));
}

// An id that can stand in a path as it is.
bool is_model(const std::string& model) {
  const bool plain = std::all_of(model.begin(), model.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == '/';
  });
  return plain && !model.empty() && model.front() != '/' && model.back() != '/' && !contains(model, "..") &&
         !contains(model, "//");
}

// Whether a host is this machine or in a private network, as far as its text tells.
bool is_private(const std::string& host) {
  const auto within = [&](const char* start) { return starts_with(host, start); };
  if (host == "localhost" || ends_with(host, ".localhost") || host == "0.0.0.0" || within("[")) return true;
  if (within("127.") || within("10.") || within("192.168.") || within("169.254.")) return true;
  for (int second = 16; second < 32; ++second) {
    if (within(("172." + std::to_string(second) + ".").c_str())) return true;
  }
  return false;
}

}  // namespace

void validate(const VideoRequest& request, const Limits& limits) {
  demand(is_model(request.model), "model is \"" + request.model + "\"; accepted: the id of a model, like owner/name");
  demand(!request.shots.empty() || !trimmed(request.prompt).empty(), "prompt is required");
  prompt_fits("prompt", request.prompt, limits.prompt_length);
  prompt_fits("negative_prompt", request.negative_prompt.value_or(""), limits.prompt_length);
  if (request.duration) seconds_within("duration", *request.duration, limits.least_seconds, limits.most_seconds);
  one_of("aspect_ratio", request.aspect_ratio, limits.aspect_ratios);
  one_of("shot_type", request.shot_type, limits.shot_types);
  if (!limits.resolutions.empty()) one_of("resolution", request.resolution, limits.resolutions);
  demand(!contains(request.model, "image-to-video") || !request.image.value_or("").empty(), "image is required");
  demand(limits.negative_prompt || !request.negative_prompt, request.model + " takes no negative_prompt");
  if (request.cfg_scale) {
    demand(limits.cfg_scale, request.model + " takes no cfg_scale");
    const double scale = *request.cfg_scale;
    demand(std::isfinite(scale) && scale >= 0 && scale <= 1, "cfg_scale must be from 0 to 1");
  }
  demand(request.elements.size() <= limits.most_elements, "elements has " + std::to_string(request.elements.size()) +
                                                              " entries; at most " +
                                                              std::to_string(limits.most_elements));
  validate_shots(request, limits);
}

void validate_callback(const std::string& url, const Limits& limits) {
  if (url.empty()) return;
  const std::size_t host_at = url.find("://");
  demand(host_at != std::string::npos, "the webhook must be a URL");
  demand(limits.callback_length == 0 || url.size() <= limits.callback_length,
         "the webhook has " + std::to_string(url.size()) + " characters; at most " +
             std::to_string(limits.callback_length));
  if (!limits.public_callbacks) return;
  demand(starts_with(lower(url), "https://"), "the webhook must be an https URL");
  std::string host = lower(url.substr(host_at + 3));
  host = host.substr(0, host.find_first_of("/?#"));
  host = host.substr(host.rfind('@') + 1);  // npos + 1 is 0
  if (!starts_with(host, "[")) host = host.substr(0, host.find(':'));
  demand(!is_private(host), "the webhook must not lead into a private network: " + host);
}

}  // namespace refclient
