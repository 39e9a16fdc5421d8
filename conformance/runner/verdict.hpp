// Owns: the nine verdicts, which of two is worse, and which of them fail a run.
// Never knows: how a check is judged.
// Used by: everything that judges, counts or shows checks.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace mockling::conform {

// From best to worst; a case has the worst verdict of its checks.
enum class Verdict { not_claimed, pass, xfail, flaky, warn, xpass, inconclusive, fail, harness_error };

inline constexpr std::array<std::string_view, 9> kVerdicts = {
    "not_claimed", "pass", "xfail", "flaky", "warn", "xpass", "inconclusive", "fail", "harness_error"};

constexpr std::string_view verdict_name(Verdict verdict) { return kVerdicts[static_cast<std::size_t>(verdict)]; }

// The verdict of this name, or nothing.
constexpr std::optional<Verdict> verdict_named(std::string_view name) {
  for (std::size_t i = 0; i < kVerdicts.size(); ++i)
    if (kVerdicts[i] == name) return static_cast<Verdict>(i);
  return std::nullopt;
}

constexpr Verdict worse(Verdict a, Verdict b) { return a < b ? b : a; }

// Whether a run with such a check ends with an exit code other than 0. `strict`: a warning does, too.
constexpr bool fails(Verdict verdict, bool strict = false) {
  return verdict >= Verdict::xpass || (strict && verdict == Verdict::warn);
}

}  // namespace mockling::conform
