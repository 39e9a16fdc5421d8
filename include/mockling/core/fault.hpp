// Owns: a rule of faults: to which requests, on which occasions, what is done, and whether the job is made.
// Never knows: how a fault is acted out; who armed it.
// Used by: core/fault_book, core/scenario, core/marker, host/wire_fault.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <mockling/core/fault_kind.hpp>
#include <mockling/core/fault_parameters.hpp>
#include <mockling/core/fault_text.hpp>

namespace mockling {

// Which requests; what is empty does not matter.
struct FaultPlace {
  std::string operation;  // a role (submit, poll, file, …) or an operation of some provider's routes; "any"
  std::string provider;
  std::string host;     // a family of the provider's hosts
  std::string path;     // a pattern: * within a segment, ** across
  std::string of;       // id of the job that is asked about
  bool reused = false;  // only on a connection that has served a request before
};

// Which of the requests that fit: the first…last, and of those each `every`th.
struct FaultTurn {
  std::uint64_t first = 1;
  std::uint64_t last = UINT64_MAX;
  std::uint64_t every = 1;
  std::uint64_t times = UINT64_MAX;  // how often at most

  bool is(std::uint64_t number) const { return number >= first && number <= last && (number - first) % every == 0; }
};

// Where in an answer.
struct FaultSpot {
  FaultPhase phase = FaultPhase::after_request;
  Share depth{};  // of mid_body
};

struct FaultRule {
  std::string id;
  const FaultKind* kind = nullptr;
  FaultPlace at;
  FaultTurn turn;
  FaultSpot spot;
  bool accepts = true;
  FaultParameters how;
  Json document;  // the JSON form, as it was given
};
using FaultRulePtr = std::shared_ptr<const FaultRule>;

// A rule that strikes one request.
struct Fault {
  FaultRulePtr rule;
  std::uint64_t receipt = 0;  // its number in the world's book
};
using FaultPtr = std::shared_ptr<const Fault>;

namespace detail {

inline std::string fault_kind_names() {
  std::string names;
  for (const FaultKind& kind : kFaultKinds) names += (names.empty() ? "" : ", ") + std::string(kind.name);
  return names;
}

inline Error fault_error(std::string_view name, std::string_view accepts) {
  return Error{"a fault's " + std::string(name) + " is " + std::string(accepts)};
}

inline Result<void> read_fault_place(const Json& at, FaultPlace& place) {
  if (at.is_string()) {
    Json written;
    read_fault_head("x@" + at.get<std::string>(), written);
    if (written.contains("nth") || written.contains("every")) return fault_error("at", "[PROVIDER/]OPERATION");
    return read_fault_place(written["at"], place);
  }
  if (!at.is_object())
    return fault_error("at", "\"[PROVIDER/]OPERATION\", or an object of operation, provider, host, path, of, reused");
  const std::pair<std::string_view, std::string*> texts[] = {{"operation", &place.operation},
                                                             {"provider", &place.provider},
                                                             {"host", &place.host},
                                                             {"path", &place.path},
                                                             {"of", &place.of}};
  for (const auto& [key, value] : at.items()) {
    bool known = key == "reused";
    if (known) place.reused = value == true || value == "true";
    if (known && !place.reused && value != false && value != "false") return fault_error("at.reused", "true or false");
    for (const auto& [name, text] : texts) {
      if (name != key) continue;
      if (!value.is_string() || value.get_ref<const std::string&>().size() > 300)
        return fault_error("at." + key, "a text of at most 300 bytes");
      *text = value.get<std::string>();
      known = true;
    }
    if (!known)
      return Error{"a fault's at has no \"" + std::string(utf8_prefix(key, 60)) +
                   "\"; it has: operation, provider, host, path, of, reused"};
  }
  return {};
}

// "2", "2-4" or "2+".
inline bool read_fault_range(std::string_view text, FaultTurn& turn) {
  const bool open = !text.empty() && text.back() == '+';
  if (open) text.remove_suffix(1);
  const std::size_t dash = text.find('-');
  const auto first = parse_int(text.substr(0, dash));
  const auto last = open || dash == std::string_view::npos ? first : parse_int(text.substr(dash + 1));
  if (!first || !last || *first < 1 || *last < *first || (open && dash != std::string_view::npos)) return false;
  turn.first = static_cast<std::uint64_t>(*first);
  turn.last = open ? UINT64_MAX : static_cast<std::uint64_t>(*last);
  return true;
}

inline Result<void> read_fault_turn(const Json& document, FaultTurn& turn) {
  const Json* nth = member(document, "nth");
  if (nth != nullptr && !read_fault_range(nth->is_string() ? nth->get<std::string>() : dump(*nth), turn))
    return fault_error("nth", "a number from 1, or a text like \"2-4\" or \"3+\"");
  const auto count = [&](const char* name, std::int64_t least, std::uint64_t& into) {
    const Json* value = member(document, name);
    const auto number = value != nullptr ? number_in(*value, least, 1'000'000'000) : std::nullopt;
    if (number) into = static_cast<std::uint64_t>(*number);
    return value == nullptr || number.has_value();
  };
  std::uint64_t after = 0;
  if (!count("every", 1, turn.every)) return fault_error("every", "a number from 1");
  if (!count("times", 1, turn.times)) return fault_error("times", "a number from 1");
  if (!count("after", 0, after)) return fault_error("after", "a number from 0");
  if (nth != nullptr && (member(document, "every") != nullptr || after > 0))
    return Error{"a fault has either \"nth\", or \"every\" and \"after\""};
  if (nth == nullptr) turn.first = after + turn.every;
  return {};
}

// "after_headers", "mid_body@60%".
inline Result<void> read_fault_phase(std::string_view text, FaultRule& rule) {
  const std::size_t at = text.find('@');
  for (std::size_t i = 0; i < kFaultPhases.size(); ++i) {
    if (kFaultPhases[i] != text.substr(0, at)) continue;
    rule.spot.phase = static_cast<FaultPhase>(i);
    const bool deep = rule.spot.phase == FaultPhase::mid_body;
    const auto depth = parse_share(at == std::string_view::npos ? "50%" : text.substr(at + 1));
    if (!depth || (!deep && at != std::string_view::npos)) break;
    rule.spot.depth = *depth;
    return {};
  }
  return fault_error("phase",
                     "before_accept, after_request, after_status, after_headers, mid_body@N (bytes or N%), "
                     "before_last_byte or after_answer");
}

// Whether the job is made: as the kind says, unless the phase or the rule does.
inline Result<void> read_fault_job(const Json& document, FaultRule& rule) {
  const std::string job = text_of(document, "job");
  const bool early = rule.spot.phase == FaultPhase::before_accept;
  rule.accepts = job.empty() ? rule.kind->accepts && !early : job == "accept";
  if (member(document, "job") != nullptr && job != "accept" && job != "refuse")
    return fault_error("job", "\"accept\" or \"refuse\"");
  if (rule.accepts && early) return Error{"a fault before_accept has job \"refuse\""};
  return {};
}

inline Result<void> read_fault_parameters(const Json& document, FaultRule& rule) {
  constexpr std::string_view kCommon = " id do about at nth every after times phase job ";
  for (const auto& [key, value] : document.items()) {
    const std::string blank = " " + key + " ";
    if (kCommon.find(blank) != std::string_view::npos) continue;
    if (rule.kind->takes.find(blank) == std::string_view::npos || key.find(' ') != std::string::npos)
      return Error{"a fault \"" + std::string(rule.kind->name) + "\" has no \"" + std::string(utf8_prefix(key, 60)) +
                   "\"; it has:" + std::string(kCommon) + std::string(rule.kind->takes.substr(1))};
    if (auto read = read_fault_parameter(key, value, rule.how); !read) return read.error();
  }
  return {};
}

// The document with what the kind comes with.
inline Json with_presets(const FaultKind& kind, Json document) {
  const auto words = fault_words(kind.preset);
  if (member(document, "at") != nullptr && document["at"].is_string()) {
    Json written;
    read_fault_head("x@" + document["at"].get<std::string>(), written);
    if (!written.contains("nth") && !written.contains("every")) document["at"] = written["at"];
  }
  // A status of its own is not that of the preset's refusal.
  const bool own = member(document, "code") != nullptr || member(document, "body") != nullptr;
  for (const std::string& word : *words)
    if (!(own && starts_with(word, "error=")) && (document.value("at", Json::object()).is_object()))
      (void)read_fault_parameters({word}, 0, true, document);
  if (document.value("at", Json::object()).is_object() && !document["at"].contains("operation"))
    document["at"]["operation"] = std::string(kind.at);
  return document;
}

}  // namespace detail

// The rule of a JSON document, or of a text in the compact notation. An Error names the field and what it accepts.
inline Result<FaultRule> parse_fault(const Json& written) {
  constexpr std::size_t kMost = 65'536;
  if (written.is_string()) {
    auto document = fault_document(written.get_ref<const std::string&>());
    return document ? parse_fault(*document) : Result<FaultRule>(document.error());
  }
  if (!written.is_object()) return Error{"a fault is a JSON object, or " + std::string(kFaultGrammar)};
  FaultRule rule;
  rule.kind = find_fault_kind(text_of(written, "do"));
  if (rule.kind == nullptr) return detail::fault_error("do", "one of: " + detail::fault_kind_names());
  rule.document = detail::with_presets(*rule.kind, written);
  if (dump(rule.document).size() > kMost) return Error{"a fault is at most 65536 bytes of JSON"};
  rule.id = text_of(written, "id");
  if (const Json* id = member(written, "id"); id != nullptr && (!detail::is_token(rule.id) || rule.id.size() > 60))
    return detail::fault_error("id", "a word of at most 60 letters, digits and marks");
  if (auto read = detail::read_fault_place(rule.document["at"], rule.at); !read) return read.error();
  if (auto read = detail::read_fault_turn(rule.document, rule.turn); !read) return read.error();
  const Json* phase = member(written, "phase");
  const std::string said = phase == nullptr ? std::string(rule.kind->phase) : text_of(written, "phase", "?");
  if (phase != nullptr || !said.empty())
    if (auto read = detail::read_fault_phase(said, rule); !read) return read.error();
  if (!on_the_wire(rule.kind->act) && rule.spot.phase > FaultPhase::after_request)
    return Error{"a fault \"" + std::string(rule.kind->name) + "\" has phase before_accept or after_request"};
  if (auto read = detail::read_fault_job(rule.document, rule); !read) return read.error();
  if (auto read = detail::read_fault_parameters(rule.document, rule); !read) return read.error();
  return rule;
}

// One fault or a list of them; all of them or the first error.
inline Result<std::vector<FaultRule>> parse_faults(const Json& written) {
  std::vector<FaultRule> rules;
  const Json list = written.is_array() ? written : Json::array({written});
  for (const Json& one : list) {
    auto rule = parse_fault(one);
    if (!rule) return rule.error();
    for (const FaultRule& other : rules)
      if (!rule->id.empty() && rule->id == other.id) return Error{"two faults have the id \"" + rule->id + "\""};
    rules.push_back(std::move(rule).value());
  }
  return rules;
}

}  // namespace mockling
