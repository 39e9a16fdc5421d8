// Owns: what would become of recorded requests under other provider data: refused, understood otherwise, or dearer.
// Never knows: documents; how data came to be other.
// Used by: drift.
#pragma once

#include <string>
#include <vector>

#include <mockling/spec/catalog.hpp>

namespace mockling::cli {

// A submit that was recorded: where it stands in the recording, its path without the query, its body.
struct RecordedCall {
  std::string place;
  std::string path;
  Json body;
};

// The submits in a HAR file or in an export of /_mockling/journal, or why there are none to be found.
Result<std::vector<RecordedCall>> recorded_calls(std::string_view text);

// What becomes of one call.
struct CallVerdict {
  std::string place, model;
  bool refused = false;               // taken before, refused now
  std::vector<std::string> findings;  // in words; empty: nothing changes
};

// The verdict on every call to a model of `before`; others are passed over.
std::vector<CallVerdict> judge_calls(const std::vector<RecordedCall>& calls, const Catalog& before,
                                     const Catalog& after);

}  // namespace mockling::cli
