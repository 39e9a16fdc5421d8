// Owns: the files that tests of drift read: corpora, pages, and the data compiled in.
// Never knows: what they say.
// Used by: tests/unit/drift.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/embedded.hpp>
#include <mockling/spec/catalog.hpp>

namespace mockling::test {

inline std::string file_text(const std::string& name) {
  std::ifstream file(std::string(MOCKLING_SOURCE_DIR) + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline Json corpus(const std::string& name) { return Json::parse(file_text("fixtures/drift/" + name)); }

inline std::vector<DataFile> all_data() {
  std::vector<DataFile> files;
  for (const embedded::File& file : embedded::files())
    files.push_back({std::string(file.name), std::string(file.bytes)});
  return files;
}

// The providers, each with the one model that the corpus changes: a tenth of the data, and as good for it.
inline std::vector<DataFile> some_data() {
  std::vector<DataFile> files;
  for (DataFile& file : all_data()) {
    const bool model = file.name.find("/models/") != std::string::npos;
    bool wanted = !model;
    for (const std::string_view name :
         {"kling-v3.0-pro/text-to-video", "o3/4k/text-to-video", "kling-o3-text-to-video"})
      wanted = wanted || (model && file.name.find(name) != std::string::npos);
    if (wanted) files.push_back(std::move(file));
  }
  return files;
}

}  // namespace mockling::test
