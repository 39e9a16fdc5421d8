#include "html_text.hpp"

#include <libxml/HTMLparser.h>

#include <algorithm>
#include <array>
#include <climits>
#include <memory>

#include <mockling/base/text.hpp>

namespace mockling::cli {

namespace {

constexpr std::array<std::string_view, 24> kBlocks{"p",  "div", "li", "ul",      "ol",      "h1",     "h2",   "h3",
                                                   "h4", "h5",  "h6", "section", "article", "header", "br",   "pre",
                                                   "hr", "dl",  "dt", "dd",      "table",   "tr",     "main", "footer"};
constexpr std::array<std::string_view, 4> kSilent{"script", "style", "noscript", "template"};

template <class Names>
bool is_one_of(std::string_view name, const Names& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Receives the parser's events and builds the text. No tree is made, so nesting costs nothing.
struct Writer {
  std::string text;
  std::string cell;
  std::size_t silent = 0, verbatim = 0;
  bool in_cell = false;
  std::size_t columns = 0, rows = 0;  // of the current table

  std::string& out() { return in_cell ? cell : text; }

  void newline() {
    if (in_cell) {
      if (!cell.empty() && cell.back() != ' ') cell += ' ';
    } else if (!text.empty() && text.back() != '\n') {
      text += '\n';
    }
  }

  void open(std::string_view name) {
    if (is_one_of(name, kSilent)) ++silent;
    if (name == "pre") ++verbatim;
    if (name == "table") rows = 0;
    if (name == "td" || name == "th")
      close_cell(), in_cell = true, columns += 1;
    else if (is_one_of(name, kBlocks))
      newline();
    if (name == "tr") end_row();
    if (name == "li") out() += "- ";
  }

  void close(std::string_view name) {
    if (is_one_of(name, kSilent) && silent > 0) --silent;
    if (name == "pre" && verbatim > 0) --verbatim;
    if (name == "td" || name == "th") close_cell();
    if (name == "tr" || name == "table") end_row();
    if (name == "table") text += '\n';
    if (is_one_of(name, kBlocks)) newline();
  }

  void close_cell() {
    if (!in_cell) return;
    in_cell = false;
    if (columns == 1) text += '|';
    text += ' ' + replace_all(trim(cell), "|", "\\|") + " |";
    cell.clear();
  }

  // The first row of a table is its heading.
  void end_row() {
    close_cell();
    if (columns == 0) return;
    newline();
    if (++rows == 1) {
      text += '|';
      for (std::size_t i = 0; i < columns; ++i) text += "---|";
      text += '\n';
    }
    columns = 0;
  }

  void characters(std::string_view more) {
    if (silent > 0) return;
    for (const char c : more) {
      const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
      if (verbatim > 0 && !in_cell) {
        out() += c == '\r' ? '\n' : c;
      } else if (!space) {
        out() += c;
      } else if (!out().empty() && out().back() != ' ' && out().back() != '\n') {
        out() += ' ';
      }
    }
  }
};

std::string_view view(const xmlChar* text) { return reinterpret_cast<const char*>(text); }

void on_start(void* writer, const xmlChar* name, const xmlChar**) { static_cast<Writer*>(writer)->open(view(name)); }
void on_end(void* writer, const xmlChar* name) { static_cast<Writer*>(writer)->close(view(name)); }
void on_text(void* writer, const xmlChar* text, int size) {
  static_cast<Writer*>(writer)->characters(view(text).substr(0, static_cast<std::size_t>(size)));
}
void on_raw(void*, const xmlChar*, int) {}  // the inside of scripts and styles

}  // namespace

bool looks_like_html(std::string_view text) {
  const std::string head = to_lower(trim(text.substr(0, 4096)));
  if (!starts_with(head, "<")) return false;
  for (const std::string_view mark :
       {"<!doctype html", "<html", "<head", "<body", "<table", "<div", "<main", "<section", "<h1", "<p"})
    if (head.find(mark) != std::string::npos) return true;
  return false;
}

Result<std::string> html_text(std::string_view html) {
  Writer writer;
  htmlSAXHandler handler{};
  handler.startElement = on_start;
  handler.endElement = on_end;
  handler.characters = on_text;
  handler.ignorableWhitespace = on_text;
  handler.cdataBlock = on_raw;
  const std::unique_ptr<htmlParserCtxt, decltype(&htmlFreeParserCtxt)> parser(
      htmlCreatePushParserCtxt(&handler, &writer, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8), &htmlFreeParserCtxt);
  if (parser == nullptr) return Error{"cannot be parsed as HTML"};
  htmlCtxtUseOptions(parser.get(), HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
  constexpr std::size_t kChunk = 1U << 16U;
  for (std::size_t at = 0; at < html.size(); at += kChunk) {
    const std::string_view chunk = html.substr(at, kChunk);
    htmlParseChunk(parser.get(), chunk.data(), static_cast<int>(chunk.size()), 0);
  }
  htmlParseChunk(parser.get(), nullptr, 0, 1);
  writer.end_row();
  return std::move(writer.text);
}

}  // namespace mockling::cli
