#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <catch2/catch_reporter_tap.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>

#include <mockling/host/waiting.hpp>

#include "adapter.hpp"
#include "baseline_run.hpp"
#include "report.hpp"
#include "report_console.hpp"
#include "report_file.hpp"
#include "shard.hpp"
#include "suite_data.hpp"
#include "totals.hpp"

namespace {

using namespace mockling;
using namespace mockling::conform;

enum Exit { kFine = 0, kFailed = 1, kUsage = 2, kHarness = 3, kNoHello = 4 };

struct Flags {
  std::string driver, command, cases, basis, shard, spec_dir, mutant, seed, baseline;
  std::vector<std::string> reports;
  unsigned jobs = 8;
  bool strict = false, list = false, dry_run = false, update_baseline = false;
};

int complain(const std::string& message, int status = kUsage) {
  std::fprintf(stderr, "mockling-conform: %s\n", message.c_str());
  return status;
}

// What a session is about, where Catch2's own objects can reach it.
struct Stand {
  ReportFacts facts;
  std::unique_ptr<Stage> stage;
  std::unique_ptr<Suite> suite;
  std::vector<Json> done;  // cases in the order in which they were reported
  BaselineRun baseline;
};

void say(Catch::ResultWas::OfType kind, const std::string& file, const std::string& text) {
  Catch::AssertionHandler handler("", {file.c_str(), 1}, {}, Catch::ResultDisposition::ContinueOnFailure);
  handler.handleMessage(kind, text);
  handler.complete();
}

Catch::ResultWas::OfType weight_of(const Json& check) {
  const Verdict verdict = verdict_of(check);
  if (fails(verdict)) return Catch::ResultWas::ExplicitFailure;
  return verdict == Verdict::warn ? Catch::ResultWas::Warning : Catch::ResultWas::Ok;
}

// One permutation as a test case of Catch2: each check is a section.
class Reported final : public Catch::ITestInvoker {
 public:
  Reported(Stand& stand, Permutation permutation) : stand_(stand), permutation_(std::move(permutation)) {}

  void invoke() const override {
    if (view_.is_null()) {
      view_ = case_report(stand_.facts, stand_.suite->result(permutation_.id));
      stand_.baseline.excuse(view_);
      stand_.done.push_back(view_);
    }
    const std::string file = "conformance/cases/" + text_of(permutation_.document, "id") + ".json";
    for (const Json& check : child(view_, "checks")) {
      const std::string name = text_of(check, "check");
      const Catch::Section section(Catch::SectionInfo({file.c_str(), 1}, name));
      if (!section) continue;
      const auto weight = weight_of(check);
      say(weight, file,
          weight == Catch::ResultWas::Ok ? text_of(check, "verdict") + ": " + text_of(check, "actual")
                                         : check_in_words(view_, check));
    }
  }

 private:
  Stand& stand_;
  Permutation permutation_;
  mutable Json view_;
};

std::string tags_of(const Permutation& permutation) {
  std::vector<std::string> words{permutation.area, permutation.provider,
                                 "wave" + std::to_string(int_of(permutation.document, "wave", 1))};
  if (permutation.quiet()) words.emplace_back("quiet");
  for (const Json& check : child(permutation.document, "expect"))
    for (const char* field : {"level", "basis"}) words.push_back(text_of(check, field));
  std::string tags;
  for (const std::string& word : words)
    if (tags.find("[" + word + "]") == std::string::npos) tags += "[" + word + "]";
  return tags;
}

// Names are typed as they are shown: "submit/lost-response[fal]" is no tag, and a name without brackets is all of its
// permutations.
std::string as_test_spec(const std::string& typed) {
  if (typed.find('/') == std::string::npos) return typed;
  std::string spec;
  for (const char c : typed) spec += c == '[' || c == ']' || c == ',' ? std::string("\\") + c : std::string(1, c);
  return typed.find('[') == std::string::npos && typed.back() != '*' ? spec + "*" : spec;
}

bool has_basis(const Json& check, const std::vector<std::string>& basis) {
  return std::find(basis.begin(), basis.end(), text_of(check, "basis")) != basis.end();
}

std::vector<std::string> words_of(const std::string& list) {
  std::vector<std::string> words;
  for (const std::string_view word : split(list, ',')) words.emplace_back(trim(word));
  return words;
}

// Every permutation that counts here: of this part of the suite, with the checks on this ground.
Result<std::vector<Permutation>> wanted(const Flags& flags, const std::vector<std::string>& basis) {
  const auto cases = all_cases(flags.cases);
  if (!cases) return cases.error();
  const auto shard = flags.shard.empty() ? Result<Shard>(Shard{}) : parse_shard(flags.shard);
  if (!shard) return shard.error();
  std::vector<Permutation> all;
  for (const Json& document : *cases)
    for (Permutation& permutation : permutations(document)) {
      Json& checks = permutation.document["expect"];
      checks.erase(
          std::remove_if(checks.begin(), checks.end(), [&](const Json& check) { return !has_basis(check, basis); }),
          checks.end());
      if (!checks.empty() && in_shard(*shard, permutation.id)) all.push_back(std::move(permutation));
    }
  return all;
}

void list(const std::vector<Permutation>& chosen) {
  for (const Permutation& permutation : chosen)
    std::printf("%-48s %s\n", permutation.id.c_str(), text_of(permutation.document, "title").c_str());
  std::printf("%zu permutations\n", chosen.size());
}

void list_with_checks(const std::vector<Permutation>& chosen) {
  for (const Permutation& permutation : chosen) {
    std::printf("%s: %s\n", permutation.id.c_str(), text_of(permutation.document, "title").c_str());
    for (const Json& fault : child(permutation.document, "faults"))
      std::printf("  fault %s\n", fault.is_string() ? fault.get<std::string>().c_str() : dump(fault).c_str());
    for (const Json& check : child(permutation.document, "expect"))
      std::printf("  %-6s %s: %s\n", text_of(check, "level").c_str(), text_of(check, "check").c_str(),
                  text_of(check, "requires").c_str());
  }
}

void add_flags(Catch::Session& session, Flags& flags) {
  using Catch::clara::Opt;
  session.cli(session.cli() |
              Opt(flags.driver, "CMD")["--driver"]("a client that speaks the driver protocol (JSON lines)") |
              Opt(flags.command, "CMD")["--cmd"]("a program that is started for each case; exit 0: there is a video") |
              Opt(flags.reports, "FILE")["--report"](
                  "write a report too: .json, .html, .md, .ctrf.json, .badge.json, .github.txt, .txt") |
              Opt(flags.basis, "LIST")["--basis"]("only checks on this ground: documented,standard,safety,convention") |
              Opt(flags.jobs, "N")["--jobs"]("cases at once (8)") |
              Opt(flags.seed, "N")["--seed"]("keys and numbers of this run; drawn when absent, and told") |
              Opt(flags.shard, "PART/PARTS")["--shard"]("one part of the suite, the same on every machine") |
              Opt(flags.strict)["--strict"]("what should be and is not fails, too") |
              Opt(flags.baseline, "FILE")["--baseline"]("what is known to fail, and has to go on failing") |
              Opt(flags.update_baseline)["--update-baseline"]("rewrite that file after the run, show what changed") |
              Opt(flags.list)["--list"]("the permutations that would be played") |
              Opt(flags.dry_run)["--dry-run"]("the same with faults and checks") |
              Opt(flags.cases, "DIR")["--cases"]("other cases than those compiled in") |
              Opt(flags.spec_dir, "DIR")["--spec-dir"]("other provider data than that compiled in") |
              Opt(flags.mutant, "NAME")["--mutant"]("told to the reference client with every run"));
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

int conclude(Stand& stand, const Flags& flags, double seconds) {
  stand.facts.seconds = seconds;
  Json report = report_of(stand.facts, stand.suite->hello(), stand.suite->claims(), std::move(stand.done));
  stand.baseline.apply(report, flags.strict);
  for (const std::string& mistake : stand.suite->mistakes())
    std::fprintf(stderr, "mockling-conform: the adapter breaks the protocol: %s\n", mistake.c_str());
  if (report["exit"] == kFine && !stand.suite->mistakes().empty()) report["exit"] = kFailed;
  std::fputs(report_in_words(report).c_str(), stderr);
  for (const std::string& path : flags.reports)
    if (auto written = write(path, report); !written) return complain(written.error().message);
  const auto changed = stand.baseline.finish(report);
  if (!changed) return complain(changed.error().message);
  std::fputs(changed->c_str(), stderr);
  return report["exit"].get<int>();
}

int run(int argc, char** argv) {
  Catch::Session session;
  Flags flags;
  add_flags(session, flags);
  if (const int wrong = session.applyCommandLine(argc, argv); wrong != 0) return kUsage;
  if (session.configData().showHelp) return kFine;
  auto& typed = session.configData().testsOrTags;
  for (std::string& name : typed) name = as_test_spec(name);
  if (typed.size() > 1) typed = {join(typed, ",")};  // any of them; Catch2 itself would look for all in one name
  const auto basis = words_of(flags.basis.empty() ? "documented,standard,safety,convention" : flags.basis);
  const auto all = wanted(flags, basis);
  if (!all) return complain(all.error().message);
  if (all->empty()) return complain("there are no cases with these checks");
  for (const std::string& path : flags.reports)
    if (const auto form = report_form(path); !form) return complain(form.error().message);
  const auto seed = flags.seed.empty() ? std::optional<std::int64_t>(std::random_device()()) : parse_int(flags.seed);
  if (!seed || *seed < 0) return complain("--seed takes a whole number, not \"" + flags.seed + "\"");

  Stand stand;
  auto baseline = BaselineRun::prepare(flags.baseline, flags.update_baseline, flags.cases);
  if (!baseline) return complain(baseline.error().message);
  stand.baseline = std::move(*baseline);
  for (const Permutation& permutation : *all)
    Catch::AutoReg(new Reported(stand, permutation), {"conformance/cases", 1}, {},
                   {permutation.id, tags_of(permutation)});
  const auto chosen = chosen_of(session, *all);
  if (chosen.empty()) return complain("no case here is named so; --list shows those there are");
  if (flags.list || flags.dry_run) return (flags.list ? list(chosen) : list_with_checks(chosen)), kFine;
  if (flags.driver.empty() == flags.command.empty()) return complain("give the client by --driver CMD or by --cmd CMD");

  auto stage = Stage::start({static_cast<std::uint64_t>(*seed), flags.spec_dir});
  if (!stage) return complain(stage.error().message, kHarness);
  stand.stage = std::move(*stage);
  const bool driven = !flags.driver.empty();
  stand.facts = {
      driven ? "driver" : "command",
      std::string("mockling-conform ") + (driven ? "--driver '" + flags.driver : "--cmd '" + flags.command) + "'",
      static_cast<std::uint64_t>(*seed),
      host::machine_time(),
      0,
      basis,
      load_average()};
  StartPeer start;
  if (driven)
    start = [&]() -> Result<std::shared_ptr<Peer>> {
      auto adapter = Adapter::start(flags.driver, stand.stage->surroundings());
      return adapter ? Result<std::shared_ptr<Peer>>(std::move(*adapter)) : adapter.error();
    };
  stand.suite = std::make_unique<Suite>(
      *stand.stage, SuiteOptions{start, flags.command, flags.mutant, static_cast<std::uint64_t>(*seed), flags.jobs});
  if (auto met = stand.suite->meet(); !met) return complain(met.error().message, kNoHello);
  stand.suite->begin(chosen);
  session.run();
  return conclude(stand, flags, static_cast<double>((host::machine_time() - stand.facts.started).count()) / 1e9);
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  return run(argc, argv);
}
