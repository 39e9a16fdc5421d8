// Owns: fal's links, headers and plain answers.
// Never knows: what a job is asked or says.
// Used by: providers/fal.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mockling/core/links.hpp>
#include <mockling/core/submit.hpp>

namespace mockling::fal {

inline const Json& queue_facts(const Call& call) { return child(call.spec().document, "queue"); }
// The data's name for an ending that the queue itself brings about.
inline std::string ending_name(const Call& call, std::string_view which) {
  return text_of(child(queue_facts(call), "endings"), which);
}
inline std::string header_name(const Call& call, std::string_view which) {
  return text_of(child(queue_facts(call), "headers"), which);
}

// A refusal; the type of error that its body names is in a header, too.
inline Response failure(const Call& call, const ApiError& error) {
  const std::string& family = call.request.address.family;
  Response response = refuse(call.spec(), error, family);
  const Json& body = call.spec().errors_at(family)[static_cast<std::size_t>(error.kind)].body;
  if (const std::string type = text_of(body, "error_type"); !type.empty())
    response.headers.set(header_name(call, "error_type"), type);
  return response;
}
inline Response failure(const Call& call, ErrorKind kind, std::string text = {}) {
  return failure(call, ApiError{kind, std::move(text)});
}

// Where the client finds a family of hosts. Bytes always come from where the client reached us; the others may have to
// keep the provider's own names.
inline std::string base(const Call& call, const std::string& family) {
  const Json& keeps = child(child(call.spec().document, "proxy"), "public");
  const bool may_be_public = std::find(keeps.begin(), keeps.end(), Json(family)) != keeps.end();
  const bool asked = call.spec().behaves("links", "public") || call.request.address.door == Address::Door::proxy;
  return base_of(call.spec(), call.request, family, asked && may_be_public);
}

// A link of provider.json with {world} and `values` filled in; it starts with {the family of hosts} it leads to.
inline std::string link(const Call& call, std::string_view name, Values values) {
  return link_from(call, name, std::move(values), base);
}

// The application an endpoint belongs to: the first two segments of its id.
inline std::string_view app_of(std::string_view endpoint) {
  const std::size_t first = endpoint.find('/');
  return first == std::string_view::npos ? endpoint : endpoint.substr(0, endpoint.find('/', first + 1));
}

// Whether some endpoint of the data belongs to this application.
inline bool is_app(const Call& call, std::string_view app) {
  for (const Model& model : call.provider.models)
    if (app_of(model.id) == app) return true;
  return false;
}

// The units that a job's price stands for, at the endpoint's unit price: seconds, scaled where a variant costs more.
inline std::string billable_units(const Call& call, const Job& job) {
  const Model* model = call.provider.model(job.model);
  if (model == nullptr || !delivers(job) || model->price.base.nano <= 0) return "0";
  const auto units = multiply_exact(job.price.amount, 1'000'000, model->price.base.nano / 1000);
  return units ? to_text(*units) : std::to_string(job.price.amount.nano / model->price.base.nano);
}

inline const Json& storage_facts(const Call& call) { return child(call.spec().document, "storage"); }

// How long a file is to live, in the JSON of one of two headers; nothing without one.
inline std::optional<Millis> lifetime(const Call& call) {
  for (const Json& name : child(storage_facts(call), "lifecycle")) {
    const auto wish = parse_json(call.request.headers.get(name.get_ref<const std::string&>()));
    const std::int64_t seconds = wish ? int_of(*wish, text_of(storage_facts(call), "lifetime_key"), -1) : -1;
    if (seconds >= 0 && seconds < std::int64_t{36600} * 86'400) return Millis(seconds * 1000);
  }
  return std::nullopt;
}

// `response` with the id of its request, as every answer about one has it.
inline Response about(const Call& call, const Job& job, Response response) {
  response.headers.set(header_name(call, "request_id"), job.id);
  return response;
}

}  // namespace mockling::fal
