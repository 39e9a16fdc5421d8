// Owns: the compact notation of a fault, "reset@poll:2 phase=after_headers", read into the JSON form.
// Never knows: which kinds and parameters there are.
// Used by: core/fault.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>
#include <mockling/base/text.hpp>

namespace mockling {

// The notation in one line, for messages and help.
inline constexpr std::string_view kFaultGrammar =
    "KIND[@[PROVIDER/]OPERATION][:N|:N-M|:N+|:%N|:*] [NAME=VALUE …], like \"lost-response@submit:1\" or "
    "\"status@poll:2-4 code=503 retry_after=2s\"";

namespace detail {

// The words of a text. A value that begins with a double quote holds blanks and ends with the next one; any other quote
// is one like any letter.
inline Result<std::vector<std::string>> fault_words(std::string_view text) {
  std::vector<std::string> words;
  bool quoted = false, inside = false;
  for (const char c : text) {
    if (!quoted && (c == ' ' || c == '\t')) {
      inside = false;
      continue;
    }
    if (!std::exchange(inside, true)) words.emplace_back();
    const bool opens = !quoted && c == '"' && !words.back().empty() && words.back().back() == '=';
    if (opens || (quoted && c == '"'))
      quoted = opens;
    else
      words.back() += c;
  }
  if (quoted) return Error{"a fault's text lacks a closing quote: " + std::string(utf8_prefix(text, 60))};
  return words;
}

// "KIND@WHERE:WHEN" into `document`.
inline void read_fault_head(std::string_view head, Json& document) {
  const std::size_t colon = std::min(head.find(':'), head.size());
  const std::string_view what = head.substr(0, colon);
  const std::size_t at = std::min(what.find('@'), what.size());
  document["do"] = std::string(what.substr(0, at));
  if (at < what.size()) {
    const std::string_view where = what.substr(at + 1);
    const std::size_t slash = where.find('/');
    document["at"]["operation"] = std::string(slash == std::string_view::npos ? where : where.substr(slash + 1));
    if (slash != std::string_view::npos) document["at"]["provider"] = std::string(where.substr(0, slash));
  }
  if (colon == head.size()) return;
  const std::string_view when = head.substr(colon + 1);
  if (!when.empty() && when.front() == '%')
    document["every"] = std::string(when.substr(1));
  else if (when != "*")
    document["nth"] = std::string(when);
}

// Names of parameters that say where, not what.
inline bool is_fault_place(std::string_view name) {
  return name == "of" || name == "path" || name == "host" || name == "reused" || name == "provider";
}

// "NAME=VALUE NAME=VALUE" into `document`; what is there already stays with `keep`.
inline Result<void> read_fault_parameters(const std::vector<std::string>& words, std::size_t from, bool keep,
                                          Json& document) {
  for (std::size_t i = from; i < words.size(); ++i) {
    const std::size_t equals = words[i].find('=');
    if (equals == std::string::npos || equals == 0)
      return Error{"\"" + std::string(utf8_prefix(words[i], 60)) + "\" is no NAME=VALUE; a fault is " +
                   std::string(kFaultGrammar)};
    const std::string name = words[i].substr(0, equals);
    Json& place = is_fault_place(name) ? document["at"] : document;
    if (!keep || !place.contains(name)) place[name] = words[i].substr(equals + 1);
  }
  return {};
}

}  // namespace detail

// The JSON form of a fault in the compact notation; nothing is checked but the notation itself.
inline Result<Json> fault_document(std::string_view text) {
  constexpr std::size_t kMost = 4000;
  if (text.size() > kMost || !is_utf8(text)) return Error{"a fault's text is UTF-8 and at most 4000 bytes"};
  const auto words = detail::fault_words(text);
  if (!words) return words.error();
  if (words->empty()) return Error{"a fault is " + std::string(kFaultGrammar)};
  Json document = Json::object();
  detail::read_fault_head(words->front(), document);
  if (auto read = detail::read_fault_parameters(*words, 1, false, document); !read) return read.error();
  return document;
}

}  // namespace mockling
