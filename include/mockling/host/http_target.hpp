// Owns: taking a request target apart (RFC 9112 §3.2).
// Never knows: routes; what a host name means.
// Used by: host/http_head.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <mockling/base/text.hpp>
#include <mockling/core/http.hpp>

namespace mockling::host {

// Name and value pairs, decoded, in order. A piece without `=` is a name with an empty value.
inline Query parse_query(std::string_view text) {
  Query query;
  if (text.empty()) return query;
  for (const std::string_view piece : split(text, '&')) {
    if (piece.empty()) continue;
    const std::size_t equals = piece.find('=');
    const std::string_view value = equals == std::string_view::npos ? std::string_view() : piece.substr(equals + 1);
    query.emplace_back(percent_decode(piece.substr(0, equals), true), percent_decode(value, true));
  }
  return query;
}

// Removes `http://authority` from an absolute-form target and returns the authority; empty for the other forms.
inline std::string_view take_authority(std::string_view& target) {
  const std::size_t scheme = target.find("://");
  if (target.empty() || target.front() == '/' || scheme == std::string_view::npos) return {};
  const std::string_view name = target.substr(0, scheme);
  if (!iequals(name, "http") && !iequals(name, "https")) return {};
  const std::string_view rest = target.substr(scheme + 3);
  const std::size_t end = rest.find_first_of("/?#");
  target = end == std::string_view::npos ? std::string_view() : rest.substr(end);
  const std::string_view authority = rest.substr(0, end);
  const std::size_t user = authority.rfind('@');
  return user == std::string_view::npos ? authority : authority.substr(user + 1);
}

// Fills path (raw), query (decoded) and, for the absolute form, host. False: no target HTTP allows here.
inline bool parse_target(std::string_view target, Request& request) {
  const std::string_view whole = target;
  const std::string_view authority = take_authority(target);
  if (!authority.empty()) request.host = std::string(authority);
  if (authority.empty() && target.size() == whole.size() && target.substr(0, 1) != "/")
    return target == "*" && request.method == "OPTIONS" ? (request.path = "*", true) : false;
  if (authority.empty() && target.size() != whole.size()) return false;
  target = target.substr(0, target.find('#'));
  const std::size_t question = target.find('?');
  request.path = question == 0 || target.empty() ? "/" : std::string(target.substr(0, question));
  if (question != std::string_view::npos) request.query = parse_query(target.substr(question + 1));
  return true;
}

}  // namespace mockling::host
