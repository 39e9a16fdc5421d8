#include "report_html.hpp"

#include <mockling/base/crypto.hpp>
#include <mockling/base/text.hpp>
#include <mockling/embedded.hpp>

namespace mockling::conform {

namespace {

constexpr std::string_view kFolder = "conformance/runner/page/";

std::string_view page_file(std::string_view name) {
  for (const embedded::File& file : embedded::files())
    if (starts_with(file.name, kFolder) && file.name.substr(kFolder.size()) == name) return file.bytes;
  return {};
}

// The scripts in the order of their names: what a later one uses, an earlier one defines.
std::string scripts() {
  std::string text = "'use strict';\n";
  for (const embedded::File& file : embedded::files())
    if (starts_with(file.name, kFolder) && ends_with(file.name, ".js")) text += file.bytes;
  return text;
}

// JSON inside of an element: without "<" nothing ends it or begins another.
std::string data_of(const Json& report) { return replace_all(dump(report), "<", "\\u003c"); }

}  // namespace

std::string report_as_html(const Json& report) {
  const std::string script = scripts();
  const std::pair<std::string_view, std::string> parts[] = {{"{{style}}", std::string(page_file("style.css"))},
                                                            {"{{script}}", script},
                                                            {"{{script hash}}", "sha256-" + base64(sha256(script))},
                                                            {"{{report}}", data_of(report)}};
  // One pass over the page: what was put in is never read again.
  std::string page;
  for (std::string_view rest = page_file("report.html"); !rest.empty();) {
    const std::size_t open = rest.find("{{");
    const std::size_t close = open == std::string_view::npos ? open : rest.find("}}", open);
    if (close == std::string_view::npos) return page.append(rest);
    const std::string_view name = rest.substr(open, close + 2 - open);
    page.append(rest.substr(0, open));
    for (const auto& [part, text] : parts)
      if (part == name) page += text;
    rest.remove_prefix(close + 2);
  }
  return page;
}

}  // namespace mockling::conform
