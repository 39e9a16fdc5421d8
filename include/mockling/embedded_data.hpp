// Owns: the embedded files as what catalogs, servers and worlds are made of.
// Never knows: sockets; data from elsewhere.
// Used by: programs that embed mockling, mockserver, tests.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/embedded.hpp>
#include <mockling/spec/catalog.hpp>

namespace mockling {

// The provider data that is compiled in.
inline std::vector<DataFile> embedded_data() {
  std::vector<DataFile> files;
  for (const embedded::File& file : embedded::files())
    files.push_back({std::string(file.name), std::string(file.bytes)});
  return files;
}

// The scenario of this name that is compiled in.
inline std::optional<Json> embedded_scenario(std::string_view name) {
  const std::string wanted = "fixtures/scenarios/" + std::string(name) + ".json";
  for (const embedded::File& file : embedded::files())
    if (file.name == wanted) return parse_json(file.bytes).value();
  return std::nullopt;
}

}  // namespace mockling
