// Owns: playing a file of fixtures/exchanges against a world and naming every difference.
// Never knows: whether the world is in process or behind a socket.
// Used by: exchanges_test.cpp.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulated.hpp"

namespace mockling::test {

namespace detail {

using Names = std::map<std::string, std::string>;

// `text` with {name} and {now±TIME} filled in.
inline std::string filled(const std::string& text, const Names& names, Instant now) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t close = text[at] == '{' ? text.find('}', at) : std::string::npos;
    const std::string name = close == std::string::npos ? std::string() : text.substr(at + 1, close - at - 1);
    std::string value;
    if (const auto found = names.find(name); found != names.end()) {
      value = found->second;
    } else if (starts_with(name, "now")) {
      const Nanos away = name.size() > 4 ? parse_duration(name.substr(4)).value() : Nanos(0);
      value = rfc3339(name.size() > 4 && name[3] == '-' ? now - away : now + away, 3);
    } else {
      result += text[at++];
      continue;
    }
    result += value;
    at = close + 1;
  }
  return result;
}

inline Json filled(Json document, const Names& names, Instant now) {
  if (document.is_string()) return filled(document.get_ref<const std::string&>(), names, now);
  if (document.is_structured())
    for (Json& part : document) part = filled(std::move(part), names, now);
  return document;
}

inline bool all_of(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

// Whether `actual` is what the matcher "@…" stands for.
inline bool fits_matcher(std::string_view matcher, const Json& actual) {
  if (matcher == "@any") return true;
  if (matcher == "@int") return actual.is_number_integer();
  if (matcher == "@number") return actual.is_number();
  if (matcher == "@bool") return actual.is_boolean();
  if (matcher == "@clip-size")  // only a host knows it; before that its marker stands there
    return actual.is_number_unsigned() ? actual > 0 : '"' + actual.get<std::string>() + '"' == kClipSizeMarker;
  if (!actual.is_string()) return false;
  const std::string& text = actual.get_ref<const std::string&>();
  if (matcher == "@string") return true;
  if (matcher == "@hex32") return text.size() == 32 && all_of(text, "0123456789abcdef");
  if (matcher == "@uuid")
    return text.size() == 36 && all_of(text, "0123456789abcdef-") && replace_all(text, "-", "").size() == 32;
  if (matcher == "@log-time") return text.size() == 26 && parse_instant(text + "Z");
  if (matcher == "@timestamp") return text.size() > 10 && text.back() == 'Z' && parse_instant(text);
  if (matcher == "@date") return text.size() == 10 && parse_instant(text);
  if (matcher == "@url") return starts_with(text, "http://") || starts_with(text, "https://");
  if (starts_with(matcher, "@contains:")) return text.find(matcher.substr(10)) != std::string::npos;
  if (starts_with(matcher, "@ends:")) return ends_with(text, matcher.substr(6));
  if (starts_with(matcher, "@starts:")) return starts_with(text, matcher.substr(8));
  throw std::runtime_error("no matcher is called " + std::string(matcher));
}

// Every difference between what is expected and what came, with its place.
inline void compare(const Json& expected, const Json& actual, const std::string& place,
                    std::vector<std::string>& differences) {
  if (expected.is_string() && starts_with(expected.get_ref<const std::string&>(), "@")) {
    if (!fits_matcher(expected.get_ref<const std::string&>(), actual))
      differences.push_back(place + " is " + dump(actual) + ", not " + dump(expected));
  } else if (expected.is_object() && actual.is_object()) {
    for (const auto& [name, part] : expected.items())
      if (const Json* given = member(actual, name))
        compare(part, *given, place + "/" + name, differences);
      else
        differences.push_back(place + " lacks " + name);
    for (const auto& [name, part] : actual.items())
      if (!expected.contains(name)) differences.push_back(place + " also has " + name + ": " + dump(part));
  } else if (expected.is_array() && actual.is_array() && expected.size() == actual.size()) {
    for (std::size_t i = 0; i < expected.size(); ++i)
      compare(expected[i], actual[i], place + "/" + std::to_string(i), differences);
  } else if (expected != actual) {
    differences.push_back(place + " is " + dump(actual) + ", not " + dump(expected));
  }
}

inline Request request_of(const Json& asked, const Names& names, Instant now) {
  std::string body;
  if (const Json* json = member(asked, "body")) body = dump(filled(*json, names, now));
  if (const Json* text = member(asked, "text")) body = filled(text->get<std::string>(), names, now);
  Request request = request_for(text_of(asked, "method"), filled(text_of(asked, "path"), names, now), std::move(body));
  for (const auto& [name, value] : child(asked, "headers").items())
    request.headers.add(name, filled(value.get<std::string>(), names, now));
  for (const Json& part : child(asked, "form")) {
    const std::string bytes = text_of(part, "text");
    request.parts.push_back(
        {text_of(part, "name"), text_of(part, "filename"), text_of(part, "content_type"), {bytes, {}, bytes.size()}});
  }
  return request;
}

inline std::vector<std::string> differences_of(const Json& expected, const Reply& reply, const Names& names,
                                               Instant now) {
  std::vector<std::string> differences;
  compare(expected.at("status"), reply.status, "status", differences);
  for (const auto& [name, value] : child(expected, "headers").items())
    compare(filled(value, names, now), Json(std::string(reply.headers.get(name))), "header " + name, differences);
  if (const Json* text = member(expected, "text"))
    compare(filled(*text, names, now), Json(reply.text), "text", differences);
  if (const Json* body = member(expected, "body")) {
    const auto document = parse_json(reply.text);
    if (document)
      compare(filled(*body, names, now), *document, "", differences);
    else
      differences.push_back("the body is no JSON: " + reply.text);
  }
  return differences;
}

// Remembers what the exchange wants to be remembered of its answer.
inline void save(const Json& exchange, const Reply& reply, Names& names, std::vector<std::string>& differences) {
  for (const auto& [name, pointer] : child(exchange, "save").items()) {
    const auto document = parse_json(reply.text);
    const Json::json_pointer place(pointer.get<std::string>());
    if (document && document->contains(place) && (*document)[place].is_string())
      names[name] = (*document)[place].get<std::string>();
    else
      differences.push_back(text_of(exchange, "name") + ": nothing to save at " + pointer.get<std::string>());
  }
}

}  // namespace detail

// Plays every exchange of `file` in order; returns "name: difference" for each difference. World has ask(Request),
// advance(Nanos) and now().
template <class World>
std::vector<std::string> play(World& world, const Json& file) {
  std::vector<std::string> all;
  detail::Names names;
  for (const Json& exchange : file.at("exchanges")) {
    if (exchange.contains("advance")) world.advance(parse_duration(text_of(exchange, "advance")).value());
    const Instant now = world.now();
    const Reply reply = world.ask(detail::request_of(exchange.at("request"), names, now));
    const auto differences = detail::differences_of(exchange.at("response"), reply, names, now);
    for (const std::string& difference : differences) all.push_back(text_of(exchange, "name") + ": " + difference);
    detail::save(exchange, reply, names, all);
  }
  return all;
}

}  // namespace mockling::test
