// Owns: a video as a caller asks for it, the same for all providers, and how it is read from JSON.
// Never knows: any provider's names for these things.
// Used by: callers, the dialects, validation, prices.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace refclient {

using Json = nlohmann::json;

struct Shot {
  std::string prompt;
  std::optional<int> duration{};  ///< seconds
};

/// What is not set is not sent: the provider's default holds.
struct VideoRequest {
  std::string model;  ///< the provider's own id or path of the model
  std::string prompt;
  std::optional<std::string> negative_prompt{};
  std::optional<int> duration{};  ///< seconds
  std::optional<bool> sound{};
  std::optional<std::string> aspect_ratio{};  ///< "16:9"
  std::optional<std::string> resolution{};    ///< "1080p"; only where the model's name does not say it
  std::optional<std::string> image{};         ///< URL of the first frame
  std::optional<std::string> end_image{};     ///< URL of the last frame
  std::optional<double> cfg_scale{};
  std::optional<std::string> shot_type{};
  std::optional<bool> multi_shot{};     ///< for those who want to say it; shots imply it
  std::vector<Shot> shots{};            ///< a video of several shots, instead of the prompt
  std::vector<std::string> elements{};  ///< ids of elements; text, because they have more digits than a double
};

/// The length that is asked for: the sum of the shots, else the duration, else nullopt.
std::optional<int> seconds_of(const VideoRequest& request);

/// Reads a request from JSON with the names above. Throws VideoError (validation) when a value has the wrong type;
/// never rounds, clamps or guesses. Members it does not know are refused, too: a misspelled option must not be paid
/// for.
VideoRequest request_from_json(const std::string& model, const Json& json);

}  // namespace refclient
