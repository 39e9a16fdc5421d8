// Owns: the kinds of fault there are, in one table: what each takes, when it strikes, what its client sees.
// Never knows: which requests they are for; how they are acted out.
// Used by: core/fault, core/fault_answer, host/wire_fault.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include <mockling/base/text.hpp>

namespace mockling {

// What a fault does. Up to `status` it is done to the answer as a value, after that to its bytes on the wire.
enum class FaultAct {
  latency,
  empty,
  html,
  malformed,
  cut_json,
  redirect,
  gzip,
  bad_gzip,
  bom,
  extra_fields,
  edit,
  status,
  duplicate_header,
  early_answers,
  wrong_length,
  wrong_bytes,
  ignore_range,
  new_etag,
  cut_chunked,
  reset,
  close,
  stall,
  drip,
  refuse
};

// Where in the life of an answer a fault strikes. `mid_body` is followed by how far: "mid_body@100" or "mid_body@60%".
enum class FaultPhase {
  before_accept,
  after_request,
  after_status,
  after_headers,
  mid_body,
  before_last_byte,
  after_answer
};
inline constexpr std::array<std::string_view, 7> kFaultPhases{
    "before_accept", "after_request", "after_status", "after_headers", "mid_body", "before_last_byte", "after_answer"};

struct FaultKind {
  std::string_view name;
  FaultAct act;
  std::string_view at;      // where it strikes unless a rule says: an operation, or "any"
  std::string_view phase;   // unless a rule says
  bool accepts;             // unless a rule says: the job is made and paid
  std::string_view takes;   // names of parameters, each with a blank on both sides
  std::string_view preset;  // parameters it comes with, in the compact notation
  std::string_view sees;    // what a client sees
};

// clang-format off
inline constexpr std::array<FaultKind, 35> kFaultKinds{{
    // accepted, and the answer lost
    {"lost-response", FaultAct::reset, "submit", "after_request", true, " ", "", "the connection is reset before a byte of the answer"},
    {"read-timeout", FaultAct::stall, "submit", "after_request", true, " for ", "", "no answer, until its own patience ends"},
    {"half-answer", FaultAct::close, "submit", "mid_body@50%", true, " ", "", "a success, and half of its JSON"},
    {"stale-connection", FaultAct::close, "submit", "after_request", true, " ", "reused=true", "a kept connection that closes as the request arrives"},
    {"500-but-accepted", FaultAct::status, "submit", "after_request", true, " code error body header retry_after retry_form ", "error=internal", "the provider's internal error"},
    // the answer as a value
    {"status", FaultAct::status, "any", "", false, " code error body header retry_after retry_form ", "error=unavailable", "this status, with a body of the provider's shape"},
    {"rate-limit", FaultAct::status, "any", "", false, " code error body header retry_after retry_form ", "error=rate_limited retry_after=2s", "429 with Retry-After"},
    {"expired", FaultAct::status, "file", "", false, " code error body header retry_after retry_form ", "error=unknown_file", "the provider's answer for a file that is gone"},
    {"latency", FaultAct::latency, "any", "", true, " for ", "for=2s", "the right answer, late by the world's clock"},
    {"empty", FaultAct::empty, "any", "", true, " code ", "", "the right status, and no body"},
    {"html", FaultAct::html, "any", "", false, " code ", "code=502", "a gateway's page in HTML"},
    {"malformed-json", FaultAct::malformed, "any", "", true, " ", "", "a body that is no JSON"},
    {"truncated-json", FaultAct::cut_json, "any", "", true, " keep ", "keep=50%", "the start of the JSON, with a length that fits it"},
    {"redirect", FaultAct::redirect, "any", "", false, " code to ", "code=302 to=same", "a redirect: to the same URL, to another host, or anywhere"},
    {"gzip", FaultAct::gzip, "any", "", true, " ", "", "the right answer in gzip, asked for or not"},
    {"bad-gzip", FaultAct::bad_gzip, "any", "", true, " ", "", "Content-Encoding: gzip over bytes that are not"},
    {"bom", FaultAct::bom, "any", "", true, " ", "", "a byte order mark before the body"},
    {"extra-fields", FaultAct::extra_fields, "any", "", true, " ", "", "members nobody has heard of in every JSON object"},
    {"edit", FaultAct::edit, "any", "", true, " patch ", "", "the JSON as a JSON patch (RFC 6902) makes it"},
    // the answer's bytes
    {"duplicate-header", FaultAct::duplicate_header, "any", "", true, " name ", "name=Content-Type", "this header twice"},
    {"early-answers", FaultAct::early_answers, "any", "", true, " ", "", "100 Continue and 103 Early Hints before the answer"},
    {"long-length", FaultAct::wrong_length, "any", "", true, " by ", "by=100", "a Content-Length that is more than what comes"},
    {"short-length", FaultAct::wrong_length, "any", "", true, " by ", "by=-10", "a Content-Length that is less than what comes"},
    {"wrong-bytes", FaultAct::wrong_bytes, "file", "", true, " ", "", "a file of the right length whose start is noise"},
    {"ignore-range", FaultAct::ignore_range, "file", "", true, " ", "", "200 and the whole file, whatever range was asked for"},
    {"new-etag", FaultAct::new_etag, "file", "", true, " ", "", "another ETag with every answer"},
    {"cut-chunked", FaultAct::cut_chunked, "any", "", true, " keep ", "keep=50%", "chunks without the last one"},
    {"reset", FaultAct::reset, "any", "after_request", true, " ", "", "a reset (RST) of the connection"},
    {"close", FaultAct::close, "any", "after_request", true, " ", "", "the connection's end (FIN) before the answer's"},
    {"truncate", FaultAct::close, "any", "mid_body@50%", true, " ", "", "fewer bytes than the length says"},
    {"stall", FaultAct::stall, "any", "after_request", true, " for ", "", "silence; the rest, if any, when it is over"},
    {"stall-body", FaultAct::stall, "any", "mid_body@50%", true, " for ", "", "silence in the middle of the body"},
    {"drip", FaultAct::drip, "any", "after_headers", true, " bytes pace ", "bytes=1 pace=5ms", "the body in small pieces, split in code points"},
    {"slow", FaultAct::drip, "any", "after_headers", true, " bytes pace ", "bytes=16384 pace=50ms", "the body at a slow rate"},
    {"refuse", FaultAct::refuse, "connect", "", false, " for ", "for=1s", "connection refused, by the whole server"},
}};
// clang-format on

inline const FaultKind* find_fault_kind(std::string_view name) {
  for (const FaultKind& kind : kFaultKinds)
    if (kind.name == name) return &kind;
  return nullptr;
}

inline constexpr bool on_the_wire(FaultAct act) { return act > FaultAct::status; }

// Whether it ends the answer early, so that nobody has what it carried.
inline constexpr bool loses_answer(FaultAct act, FaultPhase phase) {
  if (act == FaultAct::cut_chunked) return true;
  return (act == FaultAct::reset || act == FaultAct::close) && phase != FaultPhase::after_answer;
}

}  // namespace mockling
