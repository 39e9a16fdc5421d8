// Owns: what is remembered about an uploaded file.
// Never knows: its bytes (the host keeps them), any provider's envelope.
// Used by: core/state, providers.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <mockling/spec/seconds.hpp>

namespace mockling {

struct FileRecord {
  std::string id;
  std::string provider;
  std::string name;   // safe for a URL path segment
  std::string place;  // "folder/name", unique among what is stored, where links name that instead of the id
  std::string shown;  // what the client called it, where the provider repeats that
  std::string content_type;
  std::uint64_t size = 0;  // declared, then true
  Instant created;
  Instant ticket_ends;   // a PUT after this is refused
  Instant expires;       // nothing shows it after this
  bool claimed = false;  // bytes were accepted; not kept across restarts, so that a lost upload can be sent again
  bool stored = false;   // and the host has them
  std::map<int, std::uint64_t> parts;  // sizes of what came in parts so far, by number; not kept across restarts
  FileFacts facts;                     // filled in by the host once the bytes are probed
};

// The last path component of what a client calls its file, with everything unusual replaced; never empty, at most 100
// bytes.
inline std::string safe_file_name(std::string_view name) {
  const std::size_t slash = name.find_last_of("/\\");
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  std::string safe;
  for (const char c : name.substr(name.size() > 100 ? name.size() - 100 : 0)) {
    const char lower = ascii_lower(c);
    const bool plain = is_digit(c) || (lower >= 'a' && lower <= 'z') || c == '.' || c == '-' || c == '_';
    safe += plain ? c : '_';
  }
  return safe.empty() || safe.find_first_not_of('.') == std::string::npos ? "file" : safe;
}

}  // namespace mockling
