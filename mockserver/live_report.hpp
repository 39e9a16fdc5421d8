// Owns: what verify has found, of all providers it asked, as text and as JSON.
// Never knows: how it was found.
// Used by: verify.
#pragma once

#include <string>
#include <vector>

#include "live_evidence.hpp"

namespace mockling::cli {

class LiveReport {
 public:
  void add(LiveRecord record, const Provider& provider, const std::vector<DataFile>& files);

  bool agrees() const;  // every check was answered, and as here
  std::string as_text() const;
  std::string as_json() const;
  drift::Edits promotion() const;  // of all providers

 private:
  struct Run {
    LiveRecord record;
    std::vector<LiveSighting> seen;
  };

  std::vector<Run> runs_;
};

// Edits in the form of `mockling drift --write FILE.json`.
std::string patch_text(const drift::Edits& edits);

}  // namespace mockling::cli
