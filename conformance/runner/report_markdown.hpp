// Owns: a report as Markdown, for the summaries of CI services.
// Never knows: where it is shown.
// Used by: report_file.
#pragma once

#include <string>

#include <mockling/base/json.hpp>

namespace mockling::conform {

// The score, what each area came to at each provider, and every check that needs looking at (the first 50 in full).
// What a client said is shown as code, so that it makes no links, mentions or markup.
std::string report_as_markdown(const Json& report);

// `text` as inline code, whatever backticks it has, fit for a cell of a table; nothing for an empty text.
std::string markdown_code(std::string_view text);

// `text` as plain words: nothing in it is markup.
std::string markdown_text(std::string_view text);

}  // namespace mockling::conform
