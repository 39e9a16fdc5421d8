#include "report.hpp"

#include <algorithm>
#include <thread>

#include <mockling/base/text.hpp>

#include "peer.hpp"

namespace mockling::conform {

namespace {

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }
Json text_or_zero(const std::string& text) { return text.empty() ? "0" : text; }

double millis(Instant from, Instant at) { return static_cast<double>((at - from).count() / 1000) / 1000.0; }

Json wire_line(const Exchange& exchange, Instant start) {
  return {{"number", exchange.number},
          {"at_ms", millis(start, exchange.at)},
          {"direction", exchange.in ? "in" : "out"},
          {"method", exchange.method},
          {"host", exchange.host},
          {"path", exchange.path},
          {"operation", exchange.operation},
          {"status", exchange.status == 0 ? Json() : Json(exchange.status)},
          {"job", text_or_null(exchange.job)},
          {"fault", text_or_null(exchange.fault)},
          {"bytes", exchange.bytes},
          {"complete", exchange.complete},
          {"credentials", exchange.credentials}};
}

Json check_report(const CheckResult& result) {
  const Json& check = result.check;
  Json view;
  for (const char* text : {"check", "level", "basis", "ref", "requires"}) view[text] = text_of(check, text);
  view["verdict"] = verdict_name(result.verdict);
  view["expected"] = result.expected;
  view["actual"] = result.actual;
  view["lines"] = result.lines;
  for (const char* list : {"receipt", "killers"})
    view[list] = child(check, list).is_array() ? child(check, list) : Json::array();
  view["baseline"] = nullptr;
  return view;
}

Json money(const Evidence& evidence) {
  return {{"currency", evidence.currency.empty() ? "USD" : evidence.currency},
          {"price", text_or_zero(evidence.price)},
          {"charged", text_or_zero(evidence.charged)},
          {"waste", text_or_zero(evidence.waste)},
          {"jobs", evidence.paid_jobs().size()}};
}

std::string tail(const std::string& text) {
  constexpr std::size_t kMost = 8192;
  return text.size() <= kMost ? text : text.substr(text.size() - kMost);
}

}  // namespace

Json case_report(const ReportFacts& facts, const CaseResult& result) {
  const Permutation& permutation = result.permutation;
  const Evidence& seen = result.played.evidence;
  const Instant start = seen.wire.empty() ? Instant{} : seen.wire.front().at;
  Json checks = Json::array(), wire = Json::array(), ledger = Json::array();
  Verdict verdict = Verdict::not_claimed;
  for (const CheckResult& check : result.checks) {
    checks.push_back(check_report(check));
    verdict = worse(verdict, check.verdict);
  }
  for (const Exchange& exchange : seen.wire) wire.push_back(wire_line(exchange, start));
  for (const Movement& movement : seen.ledger)
    ledger.push_back({{"at_ms", millis(start, movement.at)},
                      {"kind", movement.kind},
                      {"amount", movement.amount},
                      {"job", movement.job},
                      {"text", movement.kind + " " + movement.amount + " " + seen.currency}});
  return {{"id", permutation.id},
          {"case", text_of(permutation.document, "id")},
          {"area", permutation.area},
          {"title", text_of(permutation.document, "title")},
          {"about", text_of(permutation.document, "about")},
          {"provider", permutation.provider},
          {"variant", permutation.variant},
          {"universe", permutation.universe},
          {"verdict", verdict_name(verdict)},
          {"seconds", result.played.seconds},
          {"why", text_or_null(result.played.why)},
          {"repro", facts.invoked + " --repro '" + permutation.id + "@" + std::to_string(facts.seed) + "'"},
          {"money", money(seen)},
          {"checks", checks},
          {"wire", wire},
          {"ledger", ledger},
          {"result", seen.said.empty() ? Json() : seen.said.back().message},
          {"stderr", replace_all(tail(seen.heard), seen.key.empty() ? std::string("\n\n\n") : seen.key, "(the key)")}};
}

Json report_of(const ReportFacts& facts, const Json& hello, const Claims& claims, std::vector<Json> cases) {
  return {{"report", 1},
          {"suite", kSuiteVersion},
          {"started", rfc3339(facts.started)},
          {"seconds", facts.seconds},
          {"door", facts.door},
          {"seed", facts.seed},
          {"basis", facts.basis},
          {"client", hello.is_null() ? Json() : child(hello, "client")},
          {"claims", {{"providers", claims.providers}, {"ops", claims.ops}, {"capabilities", claims.capabilities}}},
          {"machine", {{"cores", std::thread::hardware_concurrency()}, {"load", facts.load}}},
          {"exit", 0},
          {"totals", Json::object()},
          {"stale", Json::array()},
          {"cases", std::move(cases)}};
}

}  // namespace mockling::conform
