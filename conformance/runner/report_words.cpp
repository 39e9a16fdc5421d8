#include "report_words.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include <mockling/base/decimal.hpp>
#include <mockling/base/text.hpp>

#include "verdict.hpp"

namespace mockling::conform {

namespace {

std::uint32_t code_point(std::string_view sign) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(sign[i])); };
  if (sign.size() == 1) return byte(0);
  if (sign.size() == 2) return (byte(0) & 0x1FU) << 6 | (byte(1) & 0x3FU);
  const std::uint32_t low = (byte(sign.size() - 2) & 0x3FU) << 6 | (byte(sign.size() - 1) & 0x3FU);
  if (sign.size() == 3) return (byte(0) & 0x0FU) << 12 | low;
  return (byte(0) & 0x07U) << 18 | (byte(1) & 0x3FU) << 12 | low;
}

// C0, DEL and C1; line separators; what is not seen or turns the direction of writing.
bool controls(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x61C || (code >= 0x200B && code <= 0x200F) ||
         (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x2069) || code == 0xFEFF;
}

std::string spelled(std::uint32_t code) {
  char text[16];
  std::snprintf(text, sizeof text, "\\u{%x}", static_cast<unsigned>(code));
  return text;
}

std::string milliseconds(const Json& value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value.is_number() ? value.get<double>() : 0.0);
  return text;
}

std::string padded(std::string text, std::size_t width) {
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

bool is_zero(std::string_view amount) {
  const auto value = parse_decimal(amount);
  return value && value->nano == 0;
}

// A status alone would say that it arrived.
std::string answer_in_words(const Json& exchange) {
  if (!child(exchange, "status").is_number()) return "no answer";
  const std::string status = std::to_string(int_of(exchange, "status"));
  return flag_of(exchange, "complete", true)
             ? status
             : "cut off after " + std::to_string(int_of(exchange, "bytes")) + " bytes of a " + status;
}

}  // namespace

std::string one_line(std::string_view text, std::size_t most) {
  std::string safe;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_sequence(text, at);
    const std::string_view sign = text.substr(at, length == 0 ? 1 : length);
    const std::uint32_t code = length == 0 ? 0xFFFD : code_point(sign);
    at += sign.size();
    const bool space = code == '\n' || code == '\r' || code == '\t';
    const std::string shown = length == 0      ? "\xEF\xBF\xBD"
                              : space          ? " "
                              : controls(code) ? spelled(code)
                                               : std::string(sign);
    if (safe.size() + shown.size() > most) return safe + "…";
    safe += shown;
  }
  return safe;
}

std::string line_of(const Json& object, std::string_view key, std::size_t most) {
  return one_line(text_of(object, key), most);
}

std::string money_in_words(std::string_view amount, std::string_view currency) {
  const auto value = parse_decimal(amount);
  std::string number = value ? to_text(*value) : one_line(amount, 40);
  if (currency != "USD") return number + " " + one_line(currency, 20);
  const std::size_t point = number.find('.');
  if (point != std::string::npos && number.size() - point == 2) number += '0';
  return (starts_with(number, "-") ? "-$" + number.substr(1) : "$" + number);
}

std::string total_in_words(const Json& report, std::string_view name) {
  std::map<std::string, Decimal> sums;  // "USD" comes before the names of credits
  for (const Json& row : child(child(report, "totals"), "money")) {
    const auto amount = parse_decimal(text_of(row, name));
    Decimal& sum = sums[text_of(row, "currency")];
    std::int64_t total = 0;
    if (amount && !__builtin_add_overflow(sum.nano, amount->nano, &total)) sum.nano = total;
  }
  std::string words;
  for (const auto& [currency, sum] : sums)
    if (sum.nano != 0) words += (words.empty() ? "" : " + ") + money_in_words(to_text(sum), currency);
  return words.empty() ? "$0" : words;
}

std::string score_in_words(const Json& report) {
  const Json& must = child(child(report, "totals"), "must");
  return std::to_string(int_of(must, "held")) + "/" + std::to_string(int_of(must, "of")) + " must · waste " +
         total_in_words(report, "waste");
}

std::string verdicts_in_words(const Json& verdicts) {
  std::string words;
  for (std::size_t i = kVerdicts.size(); i-- > 0;)
    if (const std::int64_t count = int_of(verdicts, kVerdicts[i]); count != 0)
      words += (words.empty() ? "" : ", ") + std::to_string(count) + " " + replace_all(kVerdicts[i], "_", " ");
  return words.empty() ? "no checks" : words;
}

std::string client_in_words(const Json& report) {
  const Json& client = child(report, "client");
  const std::string name = line_of(client, "name", 80);
  const std::string version = line_of(client, "version", 40);
  return name.empty() ? "a client without a name" : name + (version.empty() ? "" : " " + version);
}

std::string address_of(const Json& one_case, const Json& check) {
  return line_of(one_case, "id", 200) + "#" + line_of(check, "check", 100);
}

std::string exchange_in_words(const Json& exchange) {
  const bool told = text_of(exchange, "direction") == "out";
  std::string words = padded("#" + std::to_string(int_of(exchange, "number")), 4) +
                      padded(milliseconds(child(exchange, "at_ms")), 9) + " ms  " + (told ? "webhook " : "") +
                      line_of(exchange, "method", 12) + " " + line_of(exchange, "host", 80) +
                      line_of(exchange, "path", 160) + "  " + answer_in_words(exchange);
  if (const std::string job = line_of(exchange, "job", 60); !job.empty()) words += "  job " + job;
  if (const std::string fault = line_of(exchange, "fault", 60); !fault.empty()) words += "  fault " + fault;
  return words;
}

std::vector<const Json*> excerpt_of(const Json& one_case, const Json& check) {
  constexpr std::size_t kLeast = 2, kMost = 6;
  const Json& wire = child(one_case, "wire");
  std::set<std::size_t> chosen;
  if (!wire.is_array()) return {};
  for (std::size_t i = 0; i < wire.size(); ++i)
    for (const Json& number : child(check, "lines"))
      if (number.is_number_integer() && number == child(wire[i], "number")) chosen.insert(i);
  for (std::size_t next = chosen.empty() ? 0 : *chosen.begin(); chosen.size() < kLeast && next < wire.size(); ++next)
    chosen.insert(next);
  for (std::size_t before = chosen.empty() ? 0 : *chosen.begin(); chosen.size() < kLeast && before > 0; --before)
    chosen.insert(before - 1);
  while (chosen.size() > kMost) chosen.erase(std::next(chosen.begin(), kMost / 2));  // the ends tell most
  std::vector<const Json*> lines;
  for (const std::size_t index : chosen) lines.push_back(&wire[index]);
  return lines;
}

std::string cost_in_words(const Json& one_case) {
  const Json& money = child(one_case, "money");
  const std::int64_t jobs = int_of(money, "jobs");
  const std::string currency = text_of(money, "currency"), waste = text_of(money, "waste", "0");
  std::string words = std::to_string(jobs) + (jobs == 1 ? " job, " : " jobs, ") +
                      money_in_words(text_of(money, "charged", "0"), currency) + " charged";
  if (!is_zero(waste)) words += ", " + money_in_words(waste, currency) + " of it wasted";
  return words;
}

}  // namespace mockling::conform
