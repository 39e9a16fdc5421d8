// Owns: the whole suite as test cases of somebody's own Catch2 program, against a class of theirs.
// Never knows: command lines; that there are other doors.
// Used by: C++ users. Include catch.hpp before it, and say at namespace scope:
//
//   const mockling::conform::Suited suited([] { return std::make_shared<MyClient>(); });
//
// Test cases are named as everywhere ("submit/lost-response[fal]") and tagged ([conform], area, provider, level,
// basis).
#pragma once

#include <algorithm>
#include <cstdio>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <mockling/host/waiting.hpp>

#include "catch_case.hpp"
#include "local_peer.hpp"
#include "report.hpp"
#include "selection.hpp"
#include "suite.hpp"

namespace mockling::conform {

// Registers when it is made, which must be before Catch2 runs; the emulator starts with the first case that does.
class Suited {
 public:
  using MakeClient = std::function<std::shared_ptr<LocalClient>()>;

  explicit Suited(MakeClient make, std::uint64_t seed = 1) : state_(std::make_shared<State>()) {
    state_->make = std::move(make);
    state_->seed = seed;
    auto all = select({});
    if (!all) complain(all.error().message);
    if (all) state_->all = std::move(*all);
    for (const Permutation& permutation : state_->all)
      register_case(permutation.id, "[conform]" + tags_of(permutation),
                    "conformance/cases/" + text_of(permutation.document, "id") + ".json",
                    [state = state_, id = permutation.id] { return state->view(id); });
  }

 private:
  struct State {
    MakeClient make;
    std::uint64_t seed = 1;
    std::vector<Permutation> all;
    ReportFacts facts;
    std::unique_ptr<Stage> stage;
    std::unique_ptr<Suite> suite;

    Json view(const std::string& id) {
      if (!suite) start();
      return case_report(facts, suite->result(id));
    }

    // All that Catch2 is going to run is played ahead of it.
    void start() {
      facts = {"library", "your test program", seed, host::machine_time(), 0, {}, 0};
      StageOptions stage_options;
      stage_options.seed = seed;
      auto started = Stage::start(stage_options);
      if (!started) throw std::runtime_error(started.error().message);
      stage = std::move(*started);
      SuiteOptions options;
      options.start = [this] { return LocalPeer::make(make()); };
      options.seed = seed;
      suite = std::make_unique<Suite>(*stage, options);
      if (auto met = suite->meet(); !met) throw std::runtime_error(met.error().message);
      suite->begin(chosen());
    }

    std::vector<Permutation> chosen() const {
      const auto& config = *Catch::getCurrentContext().getConfig();
      std::vector<std::string> names;
      for (const Catch::TestCase& test : Catch::getAllTestCasesSorted(config))
        if (!config.hasTestFilters() || Catch::matchTest(test, config.testSpec(), config)) names.push_back(test.name);
      std::vector<Permutation> wanted;
      for (const Permutation& permutation : all)
        if (std::find(names.begin(), names.end(), permutation.id) != names.end()) wanted.push_back(permutation);
      return wanted;
    }
  };

  static void complain(const std::string& message) { std::fprintf(stderr, "mockling: %s\n", message.c_str()); }

  std::shared_ptr<State> state_;
};

}  // namespace mockling::conform
