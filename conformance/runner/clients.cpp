#include "clients.hpp"

#include <mockling/base/text.hpp>
#include <mockling/core/submission.hpp>

namespace mockling::conform {

namespace {

Json written(const Json& value, const Json& how) {
  if (text_of(how, "as") == "text" && !value.is_string()) return dump(value);
  if (value.is_boolean())
    if (const Json* word = member(how, value.get<bool>() ? "true" : "false")) return *word;
  if (!value.is_array() || text_of(how, "duration").empty()) return value;
  Json list = value;
  for (Json& item : list)
    if (const Json* duration = member(item, "duration"))
      item["duration"] = written(*duration, {{"as", text_of(how, "duration")}});
  return list;
}

}  // namespace

Json Clients::args(const std::string& provider, const Json& op) const {
  const Json& own = facts(provider);
  Json request = child(document_, "request");
  request.merge_patch(child(op, "request").is_object() ? child(op, "request") : Json::object());
  const std::string kind = member(request, "image") != nullptr ? "image_model" : "model";
  const std::string model = text_of(op, "model", text_of(own, kind));
  Json input = Json::object();
  for (const auto& [name, value] : child(own, "body").items()) input[name] = value == "{model}" ? Json(model) : value;
  for (const auto& [name, value] : request.items())
    if (const Json* how = member(child(own, "fields"), name)) input[text_of(*how, "to", name)] = written(value, *how);
  input.merge_patch(child(op, "input").is_object() ? child(op, "input") : Json::object());
  Json args{{"model", model}, {"request", request}, {"input", input}, {"save_as", "clip.mp4"}};
  args.merge_patch(child(op, "args").is_object() ? child(op, "args") : Json::object());
  return args;
}

Json Clients::tuning(const Json& document) const {
  Json tuning = child(document_, "tuning");
  tuning.merge_patch(child(document, "tuning").is_object() ? child(document, "tuning") : Json::object());
  return tuning;
}

std::string Clients::key(const std::string& provider, const std::string& name, const std::string& secret) const {
  return replace_all(replace_all(text_of(facts(provider), "key"), "{name}", name), "{secret}", secret);
}

std::pair<std::string, std::string> Clients::price(const Catalog& catalog, const std::string& provider,
                                                   const Json& args) {
  const Provider* known = catalog.provider(provider);
  const Model* model = known == nullptr ? nullptr : known->model(text_of(args, "model"));
  if (model == nullptr) return {};
  const Submission submission = prepare_submission(known->spec, *model, child(args, "input"));
  const auto quoted = quote(model->price, submission.input, no_files);
  if (!quoted) return {};
  return {to_text(quoted->price.amount), std::string(text_of(child(model->document, "price"), "currency"))};
}

}  // namespace mockling::conform
