// Owns: the faults armed in one world, the counting of what they are for, and the receipts of those that struck.
// Never knows: how a fault is acted out; requests beyond what a question says.
// Used by: core/state, core/fault_choice, host/control.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mockling/core/fault.hpp>
#include <mockling/spec/switches.hpp>

namespace mockling {

// Who armed a rule; the first wins when several would strike.
enum class FaultSource { header, marker, admin, scenario };
inline constexpr std::array<std::string_view, 4> kFaultSources{"header", "marker", "admin", "scenario"};

// What is known of a request before it is answered.
struct FaultQuestion {
  std::string_view provider;
  std::string_view operation;
  std::string_view host;
  std::string_view path;
  std::string_view job;  // id of the one that is asked about
  bool reused = false;
  const Json* roles = nullptr;  // role → operations, in the provider's data
};

// That a rule struck, when, and what came of it.
struct FaultReceipt {
  std::uint64_t number = 0;
  std::string rule;
  std::string kind;
  FaultSource source = FaultSource::admin;
  Instant at;
  std::uint64_t request = 0;  // its number in the journal
  std::string operation;
  std::string job;
  FaultPhase phase = FaultPhase::after_request;
  bool accepted = true;    // the request was carried out
  bool delivered = false;  // the client met the fault
};

namespace detail {

inline bool plays(const Json* roles, std::string_view role, std::string_view operation) {
  if (roles == nullptr) return false;
  for (const Json& name : child(*roles, role))
    if (name == operation) return true;
  return false;
}

inline bool fits(const FaultPlace& at, const FaultQuestion& question) {
  const auto same = [](const std::string& wanted, std::string_view is) { return wanted.empty() || wanted == is; };
  const bool operation = at.operation.empty() || at.operation == "any" || at.operation == question.operation ||
                         plays(question.roles, at.operation, question.operation);
  return operation && same(at.provider, question.provider) && same(at.host, question.host) &&
         same(at.of, question.job) && (!at.reused || question.reused) &&
         (at.path.empty() || glob(at.path, question.path));
}

}  // namespace detail

class FaultBook {
 public:
  static constexpr std::size_t kMostRules = 200;
  static constexpr std::size_t kReceipts = 100;

  struct Armed {
    FaultRulePtr rule;
    FaultSource source = FaultSource::admin;
    std::string text{};      // of a header or marker, by which it is found again
    std::uint64_t seen = 0;  // requests that fitted
    std::uint64_t struck = 0;
  };

  // Arms all of them and returns their ids, or says why it arms none.
  Result<std::vector<std::string>> arm(std::vector<FaultRule> rules, FaultSource source) {
    if (rules.size() + count_of(source) > kMostRules)
      return Error{"a world has at most " + std::to_string(kMostRules) + " faults"};
    for (std::size_t i = 0; i < rules.size(); ++i)
      for (std::size_t other = 0; other < i + armed_.size(); ++other) {
        const std::string& taken = other < i ? rules[other].id : armed_[other - i].rule->id;
        if (!rules[i].id.empty() && rules[i].id == taken)
          return Error{"a fault \"" + taken + "\" is armed already; an id is used once"};
      }
    std::vector<std::string> ids;
    ids.reserve(rules.size());
    for (FaultRule& rule : rules) ids.push_back(add({share(std::move(rule)), source}).rule->id);
    return ids;
  }

  // Arms these instead of those of the scenario before. An id that is taken gives way to a new one.
  void arm_scenario(const std::vector<FaultRule>& rules) {
    disarm_all(FaultSource::scenario);
    for (FaultRule rule : rules) add({share(std::move(rule)), FaultSource::scenario});
  }

  // The rule that a header or marker with this text has armed, arming it the first time; the oldest give way.
  void arm_text(FaultRule rule, FaultSource source, const std::string& text) {
    for (const Armed& one : armed_)
      if (one.source == source && one.text == text) return;
    if (count_of(source) >= kMostRules)
      armed_.erase(std::find_if(armed_.begin(), armed_.end(), [&](const Armed& one) { return one.source == source; }));
    rule.id.clear();
    add({share(std::move(rule)), source, text});
  }

  // Removes the rule of this id; false when there is none. Its receipts stay.
  bool disarm(std::string_view id) {
    const auto is_it = [&](const Armed& one) { return one.rule->id == id; };
    const auto found = std::find_if(armed_.begin(), armed_.end(), is_it);
    if (found == armed_.end()) return false;
    armed_.erase(found);
    return changed_ = true;
  }
  void disarm_all(FaultSource source) {
    const auto is_it = [&](const Armed& one) { return one.source == source; };
    armed_.erase(std::remove_if(armed_.begin(), armed_.end(), is_it), armed_.end());
    changed_ = true;
  }
  // Forgets everything.
  void clear() {
    armed_.clear();
    receipts_.clear();
    changed_ = true;
  }

  // Counts a request and returns what strikes it, with a receipt that says it was not delivered yet. Rules of headers
  // and markers count only for the requests that carry one of `texts`.
  FaultPtr choose(const FaultQuestion& question, const std::vector<std::string>& texts, Instant now) {
    const Armed* chosen = nullptr;
    for (Armed& one : armed_) {
      const bool of_job = one.source == FaultSource::marker && !one.rule->at.of.empty();
      const bool carried = of_job || one.text.empty() || std::find(texts.begin(), texts.end(), one.text) != texts.end();
      if (!carried || !detail::fits(one.rule->at, question)) continue;
      ++one.seen;
      changed_ = true;
      if (chosen != nullptr || !one.rule->turn.is(one.seen) || one.struck >= one.rule->turn.times) continue;
      ++one.struck;
      chosen = &one;
    }
    if (chosen == nullptr) return nullptr;
    const FaultRule& rule = *chosen->rule;
    keep({receipts_made_ + 1, rule.id, std::string(rule.kind->name), chosen->source, now, 0,
          std::string(question.operation), std::string(question.job), rule.spot.phase, rule.accepts, false});
    return std::make_shared<const Fault>(Fault{chosen->rule, receipts_made_});
  }

  // The receipt of this number while it is remembered.
  FaultReceipt* receipt(std::uint64_t number) {
    for (FaultReceipt& one : receipts_)
      if (one.number == number) return changed_ = true, &one;
    return nullptr;
  }

  // Takes back what was kept.
  void restore(Armed armed) { insert(std::move(armed)); }
  void keep(FaultReceipt receipt) {
    receipts_made_ = std::max(receipts_made_, receipt.number);
    receipts_.push_back(std::move(receipt));
    if (receipts_.size() > kReceipts) receipts_.pop_front();
    changed_ = true;
  }
  void skip_ids(std::uint64_t made) { ids_made_ = std::max(ids_made_, made); }

  const std::vector<Armed>& armed() const { return armed_; }
  const std::deque<FaultReceipt>& receipts() const { return receipts_; }
  std::uint64_t ids_made() const { return ids_made_; }
  bool take_changed() { return std::exchange(changed_, false); }

 private:
  std::size_t count_of(FaultSource source) const {
    return static_cast<std::size_t>(
        std::count_if(armed_.begin(), armed_.end(), [&](const Armed& one) { return one.source == source; }));
  }

  bool has(std::string_view id) const {
    return std::any_of(armed_.begin(), armed_.end(), [&](const Armed& one) { return one.rule->id == id; });
  }

  FaultRulePtr share(FaultRule rule) {
    while (rule.id.empty() || has(rule.id)) rule.id = "f" + std::to_string(++ids_made_);
    return std::make_shared<const FaultRule>(std::move(rule));
  }

  Armed& add(Armed armed) {
    changed_ = true;
    return insert(std::move(armed));
  }

  // In the order of precedence, then of arming.
  Armed& insert(Armed armed) {
    const auto after =
        std::find_if(armed_.begin(), armed_.end(), [&](const Armed& other) { return other.source > armed.source; });
    return *armed_.insert(after, std::move(armed));
  }

  std::vector<Armed> armed_;
  std::deque<FaultReceipt> receipts_;
  std::uint64_t receipts_made_ = 0;
  std::uint64_t ids_made_ = 0;
  bool changed_ = false;
};

}  // namespace mockling
