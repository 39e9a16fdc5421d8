// Owns: finding the fault that strikes a request: what is armed, and what the request itself asks for.
// Never knows: how a fault is acted out.
// Used by: core/emulator.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <mockling/core/fault_fit.hpp>
#include <mockling/core/submit.hpp>

namespace mockling {

// A request may name a fault of its own in this header, in the compact notation or as JSON.
inline constexpr std::string_view kFaultHeader = "Mockling-Fault";

namespace detail {

// The id of the job that the path names, in a segment of its own or before a file's ending.
inline std::string_view job_asked(const Call& call) {
  for (const auto& [name, value] : call.prepared.route.params)
    if (Job* job = call.state.find_job(call.spec().name, leading_id(value)); job != nullptr && name != "model")
      return job->id;
  return {};
}

inline FaultQuestion question_of(const Call& call) {
  constexpr std::size_t kPath = 1000;  // as far as a pattern looks
  return {call.spec().name,
          call.prepared.operation(),
          call.request.address.family,
          utf8_prefix(call.request.path, kPath),
          job_asked(call),
          call.request.reused,
          &child(call.spec().document, "roles")};
}

inline Result<FaultRule> fault_in_header(const ProviderSpec& spec, const std::string& value) {
  const std::string_view text = trim(value);
  Result<Json> written = Json(std::string(text));
  if (!text.empty() && text.front() == '{') written = parse_json(text);
  if (!written) return Error{std::string(kFaultHeader) + ": " + written.error().message};
  auto rule = parse_fault(*written);
  if (!rule) return Error{std::string(kFaultHeader) + ": " + rule.error().message};
  const bool other = !rule->at.provider.empty() && rule->at.provider != spec.name;
  if (!other && !knows_operation(spec, rule->at.operation))
    return Error{std::string(kFaultHeader) + ": " + unknown_operation(rule->at.operation)};
  return rule;
}

// The faults that the prompts of a submit ask for.
inline std::vector<std::string> faults_in_prompt(const Call& call) {
  const auto& submission = call.prepared.submission;
  return submission && submission->marker ? submission->marker->faults : std::vector<std::string>();
}

}  // namespace detail

// The fault that strikes this request, if one does; an error when it asks for one in a header that cannot be read.
inline Result<FaultPtr, ApiError> choose_fault(Call& call) {
  FaultBook& book = call.state.faults();
  const std::vector<std::string> asked = detail::faults_in_prompt(call);
  const bool asks = call.request.headers.find(kFaultHeader) != nullptr || !asked.empty();
  if (book.armed().empty() && !asks) return FaultPtr();  // nearly always
  const FaultQuestion question = detail::question_of(call);
  std::vector<std::string> texts;
  for (const Header& header : call.request.headers) {
    if (!iequals(header.name, kFaultHeader)) continue;
    auto rule = detail::fault_in_header(call.spec(), header.value);
    if (!rule) return ApiError{ErrorKind::bad_marker, rule.error().message};
    book.arm_text(std::move(rule).value(), FaultSource::header, header.value);
    texts.push_back(header.value);
  }
  for (const std::string& text : asked) {
    auto rule = parse_fault(Json(text));
    if (!rule || !detail::fits(rule->at, question)) continue;
    book.arm_text(std::move(rule).value(), FaultSource::marker, text);
    texts.push_back(text);
  }
  return book.choose(question, texts, call.now);
}

// Arms what a prompt asks for later requests about its own job.
inline void arm_for_job(Call& call) {
  const Job* job = call.prepared.submission && !call.job.empty() ? call.state.find_job(call.job) : nullptr;
  const std::vector<std::string> asked = job != nullptr ? detail::faults_in_prompt(call) : std::vector<std::string>();
  if (asked.empty()) return;
  const FaultQuestion question = detail::question_of(call);
  for (const std::string& text : asked) {
    auto rule = parse_fault(Json(text));
    if (!rule || detail::fits(rule->at, question)) continue;
    rule->at.of = job->id;
    rule->document["at"]["of"] = job->id;
    call.state.faults().arm_text(std::move(rule).value(), FaultSource::marker, job->id + "\n" + text);
  }
}

}  // namespace mockling
