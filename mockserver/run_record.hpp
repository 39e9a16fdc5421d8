// Owns: what a run amounts to: its worlds' numbers, the money that was not spent, the findings. Data, not words.
// Never knows: servers, how it is shown.
// Used by: started, run, run_report.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <mockling/core/verdict.hpp>
#include <mockling/host/capture.hpp>

namespace mockling::cli {

// Adds one world to the record.
Json world_record_of(State& state, const Catalog& catalog, const MonitorTable& table, Instant now);

// What the proxy turned away, as findings.
Json refusal_findings(const std::vector<host::Refusal>& refusals, const MonitorTable& table);

// {"worlds", "requests", "jobs", "clips", "money": [{"spent", "wasted", …}], "findings", "must", "should", "info"}.
Json run_record(std::vector<Json> worlds, const Json& refusals);

// Whether the record fails a run: "must", "should" (those too), "waste" (any money wasted); nothing for "".
bool fails(const Json& record, const std::string& fail_on);

}  // namespace mockling::cli
