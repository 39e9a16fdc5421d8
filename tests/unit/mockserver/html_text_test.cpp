// HTML as text: what readers of pages need of it, whatever its shape.
#include <mockling/drift/read.hpp>
#include <mockling/drift/review.hpp>

#include "../drift/drift_files.hpp"
#include "catch.hpp"
#include "html_text.hpp"

using namespace mockling;

namespace {

std::string plain(const std::string& html) { return *cli::html_text(html); }

std::string escaped(std::string_view text) {
  return replace_all(replace_all(replace_all(text, "&", "&amp;"), "<", "&lt;"), ">", "&gt;");
}

std::string row(std::string_view line, const char* cell) {
  std::string html = "<tr>";
  for (const std::string& text : drift::detail::bar_cells(line))
    html.append("<").append(cell).append(">").append(escaped(text)).append("</").append(cell).append(">");
  return html + "</tr>";
}

// A page with tables of bars as a browser would have it: tables, paragraphs, and samples that keep their lines.
std::string as_html(const std::string& text) {
  std::string html =
      "<!doctype html><html><head><title>t</title><script>var x = '| Parameter |';</script></head><body>";
  bool table = false, sample = false;
  for (const std::string_view line : split(text, '\n')) {
    const bool bars = starts_with(line, "|");
    if (bars != table) html += bars ? "<table>" : "</table>";
    if (!bars && starts_with(line, "# Submit")) html += "<pre><code>", sample = true;
    if (sample && line.empty()) html += "</code></pre>", sample = false;
    if (!bars) html += sample ? escaped(line) + "\n" : "<p>" + escaped(line) + "</p>";
    if (bars && !drift::detail::is_rule(line)) html += row(line, table ? "td" : "th");
    table = bars;
  }
  return html + "</body></html>";
}

std::vector<std::string> labels(const drift::Review& review) {
  std::vector<std::string> found;
  for (const drift::Change& change : review.changes)
    found.push_back(std::string(severity_name(change.severity)) + " " + std::string(side_name(change.side)) + " " +
                    change.name + " " + change.facet + " " + std::string(move_name(change.move)));
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

TEST_CASE("tables become rows with bars, blocks become lines") {
  CHECK(plain("<table><tr><th>A<th>B<tr><td>x|y<td><code>z</code></table>") ==
        "| A | B |\n|---|---|\n| x\\|y | z |\n\n");
  CHECK(plain("<p>one</p><p>two <b>and</b> three") == "one\ntwo and three\n");
  CHECK(plain("<style>p{}</style><script>if (a < b) {}</script>x") == "x\n");
  CHECK(plain("<pre>a\n  b</pre>") == "a\n  b\n");
  CHECK(plain("a &amp; b &lt;c&gt;") == "a & b <c>\n");
}

TEST_CASE("HTML is told from text") {
  CHECK(cli::looks_like_html("  <!DOCTYPE html><html>"));
  CHECK(cli::looks_like_html("<div>x</div>"));
  CHECK_FALSE(cli::looks_like_html("# Page\n<table>"));
  CHECK_FALSE(cli::looks_like_html("{\"a\": \"<html>\"}"));
}

TEST_CASE("hostile HTML is read within bounds") {
  std::string deep = "<html>";
  for (int i = 0; i < 100'000; ++i) deep += "<div>";
  CHECK(plain(deep + "x").size() < 100);
  std::string wide = "<table>";
  for (int i = 0; i < 100'000; ++i) wide += "<tr><td>a<td>b";
  CHECK(plain(wide).size() < wide.size());
  CHECK(plain(std::string("<p>\xff\xfe\0 <table><tr><td>", 20)).size() < 100);
  CHECK(plain("<table><tr><td><table><tr><td>in</table>out").size() < 100);
}

TEST_CASE("changes of HTML pages are judged as labelled") {
  std::size_t cases = 0;
  const Json corpus = test::corpus("pages.json");
  for (const Json& entry : corpus["cases"]) {
    const std::string text = test::file_text("fixtures/drift/pages/" + entry["page"].get<std::string>());
    if (text.find("| Parameter |") == std::string::npos) continue;  // its borders are lost; no HTML leads there
    INFO(entry["id"]);
    std::string changed = text;
    for (const Json& pair : entry["replace"])
      changed = replace_all(changed, pair[0].get<std::string>(), pair[1].get<std::string>());
    const auto before = drift::read_document("before", plain(as_html(text)));
    const auto after = drift::read_document("after", plain(as_html(changed)));
    REQUIRE(before.ok());
    REQUIRE(after.ok());
    auto wanted = entry["expect"].get<std::vector<std::string>>();
    std::sort(wanted.begin(), wanted.end());
    CHECK(labels(drift::review(*before, *after)) == wanted);
    ++cases;
  }
  CHECK(cases >= 60);
}
