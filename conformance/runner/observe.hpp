// Owns: the door that needs no adapter: a program is run, and monitors judge its traffic.
// Never knows: cases, Catch2.
// Used by: main.
#pragma once

#include <string>
#include <vector>

#include "report.hpp"
#include "stage.hpp"

namespace mockling::conform {

// Runs the program with its own streams among the stage's surroundings; the shell's way of a status.
int run_among(const Stage& stage, const std::vector<std::string>& command);

// The ids of the monitors there are, in order.
std::vector<std::string> monitors();

// What the monitors found in all that happened on the stage so far: one case of the report for each.
std::vector<Json> monitored_cases(const ReportFacts& facts, const Json& record);

}  // namespace mockling::conform
