// Owns: a case of the report as a test case of Catch2: each check a section, its words an assertion.
// Never knows: where the case comes from.
// Used by: main, library door. Needs catch.hpp before it.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include <mockling/base/json.hpp>

#include "case.hpp"
#include "report_console.hpp"
#include "totals.hpp"

namespace mockling::conform {

// Says something about a check with the case's file as its place.
inline void say(Catch::ResultWas::OfType kind, const std::string& file, const std::string& text) {
  Catch::AssertionHandler handler("", {file.c_str(), 1}, {}, Catch::ResultDisposition::ContinueOnFailure);
  handler.handleMessage(kind, text);
  handler.complete();
}

inline Catch::ResultWas::OfType weight_of(const Json& check) {
  const Verdict verdict = verdict_of(check);
  if (fails(verdict)) return Catch::ResultWas::ExplicitFailure;
  return verdict == Verdict::warn ? Catch::ResultWas::Warning : Catch::ResultWas::Ok;
}

class CatchCase final : public Catch::ITestInvoker {
 public:
  // `view` waits for the case (of a report) and returns it; it is asked once.
  CatchCase(std::string file, std::function<Json()> view) : file_(std::move(file)), wait_(std::move(view)) {}

  void invoke() const override {
    if (view_.is_null()) view_ = wait_();
    for (const Json& check : child(view_, "checks")) {
      const Catch::Section section(Catch::SectionInfo({file_.c_str(), 1}, text_of(check, "check")));
      if (!section) continue;
      const auto weight = weight_of(check);
      say(weight, file_,
          weight == Catch::ResultWas::Ok ? text_of(check, "verdict") + ": " + text_of(check, "actual")
                                         : check_in_words(view_, check));
    }
  }

 private:
  std::string file_;
  std::function<Json()> wait_;
  mutable Json view_;
};

// Makes it known to Catch2 under this name.
inline void register_case(const std::string& name, const std::string& tags, const std::string& file,
                          std::function<Json()> view) {
  Catch::AutoReg(new CatchCase(file, std::move(view)), {"conformance/cases", 1}, {}, {name, tags});
}

}  // namespace mockling::conform
