// Owns: noticing keys in places where they do not belong.
// Never knows: any key.
// Used by: core/verdict.
#pragma once

#include <string>
#include <vector>

#include <mockling/core/monitor.hpp>

namespace mockling {

// A credential with a request for a file, whose link is all it needs.
inline void find_keys_at_files(const Observed& seen, std::vector<Finding>& findings) {
  for (const WireLine& line : seen.lines)
    if (seen.is_file(line) && !line.key.empty())
      findings.push_back({"key-at-file-host",
                          "request " + std::to_string(line.number) + " carried a key to a file's link (" + line.method +
                              " " + line.path + ")",
                          {line.number}});
}

// A credential in a query, where a header can be sent.
inline void find_keys_in_urls(const Observed& seen, std::vector<Finding>& findings) {
  for (const WireLine& line : seen.lines)
    if (line.key == "query" && !seen.may_have_key_in_url(line))
      findings.push_back({"key-in-url",
                          "request " + std::to_string(line.number) + " carried a key in its URL (" + line.method + " " +
                              line.path + ")",
                          {line.number}});
}

}  // namespace mockling
