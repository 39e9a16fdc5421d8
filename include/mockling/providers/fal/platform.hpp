// Owns: the platform API's catalogue: endpoints, their unit prices and estimates.
// Never knows: jobs other than what they cost.
// Used by: providers/fal.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <mockling/base/json_number.hpp>
#include <mockling/core/identity.hpp>
#include <mockling/providers/fal/openapi.hpp>
#include <mockling/providers/fal/platform_query.hpp>

namespace mockling::fal::platform {

namespace detail {

inline bool mentions(const Model& model, const std::string& text) {
  const std::string wanted = to_lower(text);
  const auto has = [&](std::string_view where) { return to_lower(where).find(wanted) != std::string::npos; };
  return has(model.id) || has(model.type) || has(text_of(model.document, "title")) ||
         has(text_of(model.document, "description"));
}

inline bool is_anonymous(const Call& call) { return call.state.id() == world_of({}); }

inline Json entry(const Call& call, const Model& model, bool with_openapi) {
  Json entry = filled(child(facts(call), "model"), endpoint_texts(call, model));
  // Nobody in particular has no favourites.
  entry["metadata"]["is_favorited"] = is_anonymous(call) ? Json() : Json(false);
  if (with_openapi) entry["openapi"] = openapi_of(call, model);
  return entry;
}

}  // namespace detail

inline Response models(Call& call) {
  const auto page = page_of(call);
  if (!page) return refused(call, page.error());
  const auto status = word_of(call, "status");
  if (!status) return refused(call, status.error());
  const auto expand = words_of(call, "expand");
  if (!expand) return refused(call, expand.error());
  const auto wanted = endpoints_of(call, false);
  if (!wanted) return refused(call, wanted.error());
  const std::string category = value_of(call, "category");
  const std::string query = value_of(call, "q");
  const std::string every_status = text_of(child(child(facts(call), "model"), "metadata"), "status");
  std::vector<const Model*> found;
  for (const Model& model : call.provider.models)
    if (among(*wanted, model.id) && (status->empty() || *status == every_status) &&
        (category.empty() || category == model.type) && detail::mentions(model, query))
      found.push_back(&model);
  Json answer;
  put_page(answer, "models", found, *page,
           [&](const Model* model) { return detail::entry(call, *model, holds(*expand, "openapi-3.0")); });
  return json_response(call, 200, answer);
}

inline Response pricing(Call& call) {
  const auto page = page_of(call);
  if (!page) return refused(call, page.error());
  const auto wanted = endpoints_of(call, true);
  if (!wanted) return refused(call, wanted.error());
  Json answer;
  put_page(answer, "prices", *wanted, *page, [&](const Model* model) {
    return Json{{"endpoint_id", model->id},
                {"unit_price", json_number(model->price.base)},
                {"unit", facts(call)["unit"]},
                {"currency", model->price.currency.code}};
  });
  return json_response(call, 200, answer);
}

namespace detail {

// What a call of the endpoint has cost on average in this world, to the last place there is; without any, what a
// typical one would.
inline Decimal call_price(const Call& call, const Model& model) {
  Decimal total;
  std::int64_t count = 0;
  for (const Job& job : call.state.jobs())
    if (job.provider == call.spec().name && job.model == model.id && delivers(job) && end_of(job) <= call.now) {
      total = add_checked(total, job.price.amount);
      ++count;
    }
  if (count == 0)
    return multiply_exact(model.price.base, int_of(facts(call), "typical_units")).value_or(model.price.base);
  return {(total.nano + count / 2) / count};
}

// The number as it is written, or nothing when it has more places than a Decimal.
inline std::optional<Decimal> written_number(const Json& number) {
  const std::string text = number.is_number() ? dump(number) : std::string();
  const std::size_t exponent = text.find("e-");
  const auto digits = parse_decimal(std::string_view(text).substr(0, exponent));
  if (exponent == std::string::npos || !digits) return digits;
  const auto places = parse_int(std::string_view(text).substr(exponent + 2));
  if (!places || *places > Decimal::kPlaces * 2) return std::nullopt;
  std::int64_t divisor = 1;
  for (std::int64_t i = 0; i < *places; ++i) divisor *= 10;
  return multiply_exact(*digits, 1, divisor);
}

// `quantity` of what one costs `price`, or nothing when it is no such number or not exact.
inline std::optional<Decimal> cost_of(Decimal price, const Json& quantity) {
  const auto count = written_number(quantity);
  if (!count || count->nano <= 0) return std::nullopt;
  return multiply_exact(price, count->nano, Decimal::kOne);
}

inline Result<Decimal, ApiError> total_of(const Call& call, const std::string& type, const std::string& quantity) {
  const Json& endpoints = child(call.prepared.body, "endpoints");
  const std::int64_t most = int_of(facts(call), "max_endpoints");
  if (!endpoints.is_object() || endpoints.empty() || endpoints.size() > static_cast<std::size_t>(most))
    return wrong(call, "estimate_endpoints", {{"most", std::to_string(most)}});
  Decimal total;
  for (const auto& [id, wish] : endpoints.items()) {
    const Model* model = call.provider.model(id);
    if (model == nullptr) return ApiError{ErrorKind::unknown_model, std::string(utf8_prefix(id, 200))};
    const auto cost =
        cost_of(type == "unit_price" ? model->price.base : call_price(call, *model), child(wish, quantity));
    Decimal sum;
    if (!cost || __builtin_add_overflow(total.nano, cost->nano, &sum.nano))
      return wrong(call, "quantity", {{"name", quantity}, {"id", id}});
    total = sum;
  }
  return total;
}

}  // namespace detail

inline Response estimate(Call& call) {
  const std::string type = text_of(call.prepared.body, "estimate_type");
  const std::string quantity = text_of(child(facts(call), "estimate_types"), type);
  if (quantity.empty()) return refused(call, wrong(call, "estimate_type"));
  const auto total = detail::total_of(call, type, quantity);
  if (!total) return refused(call, total.error());
  return json_response(
      call, 200,
      {{"estimate_type", type}, {"total_cost", json_number(*total)}, {"currency", call.spec().billing.currency.code}});
}

}  // namespace mockling::fal::platform
