#include "refclient/money.hpp"

namespace refclient {
namespace {

constexpr std::int64_t kOne = 1000000;

bool is_number(std::string_view text) { return text.find_first_not_of("0123456789") == std::string_view::npos; }

}  // namespace

std::optional<std::int64_t> millionths_of(std::string_view decimal) {
  const std::size_t dot = decimal.find('.');
  const std::string_view whole = decimal.substr(0, dot);
  std::string places(dot == std::string_view::npos ? std::string_view{} : decimal.substr(dot + 1));
  if (whole.empty() || whole.size() > 12 || places.size() > 6 || !is_number(whole) || !is_number(places))
    return std::nullopt;
  places.resize(6, '0');
  return std::stoll(std::string(whole)) * kOne + std::stoll(places);
}

std::string amount_text(const Money& money) {
  std::string places = std::to_string(kOne + money.millionths % kOne).substr(1);
  while (places.size() > 2 && places.back() == '0') places.pop_back();
  return std::to_string(money.millionths / kOne) + "." + places;
}

}  // namespace refclient
