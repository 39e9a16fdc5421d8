#include <cstdio>
#include <memory>

#include <mockling/drift/edits.hpp>
#include <mockling/host/file_text.hpp>
#include <mockling/host/waiting.hpp>

#include "commands.hpp"
#include "drift_report.hpp"
#include "drift_requests.hpp"
#include "drift_source.hpp"

namespace mockling::cli {

namespace {

struct DriftFlags {
  std::string before, after;
  std::string approve;
  std::string today;
  std::string requests, write;
  std::optional<int> serve;
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
  DriftReport report;
  report.before = before.name, report.after = after.name;
  report.facts_before = before.facts.size(), report.facts_after = after.facts.size();
  report.unread = after.unread;
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

// Our data as the new document has them: itself where it is data, else the old data with the edits it asks for.
Result<std::vector<DataFile>> new_data(const DriftFlags& flags, const drift::Document& before,
                                       const drift::Document& after, drift::Edits& edits) {
  if (after.kind == "data") return data_files(flags.after);
  auto files = data_files(flags.before);
  if (!files) return files.error();
  edits = drift::edits_for(*files, before, after);
  return drift::edited(std::move(*files), edits);
}

Result<void> judge_requests(const DriftFlags& flags, const std::vector<DataFile>& files, DriftReport& report,
                            bool& refused) {
  const auto text = file_text(flags.requests);
  if (!text) return Error{"--requests " + text.error().message};
  const auto calls = recorded_calls(*text);
  if (!calls) return Error{"--requests " + flags.requests + " " + calls.error().message};
  const auto old_files = data_files(flags.before);
  if (!old_files) return Error{"--requests: " + old_files.error().message};
  const auto before = load_catalog(*old_files), after = load_catalog(files);
  if (!before || !after) return Error{"--requests: " + join(before ? after.error() : before.error(), "; ")};
  const std::vector<CallVerdict> verdicts = judge_calls(*calls, *before, *after);
  report.calls_judged = verdicts.size();
  for (const CallVerdict& verdict : verdicts) {
    refused = refused || verdict.refused;
    for (const std::string& finding : verdict.findings)
      report.calls.push_back(verdict.place + ", " + verdict.model + ": " + finding);
  }
  return {};
}

// A .json file gets the edits as JSON Patch; a folder all of the data, edited.
Result<void> write_edits(const DriftFlags& flags, const std::vector<DataFile>& files, const drift::Edits& edits) {
  if (!ends_with(flags.write, ".json")) return write_data(flags.write, files);
  const Json proposal{{"patch", edits.patch}, {"untouched", edits.untouched}};
  const std::string text = proposal.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  return host::write_file(flags.write, text);
}

int serve_data(const std::string& folder, int port) {
  CLI::App app;
  const Run run = add_serve(app);
  app.parse(
      std::vector<std::string>{std::to_string(port), "--port", folder, "--spec-dir", "serve"});  // last word first
  return run();
}

// What follows from the new world: recorded requests, the edit, a server.
Result<void> consequences(const DriftFlags& flags, const drift::Document& before, const drift::Document& after,
                          DriftReport& report, bool& refused) {
  if (flags.requests.empty() && flags.write.empty()) return {};
  drift::Edits edits;
  const auto files = new_data(flags, before, after, edits);
  if (!files) return files.error();
  for (const std::string& line : edits.untouched) report.notes.push_back("no edit for " + line);
  if (!flags.requests.empty())
    if (const auto judged = judge_requests(flags, *files, report, refused); !judged) return judged.error();
  return flags.write.empty() ? Result<void>() : write_edits(flags, *files, edits);
}

// Where the data of the new world are, or "".
std::string new_folder(const DriftFlags& flags, const drift::Document& after) {
  if (after.kind == "data" && flags.after != "embedded") return flags.after;
  return ends_with(flags.write, ".json") ? std::string() : flags.write;
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
  if (flags.serve && new_folder(flags, *after).empty())
    return complain("--serve needs NEW to be a folder of provider data, or --write FOLDER to put the edited data in");
  DriftReport report = report_of(*before, *after, *approvals, today);
  bool refused = false;
  if (const auto done = consequences(flags, *before, *after, report, refused); !done)
    return complain(done.error().message);
  if (flags.serve)
    return std::fputs(written(flags, report).c_str(), stderr), serve_data(new_folder(flags, *after), *flags.serve);
  std::fputs(written(flags, report).c_str(), stdout);
  for (const Reported& entry : report.changes) refused = refused || entry.blocks();
  return refused ? 1 : 0;
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
  command->add_option(
      "--requests", flags->requests,
      "HAR file or journal export: say which submits would be refused, mean something else, or cost more");
  command->add_option("--write", flags->write,
                      "Propose the edit of OLD: a .json file gets a JSON Patch with sources, a folder all data edited");
  command->add_option("--serve", flags->serve, "Then serve the new world on this port; 0 takes any free one")
      ->check(CLI::Range(0, 65535));
  CLI::Option_group* format = command->add_option_group("format", "How to print; text by default");
  format->add_flag("--json", flags->json, "Print JSON");
  format->add_flag("--markdown", flags->markdown, "Print a Markdown table");
  format->add_flag("--junit", flags->junit, "Print JUnit XML");
  format->add_flag("--github", flags->github, "Print GitHub annotations");
  format->require_option(0, 1);
  return [flags] { return drift_command(*flags); };
}

}  // namespace mockling::cli
