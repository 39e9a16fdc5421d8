// Owns: reading the repository's fixtures.
// Never knows: what they are for.
// Used by: contract tests.
#pragma once

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include <mockling/base/json.hpp>

namespace mockling::test {

// The JSON document at `name`, relative to the repository. Throws when it is none.
inline Json read_document(const std::string& name) {
  std::ifstream file(std::string(MOCKLING_SOURCE_DIR "/") + name, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto document = parse_json(text, {64, 1'000'000});
  if (!document) throw std::runtime_error(name + " is " + document.error().message);
  return std::move(document).value();
}

}  // namespace mockling::test
