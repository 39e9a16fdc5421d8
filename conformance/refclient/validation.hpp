// Owns: what can be known to be wrong before a request is paid for.
// Never knows: the network, how a request is spelled.
// Used by: the client, before every submit.
#pragma once

#include <string>

#include "refclient/request.hpp"

namespace refclient {

/// What a request may hold, by the provider's pages.
struct Limits {
  int least_seconds = 3;
  int most_seconds = 15;
  int least_shot_seconds = 1;
  std::size_t prompt_length = 2500;  ///< code points
  std::size_t shot_prompt_length = 2500;
  std::size_t most_shots = 6;
  std::size_t most_elements = 7;
  std::vector<std::string> aspect_ratios{"16:9", "9:16", "1:1"};
  std::vector<std::string> resolutions;  ///< empty: the model's name says it
  std::vector<std::string> shot_types{"customize", "intelligent"};
  bool negative_prompt = true;      ///< whether the model takes one
  bool cfg_scale = true;            ///< likewise
  bool public_callbacks = false;    ///< callbacks must be https and lead out of private networks
  std::size_t callback_length = 0;  ///< 0 is without limit
};

/// Throws VideoError (validation) that names the field, its value and what is accepted.
void validate(const VideoRequest& request, const Limits& limits);

/// The same for the URL of a webhook; empty is fine.
void validate_callback(const std::string& url, const Limits& limits);

}  // namespace refclient
