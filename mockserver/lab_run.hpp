// Owns: playing the lab's cases against a receiver, and a verdict for each.
// Never knows: how verdicts are shown; command lines.
// Used by: lab.cpp.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "lab_body.hpp"
#include "lab_case.hpp"
#include "lab_provider.hpp"
#include "lab_send.hpp"

namespace mockling::cli {

struct LabOptions {
  LabTarget target;
  std::string secret;  // empty: the provider's own
  std::chrono::milliseconds ack_limit{10'000};
  // Tells the receiver's books of a task before it is told of; and asks how often the receiver took a task for
  // completed (negative: it could not be asked). Empty: there is no way to.
  std::function<void(const std::string& id)> announce;
  std::function<std::int64_t(const std::string& id)> count;
  // The first task of a case, where the receiver has submitted it itself.
  std::optional<LabTask> first;
};

// open: nothing was wrong, but what the case is about could not be seen.
enum class Verdict { pass, fail, open };
inline constexpr std::array<std::string_view, 3> kVerdicts{"pass", "fail", "open"};

struct LabFinding {
  std::string id;
  std::string about;
  Verdict verdict = Verdict::pass;
  std::string why;
  std::chrono::milliseconds slowest{0};  // the longest that the receiver took to answer
};

// One case at a time.
class LabRun {
 public:
  LabRun(const ProviderSpec& spec, LabProvider& provider, const LabOptions& options)
      : spec_(spec), provider_(provider), options_(options) {}

  LabFinding play(const LabCase& wanted) {
    tasks_.clear();
    sent_.clear();
    finding_ = {wanted.id, wanted.about, Verdict::pass, {}, {}};
    for (const LabStep& step : wanted.steps) take(step);
    for (const auto& [task, times] : wanted.completions) check_count(task, times);
    const bool unseen = wanted.needs_count && !options_.count && finding_.verdict == Verdict::pass;
    if (unseen) finding_.verdict = Verdict::open, finding_.why = "only --count-url can tell";
    return finding_;
  }

 private:
  struct Known {
    LabTask task;
    bool well;
  };

  void blame(const std::string& why) {
    finding_.verdict = Verdict::fail;
    finding_.why += (finding_.why.empty() ? "" : "; ") + why;
  }

  const Known& known(const std::string& name, bool well) {
    const auto found = tasks_.find(name);
    if (found != tasks_.end()) return found->second;
    const bool own = options_.first && tasks_.empty();
    Known& made = tasks_[name] = {own ? *options_.first : provider_.make(well), well};
    if (options_.announce) options_.announce(made.task.id);
    return made;
  }

  void take(const LabStep& step) {
    if (step.rotate) rotate();
    if (step.hold_clip) provider_.hold_clips(true);
    const LabMessage message = step.repeat ? sent_[*step.repeat] : message_of(step);
    sent_.push_back(message);
    std::thread other;
    std::atomic<bool> alone{step.beside.empty()};
    if (!alone) other = std::thread([this, &step, &alone] { send_beside(step.beside), alone = true; });
    check(step, send(options_.target, message, options_.ack_limit + std::chrono::milliseconds(500),
                     [&alone] { return alone.load(); }));
    if (other.joinable()) other.join();
    if (!beside_.empty()) blame(std::exchange(beside_, {}));
    if (step.hold_clip) provider_.hold_clips(false);
  }

  // While the slow one is on its way, this one must be answered in good time.
  void send_beside(const std::string& name) {
    LabStep step;
    step.task = name;
    const LabMessage message = message_of(step);
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    const LabAnswer answer = send(options_.target, message, options_.ack_limit);
    if (!is_right(Expected::taken, answer.status))
      beside_ = "the one beside it: " + said(answer) + " after " + std::to_string(answer.took.count()) + " ms";
  }

  static std::string said(const LabAnswer& answer) {
    return answer.status > 0 ? std::to_string(answer.status) : answer.failure;
  }

  void check(const LabStep& step, const LabAnswer& answer) {
    finding_.slowest = std::max(finding_.slowest, answer.took);
    if (!is_right(step.expected, answer.status))
      blame("expected " + std::string(kExpected[static_cast<std::size_t>(step.expected)]) + ", got " + said(answer));
    else if (answer.took > options_.ack_limit)
      blame("answered after " + std::to_string(answer.took.count()) + " ms");
  }

  // Receivers may do their work after they have answered: waits for what is expected, and a little longer for more.
  void check_count(const std::string& name, std::int64_t expected) {
    const auto found = tasks_.find(name);
    if (!options_.count || found == tasks_.end()) return;
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(3);
    std::int64_t count = options_.count(found->second.task.id);
    while (count < expected && std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      count = options_.count(found->second.task.id);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
    count = options_.count(found->second.task.id);
    if (count < 0) return blame("the receiver's count cannot be read");
    if (count != expected)
      blame("taken for completed " + std::to_string(count) + " times instead of " + std::to_string(expected));
  }

  LabMessage message_of(const LabStep& step) {
    const Known& known = this->known(step.task, step.well);
    const std::string id = step.unknown ? unknown_id(known.task.id) : known.task.id;
    std::string body = replace_all(body_of(step, known), known.task.id, id);
    if (step.pad_bytes > 0) body = padded(body, step.pad_bytes);
    if (step.odd) body = oddly(body);
    LabMessage message{{{"User-Agent", "mockling"}, {"Content-Type", step.content_type}}, body, step.slowly};
    for (const Header& header : signatures(step, known, id, body)) message.headers.add(header.name, header.value);
    if (step.tamper) message.body = tampered(body);
    return message;
  }

  // What the delivery claims, whatever is true.
  std::string body_of(const LabStep& step, const Known& known) {
    const bool earlier = step.say == "earlier";
    const bool well = step.say.empty() ? known.well : step.say == "succeeded";
    if (earlier) {
      const std::string status = Json(spec_.status_word(Phase::succeeded)).dump();
      const std::string running = Json(spec_.status_word(Phase::running)).dump();
      const std::string text = replace_all(known.task.body, "\"status\":" + status, "\"status\":" + running);
      if (text != known.task.body) return text;
    }
    if (well == known.well) return known.task.body;
    const LabTask other = provider_.make(well);
    return replace_all(other.body, other.id, known.task.id);
  }

  Headers signatures(const LabStep& step, const Known& known, const std::string& id, const std::string& body) {
    const SignatureRule& rule = spec_.webhook.signature;
    if (rule.kind == SignatureKind::none || step.sign == "none") return {};
    const Instant at = host::machine_time() - Seconds(step.age_s);
    WebhookKeys keys = known.task.keys;
    if (!options_.secret.empty()) keys.secret = options_.secret;
    if (!private_key_.empty()) keys.private_key = private_key_;
    WebhookKeys wrong = keys;
    wrong.secret += "wrong";
    wrong.private_key = sha256("wrong");
    if (step.sign == "wrong-key") return signature_headers(rule, wrong, id, at, body);
    Headers headers = signature_headers(rule, keys, id, at, body);
    if (step.sign != "several") return headers;
    if (rule.kind == SignatureKind::ed25519) {
      provider_.publish({ed25519_public(wrong.private_key), ed25519_public(keys.private_key)});
    } else {
      const Headers others = signature_headers(rule, wrong, id, at, body);
      headers.set(rule.signature,
                  std::string(others.get(rule.signature)) + " " + std::string(headers.get(rule.signature)));
    }
    return headers;
  }

  void rotate() {
    private_key_ = sha256("rotated " + std::to_string(++rotations_));
    provider_.publish({ed25519_public(private_key_)});
  }

  const ProviderSpec& spec_;
  LabProvider& provider_;
  const LabOptions& options_;
  std::map<std::string, Known> tasks_;
  std::vector<LabMessage> sent_;
  std::string beside_;  // what was wrong with a delivery beside a slow one
  std::string private_key_;
  int rotations_ = 0;
  LabFinding finding_;
};

}  // namespace mockling::cli
