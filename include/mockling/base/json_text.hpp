// Owns: writing a JSON document straight into text, for answers that are asked for thousands of times a second.
// Never knows: what a document means; it trusts its caller to open and close in order.
// Used by: providers.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include <mockling/base/json.hpp>

namespace mockling {

class JsonText {
 public:
  JsonText& open_object() { return open('{'); }
  JsonText& close_object() { return close('}'); }
  JsonText& open_array() { return open('['); }
  JsonText& close_array() { return close(']'); }

  // The name of the next member; it must need no escaping.
  JsonText& key(std::string_view name) {
    separate();
    text_.append("\"").append(name).append("\":");
    fresh_ = true;
    return *this;
  }

  JsonText& string(std::string_view value) {
    if (!is_plain(value)) return raw(dump(Json(value)));
    separate();
    text_.append("\"").append(value).append("\"");
    return *this;
  }

  JsonText& integer(std::int64_t value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    return raw({digits, static_cast<std::size_t>(end - digits)});
  }

  // A value that is JSON already.
  JsonText& raw(std::string_view json) {
    separate();
    text_.append(json);
    return *this;
  }
  JsonText& value(const Json& json) { return raw(dump(json)); }

  const std::string& text() const { return text_; }

 private:
  // ASCII without quotes, backslashes and control characters stands for itself.
  static bool is_plain(std::string_view value) {
    for (const char c : value)
      if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e || c == '"' || c == '\\')
        return false;
    return true;
  }

  JsonText& open(char bracket) {
    separate();
    text_ += bracket;
    fresh_ = true;
    return *this;
  }

  JsonText& close(char bracket) {
    text_ += bracket;
    fresh_ = false;
    return *this;
  }

  void separate() {
    if (!fresh_) text_ += ',';
    fresh_ = false;
  }

  std::string text_;
  bool fresh_ = true;  // nothing to separate from yet
};

}  // namespace mockling
