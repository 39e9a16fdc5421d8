// Owns: making a delivery say other things than the truth, in other spellings.
// Never knows: signatures, sockets.
// Used by: lab_run.
#pragma once

#include <cctype>
#include <string>
#include <string_view>

#include <mockling/base/json.hpp>
#include <mockling/base/text.hpp>

namespace mockling::cli {

namespace detail {

// Every slash, blank and letter e as an escape, which no writer does and every reader must understand.
inline std::string odd_string(const std::string& text) {
  const std::string plain = Json(text).dump(-1, ' ', true, Json::error_handler_t::replace);
  std::string odd;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (plain[i] == '\\') {
      odd += plain.substr(i, 2);
      ++i;
    } else if (plain[i] == '/') {
      odd += "\\/";
    } else if (plain[i] == 'e' || plain[i] == ' ') {
      odd += plain[i] == 'e' ? "\\u0065" : "\\u0020";
    } else {
      odd += plain[i];
    }
  }
  return odd;
}

inline void write_oddly(const Json& value, std::string& text) {
  if (value.is_string()) {
    text += odd_string(value.get_ref<const std::string&>());
  } else if (value.is_structured()) {
    text += value.is_object() ? "{\r\n" : "[ ";
    bool first = true;
    for (const auto& [name, part] : value.items()) {
      if (!first) text += "\t,\n ";
      first = false;
      if (value.is_object()) text += odd_string(name) + " :\t";
      write_oddly(part, text);
    }
    text += value.is_object() ? "\n }" : " ]";
  } else {
    text += dump(value);
  }
}

}  // namespace detail

// The same JSON in unusual blanks and escapes.
inline std::string oddly(const std::string& body) {
  std::string text = " ";
  detail::write_oddly(parse_json(body).value(), text);
  return text + "\n";
}

// The same JSON with a member of this many bytes more.
inline std::string padded(const std::string& body, std::size_t bytes) {
  const std::size_t brace = body.find('{');
  return body.substr(0, brace + 1) + "\"padding\":\"" + std::string(bytes, 'x') + "\"," + body.substr(brace + 1);
}

// One letter or digit in the middle changed.
inline std::string tampered(std::string body) {
  for (std::size_t i = body.size() / 2; i < body.size(); ++i)
    if (std::isalnum(static_cast<unsigned char>(body[i])) != 0) {
      body[i] = body[i] == '1'                                      ? '2'
                : body[i] == 'a'                                    ? 'b'
                : std::isdigit(static_cast<unsigned char>(body[i])) ? '1'
                                                                    : 'a';
      break;
    }
  return body;
}

// An id of the same form that nobody was given.
inline std::string unknown_id(std::string id) {
  for (std::size_t i = id.size() - 4; i < id.size(); ++i) id[i] = id[i] == '0' ? '1' : '0';
  return id;
}

}  // namespace mockling::cli
