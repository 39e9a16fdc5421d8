// Owns: taking credentials out of what is remembered of an exchange, and saying where they were.
// Never knows: what is kept, or for whom.
// Used by: core/journal_note.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/core/identity.hpp>
#include <mockling/core/journal.hpp>

namespace mockling {

inline constexpr std::string_view kRedacted = "***";

// Headers whose values are nobody's business, besides the one in which the provider takes its key.
inline bool is_secret_header(const Auth& auth, std::string_view name) {
  if (iequals(name, auth.header)) return true;
  constexpr std::array<std::string_view, 7> kParts = {"authorization", "token",  "api-key", "apikey",
                                                      "secret",        "cookie", "password"};
  const std::string lower = to_lower(name);
  return std::any_of(kParts.begin(), kParts.end(),
                     [&](std::string_view part) { return lower.find(part) != std::string::npos; });
}

// Knows the credentials of one request by the table that accepts them, and takes them out of any text of its exchange.
class Redactor {
 public:
  // `world` is the one the request is in: whatever opens it is a credential, wherever it stands.
  Redactor(const Auth& auth, const Request& request, const RouteMatch& route, std::string_view world) : auth_(auth) {
    bool sent = false;
    for (const Header& header : request.headers) {
      if (!is_secret_header(auth, header.name) || trim(header.value).empty()) continue;
      note(header.value);
      sent = sent || iequals(header.name, auth.header);
    }
    if (sent) places_.push_back(CredentialPlace::header);
    if (any_value(request.query, [&](const auto& pair) {
          return (!auth.query.empty() && pair.first == auth.query) || opens(pair.second, world);
        }))
      places_.push_back(CredentialPlace::query);
    if (any_value(route.params, [&](const auto& pair) { return opens(pair.second, world); }) || holds(request.path))
      places_.push_back(CredentialPlace::path);
    if (holds(std::string_view(request.body.bytes).substr(0, kSearched))) places_.push_back(CredentialPlace::body);
  }

  const std::vector<CredentialPlace>& places() const { return places_; }

  // The text without any credential.
  std::string text(std::string_view text) const {
    std::string clean(text);
    for (const std::string& secret : secrets_)
      if (clean.find(secret) != std::string::npos) clean = replace_all(clean, secret, kRedacted);
    return without_tokens(std::move(clean));
  }

  // Whether a credential stands in the text.
  bool holds(std::string_view text) const {
    return text.find(kTokenPrefix) != std::string_view::npos ||
           std::any_of(secrets_.begin(), secrets_.end(),
                       [&](const std::string& secret) { return text.find(secret) != std::string_view::npos; });
  }

  Headers headers(const Headers& headers) const {
    Headers clean;
    for (const Header& header : headers)
      clean.add(header.name, is_secret_header(auth_, header.name) ? scheme_of(header.value) : text(header.value));
    return clean;
  }

  Query query(const Query& query) const {
    Query clean = query;
    for (auto& [name, value] : clean)
      value = !auth_.query.empty() && name == auth_.query ? std::string(kRedacted) : text(value);
    return clean;
  }

 private:
  // "Bearer ***": how the key was sent matters, the key does not.
  static std::string scheme_of(std::string_view value) {
    const std::size_t space = value.find(' ');
    return (space == std::string_view::npos ? "" : std::string(value.substr(0, space + 1))) + std::string(kRedacted);
  }

  template <class Pairs, class Test>
  bool any_value(const Pairs& pairs, const Test& test) {
    bool any = false;
    for (const auto& pair : pairs)
      if (!pair.second.empty() && test(pair)) note(pair.second), any = true;
    return any;
  }

  bool opens(const std::string& value, std::string_view world) const {
    return detail::has_shape(auth_.live_key, value) ||
           (value.size() >= kShortest && value != world && world_of(value) == world);
  }

  // Remembers the key in a header's or parameter's value, its halves, and how it looks in a path.
  void note(std::string_view value) {
    const std::string_view key = trim(value.substr(std::min(value.size(), value.find(' ') + 1)));
    keep(key);
    keep(percent_encode(key));
    if (const std::size_t colon = key.find(':'); colon != std::string_view::npos) {
      if (colon > kShortest) keep(key.substr(0, colon));
      if (key.size() - colon > kShortest + 1) keep(key.substr(colon + 1));
    }
  }

  // A key that is a plain word would blank that word everywhere, and is none that anybody would hide.
  void keep(std::string_view secret) {
    const bool word = std::all_of(secret.begin(), secret.end(),
                                  [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
    if (secret.size() < kShortest || word) return;
    if (std::find(secrets_.begin(), secrets_.end(), secret) == secrets_.end()) secrets_.emplace_back(secret);
  }

  static bool is_token_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  }

  // Tokens that mockling itself hands out open a world, too.
  static std::string without_tokens(std::string text) {
    for (std::size_t at = 0; (at = text.find(kTokenPrefix, at)) != std::string::npos;) {
      std::size_t end = at;
      while (end < text.size() && is_token_character(text[end])) ++end;
      text.replace(at, end - at, kRedacted);
    }
    return text;
  }

  static constexpr std::size_t kShortest = 5;
  static constexpr std::size_t kSearched = 64 << 10;  // of a body, which may have megabytes

  const Auth& auth_;
  std::vector<std::string> secrets_;
  std::vector<CredentialPlace> places_;
};

}  // namespace mockling
