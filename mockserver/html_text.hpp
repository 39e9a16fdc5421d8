// Owns: an HTML page as the plain text that readers of pages understand: tables with bars, one block a line.
// Never knows: what the page says.
// Used by: drift_source.
#pragma once

#include <string>
#include <string_view>

#include <mockling/base/result.hpp>

namespace mockling::cli {

// Whether a text begins like an HTML document or fragment.
bool looks_like_html(std::string_view text);

// The text of the page, in the order of the document. Scripts and styles are left out. Never fails on malformed HTML;
// memory is proportional to the size of the page.
Result<std::string> html_text(std::string_view html);

}  // namespace mockling::cli
