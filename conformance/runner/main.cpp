#define CATCH_CONFIG_RUNNER
#define CATCH_CONFIG_CONSOLE_WIDTH 140
#include <catch2/catch.hpp>
#include <catch2/catch_reporter_tap.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>

#include <mockling/host/waiting.hpp>

#include "adapter.hpp"
#include "against.hpp"
#include "baseline_run.hpp"
#include "catch_case.hpp"
#include "data.hpp"
#include "observe.hpp"
#include "orphans.hpp"
#include "report.hpp"
#include "report_console.hpp"
#include "report_file.hpp"
#include "selection.hpp"
#include "totals.hpp"

namespace {

using namespace mockling;
using namespace mockling::conform;

enum Exit { kFine = 0, kFailed = 1, kUsage = 2, kHarness = 3, kNoHello = 4 };

struct Flags {
  std::string driver, command, mutant, seed, baseline, repro, against;
  bool observe = false;
  std::vector<std::string> program;  // after --, for the observe door
  Selection selection;
  StageOptions stage;
  std::vector<std::string> reports;
  unsigned jobs = 8;
  bool strict = false, list = false, dry_run = false, update_baseline = false;

  std::string door() const { return observe ? "observe" : command.empty() ? "driver" : "command"; }
};

int complain(const std::string& message, int status = kUsage) {
  std::fprintf(stderr, "mockling-conform: %s\n", message.c_str());
  return status;
}

// What a session is about, where Catch2's test cases reach it.
struct Stand {
  Flags flags;
  ReportFacts facts;
  std::unique_ptr<Stage> stage;
  std::unique_ptr<Suite> suite;  // not at the observe door
  std::optional<Catalog> other;  // of --against
  BaselineRun baseline;
  std::vector<Json> observed;
  std::vector<Json> done;  // cases in the order in which they were reported

  Json excused(Json view) {
    baseline.excuse(view);
    done.push_back(view);
    return view;
  }
};

void add_flags(Catch::Session& session, Flags& flags) {
  using Catch::clara::Opt;
  session.cli(
      session.cli() | Opt(flags.driver, "CMD")["--driver"]("a client that speaks the driver protocol (JSON lines)") |
      Opt(flags.command, "CMD")["--cmd"]("a program that is started for each case; exit 0: there is a video") |
      Opt(flags.observe)["--observe"]("judge the traffic of any program: --observe -- PROGRAM ARGUMENTS") |
      Opt(flags.stage.faults, "FAULT")["--fault"]("armed for the observed program, like lost-response@submit:1") |
      Opt(flags.reports,
          "FILE")["--report"]("write a report too: .json, .html, .md, .ctrf.json, .badge.json, .github.txt or .txt") |
      Opt(flags.baseline, "FILE")["--baseline"]("known failures, each with its reason") |
      Opt(flags.update_baseline)["--update-baseline"]("rewrite that file after this run, and show what changed") |
      Opt(flags.selection.basis,
          "LIST")["--basis"]("only checks on this ground: documented,standard,safety,convention") |
      Opt(flags.selection.shard, "PART/PARTS")["--shard"]("one part of the suite, the same on every machine") |
      Opt(flags.selection.cases, "DIR")["--cases"]("other cases than those compiled in") |
      Opt(flags.stage.spec_dir, "DIR")["--spec-dir"]("other provider data than that compiled in") |
      Opt(flags.stage.switches,
          "[PROVIDER:]NAME=READING")["--switch"]("of a contradiction in the providers' pages, for all cases") |
      Opt(flags.against, "DIR")["--against"]("other provider data: tell what would become of this client's submits") |
      Opt(flags.jobs, "N")["--jobs"]("cases at once (8)") |
      Opt(flags.seed, "N")["--seed"]("keys and numbers of this run; drawn when absent, and told") |
      Opt(flags.repro, "CASE@SEED")["--repro"]("one permutation again, as a report names it") |
      Opt(flags.strict)["--strict"]("what should be and is not fails, too") |
      Opt(flags.list)["--list"]("the permutations that would be played") |
      Opt(flags.dry_run)["--dry-run"]("the same with faults and checks") |
      Opt(flags.mutant, "NAME")["--mutant"]("told to the reference client with every run"));
}

// "submit/once[fal]@7" is a name and a seed.
void unfold_repro(Catch::Session& session, Flags& flags) {
  const std::size_t at = flags.repro.rfind('@');
  if (flags.repro.empty()) return;
  session.configData().testsOrTags = {flags.repro.substr(0, at)};
  if (at != std::string::npos) flags.seed = flags.repro.substr(at + 1);
}

double load_average() {
  double load = 0;
  return ::getloadavg(&load, 1) == 1 ? load : 0;
}

// The permutations whose test cases Catch2 is going to run.
std::vector<Permutation> chosen_of(Catch::Session& session, const std::vector<Permutation>& all) {
  auto& config = session.config();
  std::vector<Permutation> chosen;
  for (const Catch::TestCase& test : Catch::getAllTestCasesSorted(config)) {
    if (config.hasTestFilters() && !Catch::matchTest(test, config.testSpec(), config)) continue;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Permutation& each) { return each.id == test.name; });
    if (found != all.end()) chosen.push_back(*found);
  }
  return chosen;
}

Result<void> write(const std::string& path, const Json& report) {
  const auto form = report_form(path);
  if (!form) return form.error();
  std::ofstream file(path, std::ios::binary);
  file << form->write(report);
  file.close();
  return file.fail() ? Result<void>(Error{"cannot write " + path}) : Result<void>();
}

// Whether a client has claimed its way out of every check.
bool nothing_judged(const Json& report) {
  const Json& totals = child(report, "totals");
  return int_of(totals, "checks") == int_of(child(totals, "verdicts"), "not_claimed");
}

// The report, its baseline, its forms; what the program returns.
int conclude(Stand& stand) {
  const Flags& flags = stand.flags;
  stand.facts.seconds = static_cast<double>((host::machine_time() - stand.facts.started).count()) / 1e9;
  Json report = report_of(stand.facts, stand.suite ? stand.suite->hello() : Json(),
                          stand.suite ? stand.suite->claims() : Claims(), std::move(stand.done));
  stand.baseline.apply(report, flags.strict);
  const auto mistakes = stand.suite ? stand.suite->mistakes() : std::vector<std::string>();
  for (const std::string& mistake : mistakes)
    std::fprintf(stderr, "mockling-conform: the adapter breaks the protocol: %s\n", mistake.c_str());
  if (report["exit"] == kFine && !mistakes.empty()) report["exit"] = kFailed;
  if (report["exit"] == kFine && nothing_judged(report)) {
    std::fputs("mockling-conform: nothing was judged: the client claims nothing that these cases ask for\n", stderr);
    report["exit"] = kFailed;
  }
  std::fputs(report_in_words(report).c_str(), stderr);
  for (const std::string& path : flags.reports)
    if (auto written = write(path, report); !written) return complain(written.error().message);
  const auto changed = stand.baseline.finish(report);
  if (!changed) return complain(changed.error().message);
  std::fputs(changed->c_str(), stderr);
  return report["exit"].get<int>();
}

// What is wrong with the flags, before anything is started.
Result<void> check(const Flags& flags) {
  for (const std::string& path : flags.reports)
    if (const auto form = report_form(path); !form) return form.error();
  if (!flags.seed.empty() && parse_int(flags.seed).value_or(-1) < 0)
    return Error{"--seed takes a whole number, not \"" + flags.seed + "\""};
  if (flags.jobs < 1 || flags.jobs > 256) return Error{"--jobs takes 1 to 256"};
  if (flags.update_baseline && flags.baseline.empty()) return Error{"--update-baseline needs --baseline FILE"};
  if (flags.list || flags.dry_run) return {};
  const int doors = !flags.driver.empty() + !flags.command.empty() + flags.observe;
  if (doors != 1) return Error{"give the client by one of --driver CMD, --cmd CMD and --observe -- PROGRAM"};
  if (flags.observe && flags.program.empty()) return Error{"--observe needs a program: --observe -- PROGRAM ARGUMENTS"};
  return {};
}

// The data of --against, before anything is played for it.
Result<Catalog> other_data(const std::string& folder) {
  const auto files = cli::provider_files(folder);
  auto catalog = files ? load_catalog(*files) : Result<Catalog, std::vector<std::string>>({files.error().message});
  if (!catalog) return Error{"--against " + folder + ": " + join(catalog.error(), "; ")};
  return std::move(catalog).value();
}

// Reads what the flags name, so that a mistake in it is told before anything runs.
Result<void> read_files(Stand& stand) {
  const Flags& flags = stand.flags;
  auto baseline = BaselineRun::prepare(flags.baseline, flags.update_baseline, flags.selection.cases);
  if (!baseline) return baseline.error();
  stand.baseline = std::move(*baseline);
  if (flags.against.empty()) return {};
  auto other = other_data(flags.against);
  if (!other) return other.error();
  stand.other = std::move(*other);
  return {};
}

// The emulator, and what the report says of this run.
Result<void> set_up(Stand& stand, const std::vector<std::string>& basis) {
  Flags& flags = stand.flags;
  flags.stage.seed = flags.seed.empty() ? std::random_device()() : static_cast<std::uint64_t>(*parse_int(flags.seed));
  auto stage = Stage::start(flags.stage);
  if (!stage) return stage.error();
  stand.stage = std::move(*stage);
  const std::string client = flags.observe           ? " --observe"
                             : flags.command.empty() ? " --driver '" + flags.driver + "'"
                                                     : " --cmd '" + flags.command + "'";
  stand.facts = {flags.door(),  "mockling-conform" + client, flags.stage.seed, host::machine_time(), 0, basis,
                 load_average()};
  return {};
}

// What would become of the client's submits under other data; kFailed when something would be refused or cost other.
int hold_against(Stand& stand) {
  const auto verdicts = cli::judge_calls(submits_of(stand.suite->results()), stand.stage->catalog(), *stand.other);
  std::fputs(changes_in_words(verdicts).c_str(), stdout);
  return breaks(verdicts) ? kFailed : kFine;
}

int observe(Catch::Session& session, Stand& stand) {
  for (const std::string& monitor : monitors())
    register_case("observe/" + monitor, "[observe]", "conformance/monitors.json", [&stand, monitor] {
      for (const Json& view : stand.observed)
        if (text_of(view, "case") == "observe/" + monitor) return stand.excused(view);
      return Json();
    });
  const int status = run_among(*stand.stage, stand.flags.program);
  stand.observed = monitored_cases(stand.facts, stand.stage->record());
  session.run();
  const int verdict = conclude(stand);
  if (status != 0) std::fprintf(stderr, "mockling-conform: the program itself returned %d\n", status);
  return verdict != kFine ? verdict : status != 0 ? kFailed : kFine;
}

int play(Catch::Session& session, Stand& stand, const std::vector<Permutation>& chosen) {
  StartPeer start;
  if (!stand.flags.driver.empty())
    start = [&stand]() -> Result<std::shared_ptr<Peer>> {
      auto adapter = Adapter::start(stand.flags.driver, stand.stage->surroundings());
      return adapter ? Result<std::shared_ptr<Peer>>(std::move(*adapter)) : adapter.error();
    };
  stand.suite = std::make_unique<Suite>(*stand.stage, SuiteOptions{start, stand.flags.command, stand.flags.mutant,
                                                                   stand.flags.stage.seed, stand.flags.jobs});
  if (auto met = stand.suite->meet(); !met) return complain(met.error().message, kNoHello);
  stand.suite->begin(chosen);
  session.run();
  const int verdict = conclude(stand);
  const int change = stand.other ? hold_against(stand) : static_cast<int>(kFine);
  return verdict != kFine ? verdict : change;
}

int run(int argc, char** argv) {
  const auto end = std::find_if(argv, argv + argc, [](const char* word) { return std::string_view(word) == "--"; });
  Catch::Session session;
  Stand stand;
  Flags& flags = stand.flags;
  if (end != argv + argc) flags.program.assign(end + 1, argv + argc);
  add_flags(session, flags);
  if (session.applyCommandLine(static_cast<int>(end - argv), argv) != 0) return kUsage;
  if (session.configData().showHelp) return kFine;
  unfold_repro(session, flags);
  if (auto& typed = session.configData().testsOrTags; !typed.empty()) typed = {as_test_spec(join(typed, ","))};
  if (auto sound = check(flags); !sound) return complain(sound.error().message);
  const auto basis = grounds(flags.selection);
  const auto all = select(flags.selection);
  if (!all) return complain(all.error().message);
  if (auto read = read_files(stand); !read) return complain(read.error().message);
  if (flags.observe) {
    if (auto ready = set_up(stand, *basis); !ready) return complain(ready.error().message, kHarness);
    return observe(session, stand);
  }
  for (const Permutation& permutation : *all) {
    register_case(
        permutation.id, tags_of(permutation), "conformance/cases/" + text_of(permutation.document, "id") + ".json",
        [&stand, id = permutation.id] { return stand.excused(case_report(stand.facts, stand.suite->result(id))); });
  }
  const auto chosen = chosen_of(session, *all);
  if (flags.list || flags.dry_run) return std::fputs(list_of(chosen, flags.dry_run).c_str(), stdout), kFine;
  if (chosen.empty()) return complain("no case is named so; --list shows all of them");
  if (auto ready = set_up(stand, *basis); !ready) return complain(ready.error().message, kHarness);
  return play(session, stand, chosen);
}

}  // namespace

int main(int argc, char** argv) {
  adopt_orphans();
  const int status = run(argc, argv);
  end_orphans(std::chrono::seconds(5));
  return status;
}
