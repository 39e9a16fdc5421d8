// Every reader of small texts: templates, routes, markers, numbers, times, UTF-8, bodies that are no JSON.
//
// The first line is a pattern where one is needed; the rest is the text.
#include <mockling/core/persist.hpp>
#include <mockling/drift/approvals.hpp>
#include <mockling/drift/read.hpp>
#include <mockling/drift/review.hpp>

#include "../contract/emulated.hpp"
#include "input.hpp"

using namespace mockling;
using fuzz::demand;

namespace {

void read_numbers(const std::string& text) {
  if (const auto value = parse_decimal(text))
    demand(parse_decimal(to_text(*value)) == value, "decimals round-trip", text);
  if (const auto at = parse_instant(text)) demand(parse_instant(rfc3339(*at, 9)) == at, "instants round-trip", text);
  if (const auto span = parse_duration(text)) demand(span->count() >= 0, "durations are not negative", text);
  if (const auto rate = parse_clock_rate(text)) demand(*rate >= 0, "clocks do not run backwards", text);
}

void read_paths(const std::string& pattern, const std::string& path) {
  const std::vector<Route> routes{make_route("one", "GET", pattern, false)};
  const RouteSearch search = find_route(routes, "GET", path);
  if (search.match) demand(search.match->params.size() <= routes[0].segments.size(), "a parameter a segment", pattern);
  for (const std::string_view method : {"GET", "POST", "PUT", "DELETE", "HEAD", "X"}) {
    Request request = test::request_for(std::string(method), path);
    request.headers.add("Authorization", pattern);
    identify(*test::default_catalog(), request, false);
  }
  detail::url_parts(path);
  if (const auto bytes = base64_decoded(path)) demand(base64(*bytes) == path, "base64 round-trips", path);
  field_name(path);
  demand(percent_decode(percent_encode(path)) == path, "percent coding round-trips", path);
  const std::string safe = safe_file_name(path);
  demand(!safe.empty() && safe.size() <= 100 && safe.find('/') == std::string::npos, "a file name is safe", safe);
}

// Whether a text is JSON has one answer, but for what Python reads and JSON is not: NaN, Infinity, halves of surrogate
// pairs, and numbers beyond every double.
void read_body(const std::string& text) {
  const auto error = fal::json_error(text);
  const bool sound = parse_json(text, {900, 1'000'000}).ok();
  if (error) demand(error->position <= text.size() && !sound, "an error is one", text);
  if (error || sound || !is_utf8(text)) return;
  demand(text.find_first_of("NIuUeE") != std::string::npos || text.size() > 300, "what is no JSON has an error", text);
}

// A fault in either notation: what can be read can be read again from its document; what cannot is told in a line.
void read_fault(const Json& written) {
  const auto rule = parse_fault(written);
  if (!rule) return demand(rule.error().message.size() < 1000, "shortly said");
  const auto again = parse_fault(rule->document);
  demand(again && again->document == rule->document, "a fault's document is the fault", rule->id);
}

// A published document is read or refused in few words; one that is read differs in nothing from itself.
void read_published(const std::string& text) {
  const auto document = drift::read_document("it", text);
  if (!document) return demand(document.error().message.size() < 600, "shortly refused", text);
  for (const drift::Change& change : drift::review(*document, *document).changes)
    demand(false, "a document differs from itself", change.name + " " + change.facet);
  (void)drift::read_approvals(text).ok();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string all(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(all.find('\n'), all.size());
  const std::string pattern = all.substr(0, end), text = all.substr(std::min(end + 1, all.size()));
  read_numbers(text);
  read_paths(pattern, text);
  fill(pattern, {{"id", text}, {"origin", pattern}});
  read_body(text);
  read_published(all);
  Marker marker;
  if (const auto read = read_markers(text, marker); !read) demand(read.error().message.size() < 1000, "shortly said");
  for (std::size_t bytes = 0; bytes < std::min<std::size_t>(text.size(), 64); ++bytes)
    if (is_utf8(text)) demand(is_utf8(utf8_prefix(text, bytes)), "a cut text is UTF-8", text);
  if (pattern.size() < 32 && text.size() < 64) detail::glob(pattern, text);
  read_fault(Json(text));
  if (const auto document = parse_json(text)) {
    read_fault(*document);
    if (const auto scenario = parse_scenario(*document)) scenario_ending(*scenario, 3);
    (void)parse_universe(*document).ok();
  }
  return 0;
}
