// Owns: which form of a report belongs to the name of a file.
// Never knows: how a file is written.
// Used by: the runner.
#pragma once

#include <string>
#include <string_view>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>

namespace mockling::conform {

// A form in which a report can be written, and what the names of such files end in.
struct ReportForm {
  std::string_view ending;
  std::string (*write)(const Json& report);
};

// The form for `path`: .ctrf.json, .badge.json, .json, .html, .md, .github.txt (workflow commands) or .txt. An Error
// names them all.
Result<ReportForm> report_form(std::string_view path);

}  // namespace mockling::conform
