// Owns: the lab's cases as data: what is sent, what answer is right, how often a task may have been completed.
// Never knows: how anything is sent.
// Used by: lab_run, lab.cpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>
#include <mockling/spec/webhook_policy.hpp>

namespace mockling::cli {

// Which answers are right: 2xx; 4xx; 2xx or 413; anything below 500.
enum class Expected { taken, refused, taken_or_too_large, handled };
inline constexpr std::array<std::string_view, 4> kExpected{"taken", "refused", "taken-or-too-large", "handled"};

inline bool is_right(Expected expected, int status) {
  const bool taken = status >= 200 && status <= 299;
  if (expected == Expected::taken) return taken;
  if (expected == Expected::refused) return status >= 400 && status <= 499;
  return expected == Expected::handled ? status >= 200 && status < 500 : taken || status == 413;
}

struct LabStep {
  std::string task;            // the case's name for it
  bool well = true;            // how the task really ended
  std::string say;             // succeeded, failed or earlier; empty: as it ended
  std::string sign = "right";  // right, none, wrong-key or several
  std::int64_t age_s = 0;      // how long ago it was signed
  bool tamper = false;         // one byte is changed after signing
  bool odd = false;            // unusual blanks and escapes
  std::size_t pad_bytes = 0;   // more to read
  std::string content_type = "application/json";
  bool unknown = false;  // of a task that there never was
  bool slowly = false;
  std::string beside;                 // a task that is told of meanwhile; empty: none
  bool hold_clip = false;             // the clip comes only after the answer
  bool rotate = false;                // with a new key, which is published first
  std::optional<std::size_t> repeat;  // the very bytes of this earlier step
  Expected expected = Expected::handled;
};

struct LabCase {
  std::string id;
  std::string about;
  std::vector<std::string> kinds;  // of signatures; empty: all
  std::vector<LabStep> steps;
  std::map<std::string, std::int64_t> completions;
  bool needs_count = false;

  bool is_for(SignatureKind kind) const {
    const std::string name(kSignatureKinds[static_cast<std::size_t>(kind)]);
    return kinds.empty() || std::find(kinds.begin(), kinds.end(), name) != kinds.end();
  }
};

inline Result<LabStep> read_lab_step(const Json& json) {
  constexpr std::string_view kKeys =
      " task of say sign age_s tamper body pad_bytes content_type unknown pace beside hold_clip rotate repeat expect ";
  for (const auto& [key, ignored] : json.items())
    if (kKeys.find(" " + key + " ") == std::string_view::npos)
      return Error{"a step has no \"" + key + "\"; it has:" + std::string(kKeys)};
  const auto named = std::find(kExpected.begin(), kExpected.end(), text_of(json, "expect"));
  if (named == kExpected.end()) return Error{"a step expects taken, refused, taken-or-too-large or handled"};
  LabStep step;
  step.expected = static_cast<Expected>(named - kExpected.begin());
  step.task = text_of(json, "task");
  step.well = text_of(json, "of", "succeeded") == "succeeded";
  step.say = text_of(json, "say");
  step.sign = text_of(json, "sign", "right");
  step.age_s = int_of(json, "age_s");
  step.tamper = flag_of(json, "tamper");
  step.odd = text_of(json, "body") == "odd";
  step.pad_bytes = static_cast<std::size_t>(std::clamp<std::int64_t>(int_of(json, "pad_bytes"), 0, 64 << 20));
  step.content_type = text_of(json, "content_type", "application/json");
  step.unknown = flag_of(json, "unknown");
  step.slowly = text_of(json, "pace") == "slow";
  step.beside = text_of(json, "beside");
  step.hold_clip = flag_of(json, "hold_clip");
  step.rotate = flag_of(json, "rotate");
  if (member(json, "repeat") != nullptr) step.repeat = static_cast<std::size_t>(int_of(json, "repeat"));
  return step;
}

inline Result<LabCase> read_lab_case(const Json& json) {
  LabCase read{text_of(json, "id"), text_of(json, "about"), {}, {}, {}, flag_of(json, "needs_count")};
  for (const Json& kind : child(json, "for")) read.kinds.push_back(kind.get<std::string>());
  for (const Json& entry : child(json, "steps")) {
    auto step = read_lab_step(entry);
    if (!step) return Error{"case " + read.id + ": " + step.error().message};
    if (step->repeat && *step->repeat >= read.steps.size())
      return Error{"case " + read.id + ": a step repeats one that comes before it"};
    read.steps.push_back(std::move(step).value());
  }
  for (const auto& [task, times] : child(json, "completions").items())
    read.completions[task] = times.get<std::int64_t>();
  if (read.id.empty() || read.steps.empty()) return Error{"a case has an id and steps"};
  return read;
}

// {"cases": [...]}, or what is wrong with it.
inline Result<std::vector<LabCase>> read_lab_cases(const Json& document) {
  std::vector<LabCase> cases;
  for (const Json& entry : child(document, "cases")) {
    auto read = read_lab_case(entry);
    if (!read) return read.error();
    cases.push_back(std::move(read).value());
  }
  return cases;
}

}  // namespace mockling::cli
