// Owns: reading the parameters that the platform API's lists share: endpoints, words, pages, spans of time.
// Never knows: what is listed.
// Used by: providers/fal/platform, providers/fal/platform_records.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mockling/base/crypto.hpp>
#include <mockling/providers/fal/envelope.hpp>

namespace mockling::fal::platform {

inline const Json& facts(const Call& call) { return child(call.spec().document, "platform"); }

// A refusal in the platform's words.
inline ApiError wrong(const Call& call, std::string_view text, const Values& values = {}) {
  return {ErrorKind::bad_request, fill(text_of(child(facts(call), "texts"), text), values)};
}

inline Response refused(const Call& call, const ApiError& error) {
  return refuse(call.spec(), error, call.request.address.family);
}

// The values of a parameter, which may be repeated and may list several with commas; empty ones do not count.
inline std::vector<std::string> values_of(const Call& call, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& [key, text] : call.request.query) {
    if (key != name) continue;
    for (const std::string_view value : split(text, ','))
      if (!trim(value).empty()) values.emplace_back(trim(value));
  }
  return values;
}

inline std::string value_of(const Call& call, std::string_view name) { return query_value(call.request, name); }

inline bool holds(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The words of a parameter, each one that the data allow this operation.
inline Result<std::vector<std::string>, ApiError> words_of(const Call& call, const std::string& name) {
  const Json& allowed = child(child(child(facts(call), "words"), call.prepared.route.route->operation), name);
  std::vector<std::string> words = values_of(call, name);
  for (const std::string& word : words)
    if (std::find(allowed.begin(), allowed.end(), Json(word)) == allowed.end())
      return wrong(call, "word", {{"name", name}, {"words", mockling::detail::list_text(allowed, "")}});
  return words;
}

// The first of words_of(), or an empty text.
inline Result<std::string, ApiError> word_of(const Call& call, const std::string& name) {
  auto words = words_of(call, name);
  if (!words) return words.error();
  return words->empty() ? std::string() : words->front();
}

// The endpoints that are asked for, in that order.
inline Result<std::vector<const Model*>, ApiError> endpoints_of(const Call& call, bool required) {
  const auto most = static_cast<std::size_t>(int_of(facts(call), "max_endpoints"));
  const std::vector<std::string> ids = values_of(call, "endpoint_id");
  if (ids.size() > most || (required && ids.empty())) return wrong(call, "endpoints", {{"most", std::to_string(most)}});
  std::vector<const Model*> models;
  for (const std::string& id : ids) {
    const Model* model = call.provider.model(id);
    if (model == nullptr) return ApiError{ErrorKind::unknown_model, std::string(utf8_prefix(id, 200))};
    if (std::find(models.begin(), models.end(), model) == models.end()) models.push_back(model);
  }
  return models;
}

inline bool among(const std::vector<const Model*>& models, std::string_view id) {
  return models.empty() ||
         std::any_of(models.begin(), models.end(), [&](const Model* model) { return model->id == id; });
}

struct Page {
  std::size_t number = 1;
  std::size_t size = 0;
};

namespace detail {

// The number in a cursor, which is its text in base64.
inline std::optional<std::size_t> number_in(std::string_view cursor) {
  const auto number = parse_int(base64_decoded(cursor).value_or(""));
  if (!number || *number < 1) return std::nullopt;
  return static_cast<std::size_t>(*number);
}

}  // namespace detail

inline Result<Page, ApiError> page_of(const Call& call) {
  const Json& sizes = child(child(facts(call), "pages"), call.prepared.route.route->operation);
  Page page{1, static_cast<std::size_t>(int_of(sizes, "size"))};
  if (const std::string limit = value_of(call, "limit"); !limit.empty()) {
    const auto size = parse_int(limit);
    if (!size || *size < 1 || *size > int_of(sizes, "most"))
      return wrong(call, "limit", {{"most", std::to_string(int_of(sizes, "most"))}});
    page.size = static_cast<std::size_t>(*size);
  }
  if (const std::string cursor = value_of(call, "cursor"); !cursor.empty()) {
    const auto number = detail::number_in(cursor);
    if (!number) return wrong(call, "cursor");
    page.number = *number;
  }
  return page;
}

// Puts the page of `items` into `answer` under `name`, each as `show` makes it, and the way to the next page.
template <class Items, class Show>
void put_page(Json& answer, const std::string& name, const Items& items, const Page& page, const Show& show) {
  Json shown = Json::array();
  const bool within = page.number - 1 <= items.size() / page.size;
  const std::size_t first = within ? (page.number - 1) * page.size : items.size();
  const std::size_t last = std::min(items.size(), first + page.size);
  for (std::size_t i = first; i < last; ++i) shown.push_back(show(items[i]));
  answer[name] = std::move(shown);
  answer["next_cursor"] = last < items.size() ? Json(base64(std::to_string(page.number + 1))) : Json();
  answer["has_more"] = last < items.size();
}

// A half-open span of time.
struct TimeSpan {
  Instant from;
  Instant until;
  bool contains(Instant at) const { return from <= at && at < until; }
};

// From `start` to `end`; without them the last `spans_ms` up to now, inclusive.
inline Result<TimeSpan, ApiError> span_of(const Call& call, std::string_view spans_ms) {
  TimeSpan span{{}, call.now + Nanos(1)};
  const auto read = [&](std::string_view name, Instant& at) {
    const std::string text = value_of(call, name);
    const auto parsed = parse_instant(text);
    if (parsed) at = *parsed;
    return text.empty() || parsed;
  };
  if (!read("end", span.until)) return wrong(call, "date", {{"name", "end"}});
  span.from = span.until - Millis(int_of(child(facts(call), "spans_ms"), spans_ms));
  if (!read("start", span.from)) return wrong(call, "date", {{"name", "start"}});
  if (span.until < span.from) return wrong(call, "span");
  return span;
}

}  // namespace mockling::fal::platform
