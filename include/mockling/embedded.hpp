// Owns: access to the data files compiled into the library mockling::embedded.
// Never knows: what the files mean.
// Used by: programs that bring no data folder of their own; mockserver, tests.
#pragma once

#include <string_view>
#include <vector>

namespace mockling::embedded {

// One file: its name relative to the repository ("schemas/…/x.json") and its exact bytes, both valid for ever.
struct File {
  std::string_view name;
  std::string_view bytes;
};

// Every embedded file, ordered by name. Thread-safe. Needs the compiled library mockling::embedded.
const std::vector<File>& files();

}  // namespace mockling::embedded
