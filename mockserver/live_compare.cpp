#include "live_compare.hpp"

#include <mockling/spec/violation.hpp>

#include "live_place.hpp"

namespace mockling::cli {

namespace {

constexpr std::size_t kShown = 120;      // bytes of a value in a report
constexpr std::size_t kExcerpt = 1'000;  // of a body that is no JSON
constexpr std::string_view kAbsent = "(absent)";

std::string shown(const Json& value) {
  const std::string text = dump(value);
  return text.size() <= kShown ? text : std::string(utf8_prefix(text, kShown)) + "…";
}

// Numbers are of one kind, whole or not.
std::string kind_of(const Json& value) { return value.is_number() ? "number" : value.type_name(); }

Result<Json> body_of(const LiveAnswer& answer) { return parse_json(answer.body, {64, 100'000}); }

// "Application/JSON; Charset=UTF-8" and "application/json;charset=utf-8" are the same.
std::string plain_type(const std::string& type) { return replace_all(to_lower(type), " ", ""); }

const LiveList* list_at(const LiveCheck& check, std::string_view pointer) {
  for (const LiveList& list : check.lists)
    if (fits_place(list.at, pointer)) return &list;
  return nullptr;
}

const Json* element(const Json& list, const LiveList& how, const Json& name) {
  for (const Json& each : list)
    if (child(each, how.member) == name) return &each;
  return nullptr;
}

std::string step_of(const LiveList& how, const Json& each) { return pointer_step(text_of(each, how.member)); }

class Comparison {
 public:
  explicit Comparison(const LiveCheck& check) : check_(check) {}

  void compare(const std::string& at, const Json& here, const Json& there, bool varies) {
    if (fits_any(check_.ignored, at)) return;
    varies = varies || fits_any(check_.varies, at);
    if (kind_of(here) != kind_of(there)) return differ(at, shown(here), varies ? kind_of(there) : shown(there));
    if (here.is_object()) return compare_members(at, here, there, varies);
    if (here.is_array()) return compare_elements(at, here, there, varies);
    if (!varies && here != there) differ(at, shown(here), shown(there));
  }

  std::vector<LiveDifference> found;

 private:
  void differ(const std::string& at, std::string here, std::string there) {
    found.push_back({"body" + at, std::move(here), std::move(there)});
  }

  void compare_members(const std::string& at, const Json& here, const Json& there, bool varies) {
    for (const auto& [name, value] : here.items()) {
      const std::string place = at + pointer_step(name);
      const Json* other = member(there, name);
      if (other != nullptr)
        compare(place, value, *other, varies);
      else if (!fits_any(check_.ignored, place))
        differ(place, shown(value), std::string(kAbsent));
    }
    for (const auto& [name, value] : there.items()) {
      const std::string place = at + pointer_step(name);
      if (member(here, name) != nullptr || fits_any(check_.ignored, place)) continue;
      differ(place, std::string(kAbsent), varies ? kind_of(value) : shown(value));
    }
  }

  void compare_elements(const std::string& at, const Json& here, const Json& there, bool varies) {
    if (const LiveList* list = list_at(check_, at)) {
      for (const Json& each : here) {
        const Json* other = element(there, *list, child(each, list->member));
        if (other != nullptr)
          compare(at + step_of(*list, each), each, *other, varies);
        else
          differ(at + step_of(*list, each), "an element", std::string(kAbsent));
      }
      return;
    }
    if (varies) {
      if (!here.empty() && !there.empty()) compare(at + "/0", here[0], there[0], true);
      return;
    }
    if (here.size() != there.size())
      return differ(at, std::to_string(here.size()) + " elements", std::to_string(there.size()) + " elements");
    for (std::size_t i = 0; i < here.size(); ++i) compare(at + "/" + std::to_string(i), here[i], there[i], false);
  }

  const LiveCheck& check_;
};

// What may be shown of a body.
class Excerpt {
 public:
  explicit Excerpt(const LiveCheck& check) : check_(check) {}

  Json of(const std::string& at, const Json& here, const Json& there, bool varies) const {
    varies = varies || fits_any(check_.varies, at);
    if (there.is_object()) {
      Json kept = Json::object();
      for (const auto& [name, value] : there.items())
        if (const std::string place = at + pointer_step(name); !fits_any(check_.ignored, place))
          kept[name] = of(place, child(here, name), value, varies);
      return kept;
    }
    if (there.is_array()) return elements(at, here, there, varies);
    return varies ? Json("(" + kind_of(there) + ")") : there;
  }

 private:
  Json elements(const std::string& at, const Json& here, const Json& there, bool varies) const {
    Json kept = Json::array();
    const LiveList* list = list_at(check_, at);
    for (std::size_t i = 0; i < there.size(); ++i) {
      const Json* ours = list != nullptr ? element(here, *list, child(there[i], list->member)) : nullptr;
      if (list != nullptr && ours != nullptr)
        kept.push_back(of(at + step_of(*list, there[i]), *ours, there[i], varies));
      if (list != nullptr || (varies && i > 0)) continue;
      const Json& same = here.is_array() && i < here.size() ? here[i] : there[i];
      kept.push_back(of(at + "/" + std::to_string(i), same, there[i], varies));
    }
    return kept;
  }

  const LiveCheck& check_;
};

// Whether a pattern is about this place, or about one above or below it.
bool concerns(const std::string& pattern, std::string_view pointer) {
  const std::vector<std::string_view> wanted = split(pattern, '/'), steps = split(pointer, '/');
  for (std::size_t i = 0; i < std::min(wanted.size(), steps.size()); ++i)
    if (wanted[i] != "*" && wanted[i] != steps[i]) return false;
  return true;
}

// The value at a place of our answer; steps into a LiveList are names.
const Json* value_at(const LiveCheck& check, const Json& body, std::string_view pointer) {
  const Json* value = &body;
  std::string at;
  for (const std::string_view step : split(pointer.substr(std::min<std::size_t>(1, pointer.size())), '/')) {
    if (pointer.empty() || value == nullptr) break;
    const LiveList* list = list_at(check, at);
    const std::string name = replace_all(replace_all(step, "~1", "/"), "~0", "~");
    value = list != nullptr && value->is_array() ? element(*value, *list, Json(name))
                                                 : find_at(*value, "/" + std::string(step));
    at += "/" + std::string(step);
  }
  return value;
}

}  // namespace

std::vector<LiveDifference> differences(const LiveCheck& check, const LiveAnswer& here, const LiveAnswer& there) {
  std::vector<LiveDifference> found;
  if (here.status != there.status)
    found.push_back({"status", std::to_string(here.status), std::to_string(there.status)});
  if (plain_type(here.type) != plain_type(there.type)) found.push_back({"type", here.type, there.type});
  const auto ours = body_of(here), theirs = body_of(there);
  Comparison comparison(check);
  if (ours && theirs)
    comparison.compare("", *ours, *theirs, false);
  else if (here.body != there.body)
    comparison.found.push_back({"body", ours ? "JSON" : shown(here.body), theirs ? "JSON" : shown(there.body)});
  found.insert(found.end(), comparison.found.begin(), comparison.found.end());
  return found;
}

Json parsed_body(const LiveAnswer& answer) {
  auto body = body_of(answer);
  return body ? std::move(body).value() : Json();
}

bool is_compared(const LiveCheck& check, const Json& body, const std::string& place) {
  if (place == "status" || place == "type") return true;
  const std::string pointer = place.substr(std::string_view("body").size());
  for (const auto* patterns : {&check.varies, &check.ignored})
    for (const std::string& pattern : *patterns)
      if (concerns(pattern, pointer)) return false;
  return !body.is_null() && value_at(check, body, pointer) != nullptr;
}

Json excerpt(const LiveCheck& check, const LiveAnswer& here, const LiveAnswer& there) {
  const auto ours = body_of(here), theirs = body_of(there);
  return {{"status", there.status},
          {"type", there.type},
          {"body", theirs ? Excerpt(check).of("", ours ? *ours : Json(), *theirs, false)
                          : Json(std::string(utf8_prefix(there.body, kExcerpt)))}};
}

}  // namespace mockling::cli
