// Owns: a list of changes as text, JSON, Markdown, JUnit and GitHub annotations.
// Never knows: how changes are found.
// Used by: drift.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mockling/drift/approvals.hpp>
#include <mockling/drift/facts.hpp>

namespace mockling::cli {

// A change, and whether somebody has accepted it.
struct Reported {
  drift::Change change;
  std::optional<drift::Approval> approval;
  bool blocks() const { return change.severity == drift::Severity::breaking && !approval; }
};

struct DriftReport {
  std::string before, after;  // names of the documents
  std::vector<Reported> changes;
  std::vector<std::string> contradictions;  // inside the new document
  std::vector<std::string> unread;          // what no reader understood
  std::vector<std::string> notes;           // approvals that have expired or match nothing
  std::vector<std::string> calls;           // what becomes of recorded requests
  std::size_t calls_judged = 0;
  std::size_t facts_before = 0, facts_after = 0;
};

std::string as_text(const DriftReport& report);
std::string as_json(const DriftReport& report);
std::string as_markdown(const DriftReport& report);
std::string as_junit(const DriftReport& report);
std::string as_github(const DriftReport& report);

}  // namespace mockling::cli
