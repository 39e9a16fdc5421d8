// Owns: text of any bytes as XML and HTML can hold it.
// Never knows: what is reported.
// Used by: run_report, drift_report, lab_report.
#pragma once

#include <string>
#include <string_view>

#include <mockling/base/text.hpp>

namespace mockling::cli {

// `text` for an element or an attribute in double quotes. What XML 1.0 has no place for (control characters other than
// tab and line feed, U+FFFE, U+FFFF, bytes that are no UTF-8) becomes U+FFFD.
inline std::string markup_text(std::string_view text) {
  constexpr std::string_view kUnknown = "\xEF\xBF\xBD";
  std::string safe;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_sequence(text, at);
    const std::string_view sign = text.substr(at, length == 0 ? 1 : length);
    at += sign.size();
    const bool control = static_cast<unsigned char>(sign[0]) < 0x20 && sign != "\t" && sign != "\n";
    const bool stray = sign == "\xEF\xBF\xBE" || sign == "\xEF\xBF\xBF";
    if (sign == "&")
      safe += "&amp;";
    else if (sign == "<")
      safe += "&lt;";
    else if (sign == ">")
      safe += "&gt;";
    else if (sign == "\"")
      safe += "&quot;";
    else
      safe += length == 0 || control || stray ? kUnknown : sign;
  }
  return safe;
}

}  // namespace mockling::cli
