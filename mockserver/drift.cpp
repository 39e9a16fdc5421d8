#include <cstdio>
#include <memory>

#include <mockling/drift/review.hpp>
#include <mockling/host/waiting.hpp>

#include "commands.hpp"
#include "drift_report.hpp"
#include "drift_source.hpp"

namespace mockling::cli {

namespace {

struct DriftFlags {
  std::string before, after;
  std::string approve;
  std::string today;
  bool json = false, markdown = false, junit = false, github = false;
};

Result<drift::Approvals> approvals_of(const DriftFlags& flags) {
  if (flags.approve.empty()) return drift::Approvals{};
  const auto text = file_text(flags.approve);
  if (!text) return Error{"--approve " + text.error().message};
  auto approvals = drift::read_approvals(*text);
  if (!approvals) return Error{"--approve " + flags.approve + ": " + approvals.error().message};
  return approvals;
}

// Approvals that do nothing any more are worth a word.
std::vector<std::string> idle(const drift::Approvals& approvals, const DriftReport& report, const std::string& today) {
  std::vector<std::string> notes;
  for (const drift::Approval& approval : approvals) {
    bool matches = false;
    for (const Reported& entry : report.changes) matches = matches || entry.change.fingerprint == approval.fingerprint;
    if (!matches)
      notes.push_back("approval " + approval.fingerprint + " matches no change");
    else if (approval.expires < today)
      notes.push_back("approval " + approval.fingerprint + " expired on " + approval.expires);
  }
  return notes;
}

DriftReport report_of(const drift::Document& before, const drift::Document& after, const drift::Approvals& approvals,
                      const std::string& today) {
  DriftReport report{before.name, after.name, {}, {}, after.unread, {}, before.facts.size(), after.facts.size()};
  for (const std::string& trouble : before.unread) report.unread.push_back(before.name + ": " + trouble);
  drift::Review review = drift::review(before, after);
  for (drift::Change& change : review.changes) {
    const drift::Approval* approval = drift::approval_of(approvals, change, today);
    report.changes.push_back({std::move(change), approval != nullptr ? std::optional(*approval) : std::nullopt});
  }
  for (const drift::Contradiction& found : review.contradictions)
    report.contradictions.push_back(found.name + ": " + found.text);
  report.notes = idle(approvals, report, today);
  return report;
}

std::string written(const DriftFlags& flags, const DriftReport& report) {
  if (flags.json) return as_json(report);
  if (flags.markdown) return as_markdown(report);
  if (flags.junit) return as_junit(report);
  return flags.github ? as_github(report) : as_text(report);
}

int drift_command(const DriftFlags& flags) {
  const std::string today = flags.today.empty() ? date_text(host::machine_time()) : flags.today;
  if (!drift::is_day(today)) return complain("--today must be a day such as 2026-12-31; got \"" + today + "\"");
  const auto approvals = approvals_of(flags);
  if (!approvals) return complain(approvals.error().message);
  const auto before = find_document(flags.before);
  if (!before) return complain(before.error().message);
  const auto after = find_document(flags.after);
  if (!after) return complain(after.error().message);
  const DriftReport report = report_of(*before, *after, *approvals, today);
  std::fputs(written(flags, report).c_str(), stdout);
  for (const Reported& entry : report.changes)
    if (entry.blocks()) return 1;
  return 0;
}

}  // namespace

Run add_drift(CLI::App& app) {
  const auto flags = std::make_shared<DriftFlags>();
  CLI::App* command =
      app.add_subcommand("drift", "Say what changed between two published descriptions, and what it breaks");
  command
      ->add_option(
          "old", flags->before,
          "embedded, a folder (like schemas/), a file (OpenAPI, model catalog, saved page), or a URL of this machine")
      ->required();
  command->add_option("new", flags->after, "The same, as it is published now")->required();
  command->add_option("--approve", flags->approve, "JSON file of accepted changes: fingerprint, reason, expires");
  command->add_option("--today", flags->today, "Judge the expiry of approvals on this day instead of the real one");
  CLI::Option_group* format = command->add_option_group("format", "How to print; text by default");
  format->add_flag("--json", flags->json, "Print JSON");
  format->add_flag("--markdown", flags->markdown, "Print a Markdown table");
  format->add_flag("--junit", flags->junit, "Print JUnit XML");
  format->add_flag("--github", flags->github, "Print GitHub annotations");
  format->require_option(0, 1);
  return [flags] { return drift_command(*flags); };
}

}  // namespace mockling::cli
