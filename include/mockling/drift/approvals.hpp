// Owns: the list of changes that somebody has accepted, with a reason and a last day.
// Never knows: files, today.
// Used by: mockserver drift.
#pragma once

#include <mockling/base/time.hpp>
#include <mockling/drift/bounded.hpp>
#include <mockling/drift/change.hpp>

namespace mockling::drift {

struct Approval {
  std::string fingerprint;
  std::string reason;
  std::string expires;  // "2026-12-31": the last day on which it counts
};

using Approvals = std::vector<Approval>;

// A day as "YYYY-MM-DD", or nothing.
inline bool is_day(const std::string& text) {
  return text.size() == 10 && parse_instant(text + "T00:00:00Z").has_value();
}

// {"approved": [{"fingerprint", "reason", "expires"}, …]}, or the first entry that is not as it must be.
inline Result<Approvals> read_approvals(std::string_view text) {
  const auto root = bounded_json(text);
  if (!root) return Error{root.error().message};
  const Json& list = child(*root, "approved");
  if (!list.is_array()) return Error{"has no list \"approved\" of {\"fingerprint\", \"reason\", \"expires\"}"};
  Approvals approvals;
  for (const Json& entry : list) {
    Approval approval{text_of(entry, "fingerprint"), text_of(entry, "reason"), text_of(entry, "expires")};
    const std::string place = "approved[" + std::to_string(approvals.size()) + "]";
    if (approval.fingerprint.size() != 12) return Error{place + ".fingerprint must be the 12 digits that drift prints"};
    if (trim(approval.reason).empty()) return Error{place + ".reason must say why"};
    if (!is_day(approval.expires)) return Error{place + ".expires must be a day such as 2026-12-31"};
    approvals.push_back(std::move(approval));
  }
  return approvals;
}

// The approval of this change that still counts on `today`, or nullptr. Days compare as texts.
inline const Approval* approval_of(const Approvals& approvals, const Change& change, const std::string& today) {
  for (const Approval& approval : approvals)
    if (approval.fingerprint == change.fingerprint && today <= approval.expires) return &approval;
  return nullptr;
}

}  // namespace mockling::drift
