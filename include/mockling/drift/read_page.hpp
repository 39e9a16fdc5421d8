// Owns: the facts on a saved page of an API's documentation. A page without fields or model is an error, not silence.
// Never knows: HTML; whose page it is.
// Used by: drift/read.
#pragma once

#include <mockling/drift/page_blocks.hpp>
#include <mockling/drift/page_fields.hpp>
#include <mockling/drift/page_prices.hpp>
#include <mockling/drift/page_samples.hpp>

namespace mockling::drift {

namespace detail {

// Sentences that bound a field named before a colon: "Duration range: 3 to 15 seconds"; or how long links live.
inline void prose_facts(PageFacts& facts, const std::vector<Line>& lines) {
  for (const Line& line : lines) {
    const std::string lower = to_lower(line.text);
    const std::size_t range = lower.find("duration range");
    if (range < 8)
      for (const std::string& field : facts.fields())
        if (field == "duration" && facts.type(field) == "integer") hint_facts(facts, 3, field, line.text, line.number);
    if (contains(lower, "links are valid for"))
      if (const auto hours = number_after(line.text, "valid for "); hours && contains(lower, "hour"))
        facts.say(3, Side::limit, "life of links in hours", "value", *hours, line.number);
  }
}

// A table of specifications repeats bounds of fields: "Duration Range", "Aspect Ratios".
inline void spec_facts(PageFacts& facts, const Table& table) {
  if (table.columns.front() != "spec") return;
  for (const Row& row : table.rows)
    for (const std::string& field : facts.fields()) {
      const std::string label = to_lower(row.cells.front()), words = replace_all(field, "_", " ");
      if (label == words + " range") hint_facts(facts, 3, field, row.cells.back(), row.line);
      if (label == words + "s")
        facts.say(3, Side::request, field, "enum", typed_list(listed(row.cells.back()), facts.type(field)), row.line);
    }
}

inline void sample_facts(PageFacts& facts, const std::vector<Line>& lines) {
  for (const Sample& sample : page_samples(lines)) {
    for (const auto& [name, value] : sample.body.items())
      facts.say(3, Side::request, name, "sample", value, sample.line);
    for (const std::string& field : facts.fields())
      if (!contains(field, ".") && !contains(field, "[") && !contains(field, " ") && !sample.body.contains(field))
        facts.say(3, Side::request, field, "sample", std::nullopt, sample.line);
  }
  sample_statuses(facts, lines);
}

// Tables that say nothing about an API: overviews, models, values of a block.
inline bool is_read(const Table& table) { return is_parameter_table(table) || PriceReader::is_price_table(table); }

inline bool of_result(const std::vector<Line>& lines, const Table& table) {
  for (std::size_t i = table.line; i-- > 0 && i + 6 > table.line;)
    if (!lines[i].text.empty() && i + 1 != table.line) return starts_with(lines[i].text, "Result Request");
  return false;
}

}  // namespace detail

// What the page says. An error names what is missing: no field could be found, or no model it is about.
inline Result<Document> read_page(const std::string& name, std::string_view text) {
  const auto lines = page_lines(text);
  if (!lines) return Error{name + " " + lines.error().message};
  Document document{name, "page", false, false, {}};
  PageFacts facts;
  const std::vector<Table> tables = page_tables(*lines);
  // Types first: an overview says "Default: 5" of a field whose type stands in the reference.
  for (const bool reference : {true, false})
    for (const Table& table : tables)
      if (is_parameter_table(table) && (table.column("type") != std::string::npos) == reference)
        field_facts(facts, table, detail::of_result(*lines, table));
  for (const Table& table : tables)
    for (const std::size_t line : table.broken)
      if (is_parameter_table(table))
        document.unread.push_back(line_place(line) + ": a row of the table of " + line_place(table.line));
  block_facts(facts, *lines, document.unread);
  if (facts.fields().empty())
    return Error{name +
                 " is a page without a table of parameters: no line has Parameter, Type and Description, and no block "
                 "a name with a type and Required or Optional"};
  const Json model = facts.value("model", "default");
  const std::string subject = model.is_string() ? model.get<std::string>() : sample_target(*lines);
  if (subject.empty())
    return Error{name +
                 " is a page that names no model: no sample posts to a URL, and no field \"model\" has a default"};
  if (page_prices(facts, *lines, tables, document.unread) > 2000)
    return Error{name + " is a page of more than 2000 prices"};
  detail::prose_facts(facts, *lines);
  for (const Table& table : tables) detail::spec_facts(facts, table);
  sample_answers(facts, *lines);
  detail::sample_facts(facts, *lines);
  document.facts = facts.of(subject);
  return document;
}

}  // namespace mockling::drift
