// Owns: whether a provider would call this URL back: HTTPS to a public host, or (for development) loopback.
// Never knows: how anything is delivered; names are not resolved.
// Used by: spec/rules.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <mockling/base/ip.hpp>
#include <mockling/base/text.hpp>

namespace mockling {

namespace detail {

// What of a URL decides where it leads.
struct CallbackTarget {
  std::string scheme;    // lower case
  std::string host;      // lower case, percent-decoded, without brackets and trailing dots
  bool literal = false;  // an IPv6 address in brackets
};

inline bool is_port(std::string_view text) {
  const auto port = parse_int(text);
  return text.empty() ||
         (text.find_first_not_of("0123456789") == std::string_view::npos && port && *port >= 1 && *port <= 65535);
}

// Reads "[v6]:port" or "name:port".
inline bool read_host(std::string_view authority, CallbackTarget& target) {
  target.literal = !authority.empty() && authority.front() == '[';
  const std::size_t end = target.literal ? authority.find(']') : authority.find(':');
  if (target.literal && end == std::string_view::npos) return false;
  const std::size_t after = std::min(target.literal ? end + 1 : end, authority.size());
  const std::string_view rest = authority.substr(after);
  if (!rest.empty() && (rest.front() != ':' || !is_port(rest.substr(1)))) return false;
  const std::size_t start = target.literal ? 1 : 0;
  const std::string_view raw = authority.substr(start, std::min(end, authority.size()) - start);
  target.host = to_lower(target.literal ? std::string(raw) : percent_decode(raw));
  while (!target.host.empty() && target.host.back() == '.') target.host.pop_back();
  return !target.host.empty();
}

// The target, or nothing when programs could disagree about it: blanks, control characters, backslashes, a host that is
// not plain ASCII.
inline std::optional<CallbackTarget> callback_target(std::string_view url) {
  for (const char c : url)
    if (static_cast<unsigned char>(c) <= ' ' || c == '\\' || c == 0x7f) return std::nullopt;
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  CallbackTarget target{to_lower(url.substr(0, scheme)), {}, false};
  url.remove_prefix(scheme + 3);
  std::string_view authority = url.substr(0, url.find_first_of("/?#"));
  if (const std::size_t at = authority.find('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
  if (!read_host(authority, target)) return std::nullopt;
  for (const char c : target.host)
    if (static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7f) return std::nullopt;
  if (!target.literal && target.host.find_first_of("/?#@:[]%\\") != std::string::npos) return std::nullopt;
  return target;
}

// The address that the host is, in whatever notation; nothing for a name.
inline std::optional<IpAddress> address_in(const CallbackTarget& target) {
  if (target.literal) return parse_ipv6(target.host);
  const auto ipv4 = parse_ipv4(target.host);
  return ipv4 ? std::optional(ipv4_address(*ipv4)) : std::nullopt;
}

inline bool is_loopback_name(std::string_view host) { return host == "localhost" || ends_with(host, ".localhost"); }

// Names that only an internal resolver knows: those without a dot, and suffixes set apart for private use. One whose
// last label is a number would be read as an address by some.
inline bool is_internal_name(std::string_view host) {
  constexpr std::string_view kSuffixes[] = {".local",    ".internal", ".localdomain", ".lan",
                                            ".intranet", ".corp",     ".home",        ".home.arpa"};
  const std::size_t dot = host.rfind('.');
  if (dot == std::string_view::npos || is_loopback_name(host)) return true;
  for (const std::string_view suffix : kSuffixes)
    if (ends_with(host, suffix)) return true;
  return is_digit(host[dot + 1]) || starts_with(host, ".") || host.find("..") != std::string_view::npos;
}

}  // namespace detail

// Whether `url` is HTTPS and its host is public by all that the text says. With `loopback`, this machine is allowed,
// too, by HTTPS or plain HTTP, and nothing else that is internal.
inline bool is_public_https(std::string_view url, bool loopback = false) {
  const auto target = detail::callback_target(url);
  if (!target) return false;
  const auto address = detail::address_in(*target);
  if (target->literal && !address) return false;
  const bool here = address ? is_loopback(*address) : detail::is_loopback_name(target->host);
  if (loopback && here) return target->scheme == "https" || target->scheme == "http";
  const bool internal = address ? is_internal(*address) : detail::is_internal_name(target->host);
  return target->scheme == "https" && !internal;
}

}  // namespace mockling
