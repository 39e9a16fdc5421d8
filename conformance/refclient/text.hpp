// Owns: small operations on text: trimming, escaping, masking, hex, hashes of bytes.
// Never knows: providers, HTTP.
// Used by: everything here.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace refclient {

std::string trimmed(std::string_view text);
std::string lower(std::string_view text);
bool starts_with(std::string_view text, std::string_view start);
bool ends_with(std::string_view text, std::string_view end);
bool contains(std::string_view text, std::string_view part);

/// Escapes everything but letters, digits and -._~ (RFC 3986), so it fits into one segment of a path or one value of a
/// query.
std::string percent_encoded(std::string_view text);

/// A base URL and a path (with its leading slash) joined by exactly one slash.
std::string joined(const std::string& base, const std::string& path);

/// `text` with every occurrence of the secret replaced by ***.
std::string masked(std::string text, const std::string& secret);

/// At most so many bytes, cut between two code points.
std::string shortened(const std::string& text, std::size_t bytes);

/// How many Unicode code points; nullopt when it is no UTF-8.
std::optional<std::size_t> code_points(std::string_view utf8);

std::string hex(std::string_view bytes);
/// nullopt when it is not an even number of hexadecimal digits.
std::optional<std::string> unhex(std::string_view text);
/// Both alphabets, with or without padding; nullopt when it is not base64.
std::optional<std::string> base64_decoded(std::string_view text);
std::string sha256(std::string_view bytes);

}  // namespace refclient
