// Owns: what answers of a real provider say of our facts: which were seen to be so, which are contradicted; the record
// of that, and the edit that makes assumed facts observed.
// Never knows: how answers are got. Used by: verify.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <mockling/drift/edits.hpp>

#include "live_compare.hpp"

namespace mockling::cli {

// A check that was made: what was asked of whom, and what came back on both sides.
struct LiveExchange {
  const LiveCheck* check = nullptr;
  std::string asked;  // "GET https://api.example/v1/x, without a key"
  LiveAnswer here, there;
  std::vector<LiveDifference> differences;

  bool answered() const { return there.status != 0; }
};

// A fact and what was seen of it.
struct LiveSighting {
  std::string file;  // below schemas/
  std::string pointer;
  std::string confidence;  // of its evidence so far
  bool agrees = false;
  std::string check, asked;  // where it was seen; where it was contradicted, if it was
  std::string place;         // of the answer
  std::string here, there;   // when it is contradicted
};

// Everything that is known of the run, for people and for other programs.
struct LiveRecord {
  std::string provider, day;
  std::string place;  // whom was asked: a host, or the URL that stood for it
  std::vector<LiveExchange> exchanges;
};

// One sighting for each fact that some answer showed, in the order of the checks. A fact that several checks show
// agrees when all do. `files` are our data.
std::vector<LiveSighting> sightings(const LiveRecord& record, const Provider& provider,
                                    const std::vector<DataFile>& files);

// The evidence of every assumed fact that agrees becomes "observed", in the form of `mockling drift --write`: JSON
// Patch that adds to "sources" and touches nothing else. What was contradicted is listed under "untouched".
drift::Edits promotion(const LiveRecord& record, const std::vector<LiveSighting>& seen);

// Provider, day, every request and answer (as far as they may be shown), every fact.
Json trace(const LiveRecord& record, const std::vector<LiveSighting>& seen);

}  // namespace mockling::cli
