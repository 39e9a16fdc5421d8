// Owns: cutting a fuzzer's bytes into the parts a driver needs, and stopping it with a reason.
// Never knows: what is fuzzed.
// Used by: the fuzz drivers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace mockling::fuzz {

// The lines of an input: easy for a fuzzer to rearrange, easy for people to read in a corpus.
inline std::vector<std::string> lines_of(const std::uint8_t* data, std::size_t size) {
  std::vector<std::string> lines(1);
  for (std::size_t i = 0; i < size; ++i) {
    const char c = static_cast<char>(data[i]);
    if (c == '\n')
      lines.emplace_back();
    else
      lines.back() += c;
  }
  return lines;
}

// What must hold, whatever the input is.
inline void demand(bool holds, const char* what, const std::string& detail = {}) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s: %s\n", what, detail.c_str());
  std::abort();
}

}  // namespace mockling::fuzz
