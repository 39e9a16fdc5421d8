#include "refclient/prices.hpp"

#include <algorithm>

#include "refclient/errors.hpp"
#include "refclient/text.hpp"

namespace refclient {
namespace {

// A second of a family of models. The family is the start of the model's id; of several that fit the first one holds.
// The prices stand on the models' pages; see the README of the suite for their dates.
struct Row {
  const char* provider;
  const char* family;
  const char* resolution;  // "" is any
  const char* silent;
  const char* with_sound;
};

constexpr Row kRows[] = {
    {"wavespeed", "kwaivgi/kling-video-o3-4k/", "", "0.42", "0.42"},
    {"wavespeed", "kwaivgi/kling-video-o3-pro/", "", "0.112", "0.14"},
    {"wavespeed", "kwaivgi/kling-video-o3-std/", "", "0.084", "0.112"},
    {"wavespeed", "kwaivgi/kling-v3.0-4k/", "", "0.42", "0.42"},
    {"wavespeed", "kwaivgi/kling-v3.0-pro/", "", "0.112", "0.168"},
    {"wavespeed", "kwaivgi/kling-v3.0-std/", "", "0.084", "0.126"},
    {"wavespeed", "kwaivgi/kling-v3-turbo-pro/", "", "0.14", "0.14"},
    {"wavespeed", "kwaivgi/kling-v3-turbo-std/", "", "0.112", "0.112"},
    {"fal", "fal-ai/kling-video/o3/4k/", "", "0.42", "0.42"},
    {"fal", "fal-ai/kling-video/o3/pro/", "", "0.112", "0.14"},
    {"fal", "fal-ai/kling-video/o3/standard/", "", "0.084", "0.112"},
    {"fal", "fal-ai/kling-video/v3/4k/", "", "0.42", "0.42"},
    {"fal", "fal-ai/kling-video/v3/pro/", "", "0.112", "0.168"},
    {"fal", "fal-ai/kling-video/v3/standard/", "", "0.084", "0.126"},
    {"fal", "fal-ai/kling-video/v3/turbo/pro/", "", "0.14", "0.14"},
    {"fal", "fal-ai/kling-video/v3/turbo/standard/", "", "0.112", "0.112"},
    {"evolink", "kling-o3-text-to-video", "1080p", "7.2036", "9.0018"},
    {"evolink", "kling-o3-text-to-video", "", "5.4", "7.2036"},
    {"evolink", "kling-o3-image-to-video", "1080p", "7.2036", "9.0018"},
    {"evolink", "kling-o3-image-to-video", "", "5.4", "7.2036"},
    {"evolink", "kling-o3-reference-to-video", "1080p", "10.8054", "10.8054"},
    {"evolink", "kling-o3-reference-to-video", "", "8.1", "8.1"},
};

// fal's V3 models make sound unless they are told not to; all others are silent.
bool sound_of(const VideoRequest& request) {
  return request.sound.value_or(starts_with(request.model, "fal-ai/kling-video/v3/"));
}

// What is made from a video is as long as that video, which nobody here has seen.
bool length_is_known(const std::string& model) {
  return ends_with(model, "text-to-video") || ends_with(model, "image-to-video") ||
         ends_with(model, "reference-to-video");
}

}  // namespace

Money price_of(const std::string& provider, const VideoRequest& request) {
  const auto* const row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& each) {
    const std::string resolution = each.resolution;
    return provider == each.provider && starts_with(request.model, each.family) &&
           (resolution.empty() || resolution == request.resolution.value_or(""));
  });
  if (row == std::end(kRows) || !length_is_known(request.model))
    throw VideoError(Category::other, "the price of " + request.model + " is not known");
  const auto second = millionths_of(sound_of(request) ? row->with_sound : row->silent).value();
  const int seconds = std::max(3, seconds_of(request).value_or(5));  // nobody bills less than three seconds
  return {second * seconds, provider == "evolink" ? "credits" : "USD"};
}

}  // namespace refclient
