// Owns: getting a document to compare: compiled in, a folder, a file, or a URL of this machine.
// Never knows: what a document says.
// Used by: drift.
#pragma once

#include <string>

#include <mockling/drift/read.hpp>

namespace mockling::cli {

// The document that `place` names: "embedded", a folder (of provider data, or of published documents), a file, or an
// http:// URL of this machine. An error names the place and what is wrong with it.
Result<drift::Document> find_document(const std::string& place);

// The files of provider data that `place` names (embedded, or a folder of them), or why it names none.
Result<std::vector<DataFile>> data_files(const std::string& place);

// Writes the files below `folder`, which is made if need be. Names must begin with schemas/, which is left out.
Result<void> write_data(const std::string& folder, const std::vector<DataFile>& files);

// The bytes of a file that is no larger than a document may be, or why they cannot be read.
Result<std::string> file_text(const std::string& path);

}  // namespace mockling::cli
