#include "refclient/dialect.hpp"

#include "refclient/evolink.hpp"
#include "refclient/fal.hpp"
#include "refclient/text.hpp"
#include "refclient/wavespeed.hpp"

namespace refclient {

std::optional<Json> parsed(std::string text) {
  if (starts_with(text, "\xEF\xBB\xBF")) text.erase(0, 3);
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  return json;
}

const Json& member_of(const Json& object, const char* name) {
  static const Json nothing;
  if (!object.is_object()) return nothing;
  const auto found = object.find(name);
  return found == object.end() ? nothing : *found;
}

std::string text_at(const Json& object, const char* name) {
  const Json& value = member_of(object, name);
  return value.is_string() ? value.get<std::string>() : std::string{};
}

Category category_of(int status) {
  switch (status) {
    case 400:
    case 413:
    case 422: return Category::validation;
    case 401:
    case 403: return Category::auth;
    case 402: return Category::insufficient_balance;
    case 404: return Category::not_found;
    case 429: return Category::rate_limited;
    default: return status >= 500 ? Category::network : Category::protocol;
  }
}

std::string with_query(const std::string& path, const std::string& name, const std::string& value) {
  return path + (contains(path, "?") ? "&" : "?") + name + "=" + percent_encoded(value);
}

Dialect dialect_of(const std::string& name) {
  if (name == "wavespeed") return wavespeed();
  if (name == "fal") return fal();
  if (name == "evolink") return evolink();
  throw VideoError(Category::validation, "provider is \"" + name + "\"; accepted: wavespeed, fal, evolink");
}

}  // namespace refclient
