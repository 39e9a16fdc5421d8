// Owns: reading IP addresses in every notation that programs take them in, and telling internal ones from public ones.
// Never knows: names, URLs, sockets.
// Used by: spec/callback, core/webhook_target, host, mockserver.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/text.hpp>

namespace mockling {

// Sixteen bytes in network order; an IPv4 address is the mapped one (::ffff:a.b.c.d).
using IpAddress = std::array<std::uint8_t, 16>;

inline IpAddress ipv4_address(std::uint32_t value) {
  IpAddress address{};
  address[10] = address[11] = 0xff;
  for (std::size_t i = 0; i < 4; ++i) address[12 + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
  return address;
}

namespace detail {

// Digits of `base` as a number of at most 32 bits.
inline std::optional<std::uint64_t> digits_value(std::string_view digits, std::uint64_t base) {
  std::uint64_t value = 0;
  if (digits.empty()) return std::nullopt;
  for (const char c : digits) {
    const int digit = hex_digit(c);
    if (digit < 0 || static_cast<std::uint64_t>(digit) >= base) return std::nullopt;
    value = value * base + static_cast<std::uint64_t>(digit);
    if (value > 0xffff'ffff) return std::nullopt;
  }
  return value;
}

// One part as C reads it: 10, 0x0a, 012; "0x" alone is zero.
inline std::optional<std::uint64_t> ipv4_part(std::string_view part) {
  const bool hexadecimal = part.size() >= 2 && part[0] == '0' && (part[1] == 'x' || part[1] == 'X');
  if (hexadecimal) return part.size() == 2 ? std::optional<std::uint64_t>(0) : digits_value(part.substr(2), 16);
  return part.size() > 1 && part[0] == '0' ? digits_value(part, 8) : digits_value(part, 10);
}

}  // namespace detail

// The IPv4 address in `text` as inet_aton(3) and browsers read it: one to four parts, decimal, octal or hexadecimal,
// the last filling what is left (127.1, 2130706433, 0x7f.0.0.1).
inline std::optional<std::uint32_t> parse_ipv4(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, '.');
  if (parts.empty() || parts.size() > 4) return std::nullopt;
  std::uint64_t address = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto value = detail::ipv4_part(parts[i]);
    const std::size_t bits = i + 1 < parts.size() ? 8 : 8 * (5 - parts.size());
    if (!value || (*value >> bits) != 0) return std::nullopt;
    address = (address << bits) | *value;
  }
  return static_cast<std::uint32_t>(address);
}

namespace detail {

// The groups of one side of "::" as bytes, or nothing; the last may be an IPv4 address in four decimal parts.
inline std::optional<std::vector<std::uint8_t>> ipv6_bytes(std::string_view text) {
  std::vector<std::uint8_t> bytes;
  if (text.empty()) return bytes;
  const std::vector<std::string_view> groups = split(text, ':');
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (i + 1 == groups.size() && groups[i].find('.') != std::string_view::npos) {
      const auto tail = parse_ipv4(groups[i]);
      if (!tail || split(groups[i], '.').size() != 4) return std::nullopt;
      for (const int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<std::uint8_t>(*tail >> shift));
      continue;
    }
    const auto value = groups[i].size() <= 4 ? digits_value(groups[i], 16) : std::nullopt;
    if (!value) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(*value >> 8));
    bytes.push_back(static_cast<std::uint8_t>(*value & 0xff));
  }
  return bytes;
}

}  // namespace detail

// The IPv6 address in `text` (no brackets); a zone ("%eth0", "%25eth0") is left out of account.
inline std::optional<IpAddress> parse_ipv6(std::string_view text) {
  text = text.substr(0, text.find('%'));
  const std::size_t gap = text.find("::");
  const bool whole = gap == std::string_view::npos;
  const auto head = detail::ipv6_bytes(text.substr(0, gap));
  const auto tail = detail::ipv6_bytes(whole ? std::string_view() : text.substr(gap + 2));
  if (!head || !tail || text.empty()) return std::nullopt;
  const std::size_t given = head->size() + tail->size();
  if (whole ? given != 16 : given > 14) return std::nullopt;
  IpAddress address{};
  std::copy(head->begin(), head->end(), address.begin());
  std::copy(tail->begin(), tail->end(), address.end() - static_cast<std::ptrdiff_t>(tail->size()));
  return address;
}

namespace detail {

struct Net {
  std::uint32_t prefix;
  int bits;
};

// Where no packet of the public internet goes: this net, private, shared, loopback, link-local, protocol assignments,
// benchmarks, multicast, reserved (RFC 6890).
inline bool is_internal_ipv4(std::uint32_t address) {
  constexpr Net kNets[] = {{0x0000'0000, 8},  {0x0a00'0000, 8},  {0x6440'0000, 10}, {0x7f00'0000, 8},
                           {0xa9fe'0000, 16}, {0xac10'0000, 12}, {0xc000'0000, 24}, {0xc0a8'0000, 16},
                           {0xc612'0000, 15}, {0xe000'0000, 4},  {0xf000'0000, 4}};
  return std::any_of(std::begin(kNets), std::end(kNets),
                     [&](const Net& net) { return ((address ^ net.prefix) >> (32 - net.bits)) == 0; });
}

inline bool starts(const IpAddress& address, std::initializer_list<std::uint8_t> prefix) {
  return std::equal(prefix.begin(), prefix.end(), address.begin());
}

inline std::uint32_t ipv4_in(const IpAddress& address, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = at; i < at + 4; ++i) value = (value << 8) | address[i];
  return value;
}

// The IPv4 address that an IPv6 one carries: mapped, compatible, translated (NAT64) or tunnelled (6to4).
inline std::optional<std::uint32_t> carried_ipv4(const IpAddress& address) {
  const bool zeros = std::all_of(address.begin(), address.begin() + 10, [](std::uint8_t byte) { return byte == 0; });
  const bool mapped = address[10] == 0xff && address[11] == 0xff, compatible = address[10] == 0 && address[11] == 0;
  if (zeros && (mapped || compatible)) return ipv4_in(address, 12);
  if (starts(address, {0x00, 0x64, 0xff, 0x9b})) return ipv4_in(address, 12);
  if (starts(address, {0x20, 0x02})) return ipv4_in(address, 2);
  return std::nullopt;
}

}  // namespace detail

// ::1, 127.0.0.0/8 and what maps to it.
inline bool is_loopback(const IpAddress& address) {
  IpAddress one{};
  one[15] = 1;
  const bool mapped = ipv4_address(detail::ipv4_in(address, 12)) == address;
  return address == one || (mapped && address[12] == 127);
}

// Whether a host, written as a name or an address (IPv6 with or without brackets), is this machine.
inline bool is_loopback_host(std::string_view host) {
  if (iequals(host, "localhost")) return true;
  if (const auto four = parse_ipv4(host)) return is_loopback(ipv4_address(*four));
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  const auto six = parse_ipv6(host);
  return six && is_loopback(*six);
}

// Whether the address belongs to no public host: loopback, private, link-local, unique-local, multicast and the like.
inline bool is_internal(const IpAddress& address) {
  if (const auto carried = detail::carried_ipv4(address)) return detail::is_internal_ipv4(*carried);
  const bool unique_local = (address[0] & 0xfe) == 0xfc, multicast = address[0] == 0xff;
  const bool link_local = address[0] == 0xfe && (address[1] & 0x80) == 0x80;  // with the old site-local ones
  return unique_local || multicast || link_local;
}

}  // namespace mockling
