// Owns: where a body stops being JSON, and for which of the reasons that Python's json, which fal reads bodies with,
//       tells apart.
// Never knows: the words for a reason; what a sound body says.
// Used by: providers/fal/pydantic.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

#include <mockling/base/text.hpp>

namespace mockling::fal {

// A reason, as the data names it, and how many characters (not bytes) stand before it.
struct JsonError {
  std::string_view reason;
  std::size_t position = 0;
};

namespace detail {

// Reads like CPython's scanner, which takes more than JSON: NaN, Infinity, lone surrogates. Stops at the first error.
class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text) : text_(text) {}

  std::optional<JsonError> error() {
    skip_space();
    if (value(0)) {
      skip_space();
      if (at_ < text_.size()) fail("extra", at_);
    }
    if (reason_.empty()) return std::nullopt;
    return JsonError{reason_, utf8_length(text_.substr(0, stop_))};
  }

 private:
  static constexpr std::size_t kDeepest = 900;  // then Python gives up, too

  bool value(std::size_t depth) {
    if (depth > kDeepest) return false;
    if (here() == '"') return string();
    if (here() == '{') return ++at_, object(depth);
    if (here() == '[') return ++at_, array(depth);
    for (const std::string_view word : {"null", "true", "false", "NaN", "Infinity", "-Infinity"})
      if (starts_with(text_.substr(at_), word)) return at_ += word.size(), true;
    return number();
  }

  bool object(std::size_t depth) {
    skip_space();
    if (here() == '}') return ++at_, true;
    for (;;) {
      if (here() != '"') return fail("name", at_);
      if (!string()) return false;
      skip_space();
      if (here() != ':') return fail("colon", at_);
      ++at_;
      skip_space();
      if (!value(depth + 1)) return false;
      if (const auto closed = after_entry('}')) return *closed;
    }
  }

  bool array(std::size_t depth) {
    skip_space();
    if (here() == ']') return ++at_, true;
    for (;;) {
      if (!value(depth + 1)) return false;
      if (const auto closed = after_entry(']')) return *closed;
    }
  }

  // Whether all went well up to the closing bracket; nothing when there are more entries.
  std::optional<bool> after_entry(char bracket) {
    skip_space();
    if (here() == bracket) return ++at_, true;
    if (here() != ',') return fail("comma", at_);
    ++at_;
    skip_space();
    return std::nullopt;
  }

  bool string() {
    const std::size_t start = at_++;
    for (;; ++at_) {
      if (at_ >= text_.size()) return fail("string", start);
      if (here() == '"') return ++at_, true;
      if (static_cast<unsigned char>(text_[at_]) < ' ') return fail("control", at_);
      if (here() == '\\' && !escape(start)) return false;
    }
  }

  // Stops at the last character of the escape.
  bool escape(std::size_t start) {
    const std::size_t backslash = at_++;
    if (at_ >= text_.size()) return fail("string", start);
    constexpr std::string_view kPlain = "\"\\/bfnrt";
    if (kPlain.find(text_[at_]) != std::string_view::npos) return true;
    if (text_[at_] != 'u') return fail("escape", backslash);
    const std::string_view digits = text_.substr(at_ + 1, 4);
    at_ += 4;
    // Python wants a character behind the digits.
    const bool sound =
        at_ + 1 < text_.size() && std::all_of(digits.begin(), digits.end(), [](char c) { return hex_digit(c) >= 0; });
    return sound || fail("hex", backslash + 1);
  }

  bool number() {
    const std::size_t start = at_;
    if (here() == '-') ++at_;
    if (!is_digit(here())) return fail("value", start);
    if (text_[at_++] != '0') skip_digits();
    if (here() == '.' && is_digit(ahead(1))) ++at_, skip_digits();
    if (here() != 'e' && here() != 'E') return true;
    const std::size_t sign = ahead(1) == '+' || ahead(1) == '-' ? 1 : 0;
    if (is_digit(ahead(1 + sign))) at_ += 1 + sign, skip_digits();
    return true;
  }

  // The character `by` further on, NUL behind the end.
  char ahead(std::size_t by) const { return at_ + by < text_.size() ? text_[at_ + by] : '\0'; }
  char here() const { return ahead(0); }

  void skip_digits() {
    while (is_digit(here())) ++at_;
  }

  void skip_space() {
    while (here() == ' ' || here() == '\t' || here() == '\n' || here() == '\r') ++at_;
  }

  bool fail(std::string_view reason, std::size_t stop) {
    reason_ = reason;
    stop_ = stop;
    return false;
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  std::size_t stop_ = 0;
  std::string_view reason_;
};

}  // namespace detail

// The first error of a body in UTF-8, or nothing when Python reads it (or finds it too deep to read).
inline std::optional<JsonError> json_error(std::string_view body) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (starts_with(body, kByteOrderMark)) body.remove_prefix(kByteOrderMark.size());
  return detail::JsonScanner(body).error();
}

}  // namespace mockling::fal
