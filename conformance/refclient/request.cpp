#include "refclient/request.hpp"

#include <functional>
#include <limits>
#include <map>

#include "refclient/errors.hpp"

namespace refclient {
namespace {

[[noreturn]] void refuse(const std::string& field, const std::string& wanted) {
  throw VideoError(Category::validation, field + " must be " + wanted);
}

std::string text(const std::string& field, const Json& value) {
  if (!value.is_string()) refuse(field, "a text");
  return value.get<std::string>();
}

bool flag(const std::string& field, const Json& value) {
  if (!value.is_boolean()) refuse(field, "true or false");
  return value.get<bool>();
}

double number(const std::string& field, const Json& value) {
  if (!value.is_number()) refuse(field, "a number");
  return value.get<double>();
}

int integer(const std::string& field, const Json& value) {
  if (!value.is_number_integer()) refuse(field, "a whole number");
  const auto wide = value.get<std::int64_t>();
  if (wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max())
    refuse(field, "a smaller number");
  return static_cast<int>(wide);
}

Shot shot(const std::string& field, const Json& value) {
  if (!value.is_object()) refuse(field, "an object of prompt and duration");
  Shot result;
  for (const auto& [name, member] : value.items()) {
    if (name == "prompt") {
      result.prompt = text(field + ".prompt", member);
    } else if (name == "duration") {
      result.duration = integer(field + ".duration", member);
    } else {
      refuse(field + "." + name, "left out: it is not known");
    }
  }
  return result;
}

// An id of an element: a text, or a number whose digits are taken as they are.
std::string element(const std::string& field, const Json& value) {
  if (value.is_object() && value.size() == 1 && value.contains("element_id"))
    return element(field, value["element_id"]);
  if (value.is_number_integer()) return value.dump();
  return text(field, value);
}

using Setter = std::function<void(VideoRequest&, const std::string&, const Json&)>;

const std::map<std::string, Setter>& setters() {
  static const std::map<std::string, Setter> table{
      {"prompt", [](VideoRequest& r, const std::string& f, const Json& v) { r.prompt = text(f, v); }},
      {"negative_prompt", [](VideoRequest& r, const std::string& f, const Json& v) { r.negative_prompt = text(f, v); }},
      {"duration", [](VideoRequest& r, const std::string& f, const Json& v) { r.duration = integer(f, v); }},
      {"sound", [](VideoRequest& r, const std::string& f, const Json& v) { r.sound = flag(f, v); }},
      {"aspect_ratio", [](VideoRequest& r, const std::string& f, const Json& v) { r.aspect_ratio = text(f, v); }},
      {"resolution", [](VideoRequest& r, const std::string& f, const Json& v) { r.resolution = text(f, v); }},
      {"quality", [](VideoRequest& r, const std::string& f, const Json& v) { r.resolution = text(f, v); }},
      {"image", [](VideoRequest& r, const std::string& f, const Json& v) { r.image = text(f, v); }},
      {"end_image", [](VideoRequest& r, const std::string& f, const Json& v) { r.end_image = text(f, v); }},
      {"cfg_scale", [](VideoRequest& r, const std::string& f, const Json& v) { r.cfg_scale = number(f, v); }},
      {"shot_type", [](VideoRequest& r, const std::string& f, const Json& v) { r.shot_type = text(f, v); }},
      {"multi_shot", [](VideoRequest& r, const std::string& f, const Json& v) { r.multi_shot = flag(f, v); }},
      {"shots",
       [](VideoRequest& r, const std::string& f, const Json& v) {
         if (!v.is_array()) refuse(f, "a list");
         for (const auto& item : v) r.shots.push_back(shot(f + "[" + std::to_string(r.shots.size()) + "]", item));
       }},
      {"elements", [](VideoRequest& r, const std::string& f, const Json& v) {
         if (!v.is_array()) refuse(f, "a list");
         for (const auto& item : v) r.elements.push_back(element(f, item));
       }}};
  return table;
}

}  // namespace

std::optional<int> seconds_of(const VideoRequest& request) {
  if (request.shots.empty()) return request.duration;
  int sum = 0;
  for (const Shot& each : request.shots) {
    if (!each.duration) return request.duration;
    sum += *each.duration;
  }
  return sum;
}

VideoRequest request_from_json(const std::string& model, const Json& json) {
  if (!json.is_object()) refuse("the request", "an object");
  VideoRequest request;
  request.model = model;
  for (const auto& [name, value] : json.items()) {
    const auto setter = setters().find(name);
    if (setter == setters().end()) refuse(name, "left out: it is not known");
    if (!value.is_null()) setter->second(request, name, value);  // null is as good as not there
  }
  return request;
}

}  // namespace refclient
