#include "predicates_told.hpp"

#include <algorithm>
#include <set>

#include <mockling/base/crypto.hpp>
#include <mockling/base/decimal.hpp>
#include <mockling/base/text.hpp>

#include "wording.hpp"

namespace mockling::conform {

namespace {

const Json& last_message(const Evidence& evidence) {
  static const Json kNothing;
  return evidence.said.empty() ? kNothing : evidence.said.back().message;
}

bool is_listed(const Json& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// The id of the task, wherever a result has it; an event counts: the caller was told.
std::string task_id(const Json& message) {
  for (const char* place : {"value", "error"})
    if (const std::string id = text_of(child(message, place), "task_id"); !id.empty()) return id;
  return {};
}

void need(Judged& judged, bool held, const std::string& expected, const std::string& actual) {
  judged.expected += (judged.expected.empty() ? "" : ", ") + expected;
  if (held) return;
  judged.held = false;
  judged.actual += (judged.actual.empty() ? "" : ", ") + actual;
}

std::string all_texts(const Json& message) {
  return text_of(child(message, "error"), "message") + " " + dump(child(message, "value"));
}

void ask_texts(Judged& judged, const Json& asked, const Json& message) {
  const std::string said = all_texts(message);
  const auto stands = [&](const Json& text) { return said.find(text.get<std::string>()) != std::string::npos; };
  if (const Json* any = member(asked, "says"))
    need(judged, std::any_of(any->begin(), any->end(), stands), "a message with \"" + joined(*any, "\" or \"") + "\"",
         "it says \"" + shortened(said) + "\"");
  if (const Json* none = member(asked, "says_not"))
    need(judged, std::none_of(none->begin(), none->end(), stands),
         "a message without \"" + joined(*none, "\" or \"") + "\"", "it says \"" + shortened(said) + "\"");
}

void ask_values(Judged& judged, const Json& asked, const Json& message) {
  for (const auto& [pointer, wanted] : child(asked, "is").items()) {
    const Json* value = pointed_at(child(message, "value"), pointer);
    const Json found = value == nullptr ? Json() : *value;
    need(judged, found == wanted, "value" + pointer + " = " + dump(wanted), "value" + pointer + " = " + dump(found));
  }
}

bool same_amount(const std::string& a, const std::string& b) {
  const auto left = parse_decimal(a), right = parse_decimal(b);
  return left && right && *left == *right;
}

}  // namespace

Judged ask_result(const Json& asked, const Evidence& evidence) {
  Judged judged;
  const Json& message = last_message(evidence);
  const std::string outcome = message.is_null() ? "no answer at all" : text_of(message, "outcome");
  const Json& error = child(message, "error");
  if (const Json* wanted = member(asked, "outcome"))
    need(judged, is_listed(*wanted, outcome), joined(*wanted, " or "),
         outcome + (error.is_object()
                        ? " (" + text_of(error, "category") + ": " + shortened(text_of(error, "message")) + ")"
                        : ""));
  if (const Json* wanted = member(asked, "category"); wanted != nullptr && outcome == "error")
    need(judged, is_listed(*wanted, text_of(error, "category")), "an error of " + joined(*wanted, " or "),
         "\"" + text_of(error, "category") + "\": " + shortened(text_of(error, "message")));
  if (const std::string wanted = text_of(asked, "task_id"); !wanted.empty())
    need(judged, task_id(message).empty() == (wanted == "absent"), "the task's id " + wanted,
         task_id(message).empty() ? "no id" : "the id " + task_id(message));
  if (const Json* wanted = member(asked, "http_status"); wanted != nullptr && outcome == "error") {
    const Json& told = child(error, "http_status");
    need(judged, *wanted == "absent" ? told.is_null() : told == *wanted, "the HTTP status " + dump(*wanted),
         "the HTTP status " + dump(told));
  }
  ask_values(judged, asked, message);
  ask_texts(judged, asked, message);
  if (judged.held) judged.actual = outcome;
  return judged;
}

namespace {

// What the client says of the first file that is not so; empty: nothing.
std::string lie_about_file(const Evidence& evidence) {
  const Json& outputs = child(child(last_message(evidence), "value"), "outputs");
  if (!evidence.file || !outputs.is_array() || outputs.empty() || evidence.said.size() != 1) return {};
  const Json& told = outputs.at(0);
  const std::string digest = text_of(told, "sha256");
  if (!digest.empty() && !iequals(digest, hex(sha256(*evidence.file)))) return "it says sha256 " + shortened(digest);
  const Json* size = member(told, "size");
  if (size != nullptr && !size->is_null() && *size != evidence.file->size()) return "it says " + dump(*size) + " bytes";
  return {};
}

}  // namespace

Judged ask_file(const Json& asked, const Evidence& evidence) {
  const auto wanted = asked.is_string() ? asked.get<std::string>() : "";
  const bool whole = evidence.file && evidence.truth && *evidence.file == *evidence.truth;
  const bool absent = !evidence.file;
  Judged judged;
  if (const std::string lie = lie_about_file(evidence); !lie.empty())
    return {false, "a true word on the file", lie, {}};
  judged.expected = wanted == "whole"    ? "the file, byte for byte"
                    : wanted == "absent" ? "no file"
                                         : "the whole file or none";
  judged.held = wanted == "whole" ? whole : wanted == "absent" ? absent : whole || absent;
  judged.actual = absent ? "no file"
                  : whole
                      ? "the file, byte for byte"
                      : std::to_string(evidence.file->size()) + " bytes" +
                            (evidence.truth ? " that are not the " + std::to_string(evidence.truth->size()) + " served"
                                            : ", while nothing was served");
  return judged;
}

Judged ask_files_inside(const Json&, const Evidence& evidence) {
  Judged judged{evidence.strays.empty(), "no file outside the folder", "none", {}};
  if (!judged.held) judged.actual = evidence.strays.front();
  return judged;
}

Judged ask_log(const Json& asked, const Evidence& evidence) {
  Judged judged;
  for (const Json& what : child(asked, "free_of")) {
    const std::string secret = what == "key" ? evidence.key : evidence.links;
    const std::size_t at = secret.empty() ? std::string::npos : evidence.heard.find(secret);
    const std::size_t start = evidence.heard.rfind('\n', at == std::string::npos ? 0 : at);
    need(judged, at == std::string::npos, "no " + what.get<std::string>() + " in what it wrote",
         "the " + what.get<std::string>() +
             " in: " + shortened(std::string_view(evidence.heard).substr(start == std::string::npos ? 0 : start + 1)));
  }
  if (judged.held) judged.actual = std::to_string(evidence.heard.size()) + " bytes without";
  return judged;
}

Judged ask_cost(const Json& asked, const Evidence& evidence) {
  const std::string wanted = text_of(asked, "is");
  const std::string amount = text_of(child(child(last_message(evidence), "value"), "cost"), "amount");
  return {same_amount(amount, wanted), wanted + " " + evidence.currency, amount.empty() ? "no figure" : amount, {}};
}

Judged ask_own(const Json&, const Evidence& evidence) {
  Judged judged{true, "each call ends with the task and the file of its own", "so", {}};
  std::set<std::string> tasks, links;
  for (const Said& said : evidence.said) {
    const std::string id = task_id(said.message);
    const bool submitted = std::any_of(evidence.wire.begin(), evidence.wire.end(), [&](const Exchange& exchange) {
      return exchange.submits && exchange.job == id && exchange.body.find(said.prompt) != std::string::npos;
    });
    const Json* link = pointed_at(said.message, "/value/outputs/0/url");
    const bool alone = link == nullptr || links.insert(dump(*link)).second;
    if (!id.empty() && submitted && tasks.insert(id).second && alone) continue;
    judged.held = false;
    judged.actual = "\"" + said.prompt + "\" got " +
                    (!alone       ? "the file of another call"
                     : id.empty() ? "no task"
                                  : "the task " + id);
  }
  return judged;
}

Judged ask_hooks(const Json& asked, const Evidence& evidence) {
  Judged judged;
  const Json found = evidence.hooks.empty() ? Json::object() : evidence.hooks.back();
  if (const Json* wanted = member(asked, "lab")) {
    const std::string why = evidence.hooks.empty() ? "the client did not listen and submit" : text_of(found, "why");
    need(judged, text_of(found, "verdict") == *wanted, "a receiver that stands it", why);
  }
  if (const Json* wanted = member(asked, "completions")) {
    const auto told = std::count_if(evidence.events.begin(), evidence.events.end(), [](const Json& event) {
      return text_of(event, "event") == "completed" && text_of(event, "status") == "ok";
    });
    need(judged, told == *wanted, "completed " + dump(*wanted) + " times", std::to_string(told) + " times");
  }
  if (const std::int64_t most = int_of(asked, "ack_max_ms"); most > 0) {
    const std::int64_t took = int_of(found, "slowest_ms", most + 1);
    need(judged, took <= most, "an answer within " + std::to_string(most) + " ms", std::to_string(took) + " ms");
  }
  if (judged.held) judged.actual = "so, after " + std::to_string(int_of(found, "slowest_ms")) + " ms at most";
  return judged;
}

}  // namespace mockling::conform
