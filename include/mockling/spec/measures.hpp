// Owns: what can be measured of a given file, by the names that limits in the data use, and whether a limit is kept.
// Never knows: which limits there are, or what a provider says of one that is broken.
// Used by: core/file_limits, providers.
#pragma once

#include <algorithm>

#include <mockling/spec/seconds.hpp>

namespace mockling {

// size (bytes), width, height, shorter, longer (pixels), ratio, duration (seconds), rate (frames a second), format.
// What is not known is left out.
inline Json measures_of(const FileFacts& facts) {
  Json measures = Json::object();
  if (facts.size > 0) measures["size"] = facts.size;
  if (facts.width > 0 && facts.height > 0) {
    measures["width"] = facts.width;
    measures["height"] = facts.height;
    measures["shorter"] = std::min(facts.width, facts.height);
    measures["longer"] = std::max(facts.width, facts.height);
    measures["ratio"] = static_cast<double>(facts.width) / facts.height;
  }
  if (facts.length.count() > 0) measures["duration"] = static_cast<double>(facts.length.count()) / 1000;
  if (facts.rate > 0) measures["rate"] = facts.rate;
  if (!facts.format.empty()) measures["format"] = facts.format;
  return measures;
}

// Whether a measure is inside its limits; nullptr is a limit that is not there, or a measure that is not known.
inline bool is_within(const Json* measure, const Json* least, const Json* most) {
  if (measure == nullptr) return true;
  return (least == nullptr || !(*measure < *least)) && (most == nullptr || !(*most < *measure));
}

}  // namespace mockling
