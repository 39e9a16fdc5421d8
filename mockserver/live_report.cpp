#include "live_report.hpp"

#include <algorithm>

#include <mockling/version.hpp>

namespace mockling::cli {

namespace {

std::string indented(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string verdict_of(const LiveExchange& exchange) {
  return !exchange.answered() ? "silent " : exchange.differences.empty() ? "agrees " : "differs";
}

std::string lines_of(const LiveExchange& exchange) {
  std::string text = verdict_of(exchange) + "  " + exchange.check->id + "  " + exchange.asked + "\n";
  if (!exchange.answered()) text += "    " + exchange.there.failure + "\n";
  for (const LiveDifference& each : exchange.differences)
    text += "    " + each.place + ": here " + each.here + ", there " + each.there + "\n";
  return text;
}

std::size_t count(const std::vector<LiveSighting>& seen, bool agrees, bool assumed) {
  return static_cast<std::size_t>(std::count_if(seen.begin(), seen.end(), [&](const LiveSighting& each) {
    return each.agrees == agrees && (each.confidence == "assumed") == assumed;
  }));
}

std::string facts_text(const std::vector<LiveSighting>& seen) {
  std::string text;
  for (const LiveSighting& each : seen)
    if (!each.agrees)
      text += "  not so: " + each.file + " " + each.pointer + " (" + each.confidence + "): " + each.place + " is " +
              each.there + "\n";
  return text + "  " + std::to_string(seen.size()) + " facts seen: " + std::to_string(count(seen, true, true)) +
         " assumed and so, " + std::to_string(count(seen, false, true)) + " assumed and not so, " +
         std::to_string(count(seen, true, false)) + " known and so, " + std::to_string(count(seen, false, false)) +
         " known and not so\n";
}

}  // namespace

void LiveReport::add(LiveRecord record, const Provider& provider, const std::vector<DataFile>& files) {
  auto seen = sightings(record, provider, files);
  runs_.push_back({std::move(record), std::move(seen)});
}

bool LiveReport::agrees() const {
  for (const Run& run : runs_)
    for (const LiveExchange& exchange : run.record.exchanges)
      if (!exchange.answered() || !exchange.differences.empty()) return false;
  return true;
}

std::string LiveReport::as_text() const {
  std::string text;
  for (const Run& run : runs_) {
    text += (text.empty() ? "" : "\n") + run.record.place + "\n";
    for (const LiveExchange& exchange : run.record.exchanges) text += lines_of(exchange);
    text += facts_text(run.seen);
  }
  return text;
}

std::string LiveReport::as_json() const {
  Json runs = Json::array();
  for (const Run& run : runs_) runs.push_back(trace(run.record, run.seen));
  return indented({{"mockling", kVersion}, {"agrees", agrees()}, {"runs", std::move(runs)}});
}

drift::Edits LiveReport::promotion() const {
  drift::Edits all;
  for (const Run& run : runs_) {
    drift::Edits edits = cli::promotion(run.record, run.seen);
    for (Json& step : edits.patch) all.patch.push_back(std::move(step));
    all.untouched.insert(all.untouched.end(), edits.untouched.begin(), edits.untouched.end());
  }
  return all;
}

std::string patch_text(const drift::Edits& edits) {
  return indented({{"patch", edits.patch}, {"untouched", edits.untouched}});
}

}  // namespace mockling::cli
