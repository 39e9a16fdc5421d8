#include "evidence.hpp"

#include <algorithm>
#include <cstdio>

#include <mockling/base/text.hpp>
#include <mockling/host/http_target.hpp>

namespace mockling::conform {

namespace {

// A client may reach a provider's host as the first segment of the path: "/queue.fal.run/fal-ai/…".
std::string without_host(const ProviderSpec& spec, const std::string& path) {
  const std::size_t slash = std::min(path.find('/', 1), path.size());
  const std::string_view first = std::string_view(path).substr(std::min<std::size_t>(1, path.size()), slash - 1);
  for (const auto& [family, names] : child(spec.document, "hosts").items())
    for (const Json& name : names)
      if (name == first) return slash == path.size() ? "/" : path.substr(slash);
  return path;
}

std::vector<std::string> roles_of(const ProviderSpec& spec, const std::string& operation) {
  std::vector<std::string> roles;
  for (const auto& [role, operations] : child(spec.document, "roles").items())
    if (std::find(operations.begin(), operations.end(), operation) != operations.end()) roles.push_back(role);
  return roles;
}

Exchange exchange_of(const Json& entry, const ProviderSpec& spec, std::string_view foreign) {
  Exchange one;
  one.number = static_cast<std::uint64_t>(int_of(entry, "number"));
  one.at = instant_of(text_of(entry, "at"));
  one.in = text_of(entry, "direction") == "in";
  one.method = text_of(entry, "method");
  one.host = text_of(entry, "host");
  one.foreign = one.host.substr(0, one.host.find(':')) == foreign;
  one.raw_path = text_of(entry, "path");
  one.path = without_host(spec, one.raw_path);
  one.query = host::parse_query(text_of(entry, "query"));
  one.operation = text_of(entry, "operation");
  one.roles = roles_of(spec, one.operation);
  one.submits = flag_of(entry, "submits");
  one.status = static_cast<int>(int_of(entry, "status"));
  one.job = text_of(entry, "job");
  for (const Json& place : child(entry, "credentials")) one.credentials.push_back(place.get<std::string>());
  const std::string fault = text_of(entry, "fault");
  one.fault = fault.substr(0, fault.find(' '));
  const Json& request = child(entry, "request");
  for (const Json& header : child(request, "headers"))
    one.headers.emplace_back(header.at(0).get<std::string>(), header.at(1).get<std::string>());
  one.body = text_of(request, "body");
  const Json& sent = child(entry, "sent");
  one.bytes = static_cast<std::uint64_t>(int_of(sent, "bytes"));
  one.complete = sent.is_null() || flag_of(sent, "complete");
  return one;
}

}  // namespace

bool Exchange::plays(std::string_view role) const { return std::find(roles.begin(), roles.end(), role) != roles.end(); }

bool Exchange::carries_credential() const {
  return std::any_of(credentials.begin(), credentials.end(), [](const std::string& place) { return place != "path"; });
}

std::vector<std::string> Evidence::paid_jobs() const {
  std::vector<std::string> paid;
  for (const Movement& movement : ledger) {
    const auto known = std::find(paid.begin(), paid.end(), movement.job);
    if ((movement.kind == "reserve" || movement.kind == "charge") && known == paid.end()) paid.push_back(movement.job);
    if ((movement.kind == "release" || movement.kind == "refund") && known != paid.end()) paid.erase(known);
  }
  return paid;
}

std::vector<Exchange> exchanges(const Json& journal, const ProviderSpec& spec, std::string_view foreign) {
  std::vector<Exchange> wire;
  for (const Json& entry : child(journal, "entries")) wire.push_back(exchange_of(entry, spec, foreign));
  std::sort(wire.begin(), wire.end(), [](const Exchange& a, const Exchange& b) { return a.number < b.number; });
  return wire;
}

std::vector<Movement> movements(const Json& account) {
  std::vector<Movement> all;
  for (const Json& line : child(account, "lines"))
    if (!text_of(line, "job").empty())
      all.push_back(
          {instant_of(text_of(line, "at")), text_of(line, "move"), text_of(line, "amount"), text_of(line, "job")});
  return all;
}

Instant instant_of(const std::string& text) {
  CivilDate date{};
  unsigned hour = 0, minute = 0, second = 0;
  int read = 0;
  if (std::sscanf(text.c_str(), "%4ld-%2u-%2uT%2u:%2u:%2u%n", &date.year, &date.month, &date.day, &hour, &minute,
                  &second, &read) != 6)
    return {};
  std::int64_t nanos = 0;
  std::int64_t unit = 1'000'000'000;
  for (std::size_t at = static_cast<std::size_t>(read) + 1; at < text.size() && is_digit(text[at]); ++at)
    nanos += (text[at] - '0') * (unit /= 10);
  const std::int64_t seconds =
      detail::days_from_civil(date) * detail::kSecondsPerDay + hour * 3600 + minute * 60 + second;
  return {seconds * detail::kNanosPerSecond + nanos};
}

}  // namespace mockling::conform
