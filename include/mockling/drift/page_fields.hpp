// Owns: the facts in a page's tables of parameters, of requests and of responses.
// Never knows: prices; how a table was found.
// Used by: drift/read_page.
#pragma once

#include <mockling/drift/page_hints.hpp>
#include <mockling/drift/page_tables.hpp>

namespace mockling::drift {

namespace detail {

// "3, 4, 5" or "0.00 ~ 1.00"
inline void range_facts(PageFacts& facts, const std::string& name, const std::string& range, std::size_t line) {
  const std::string type = facts.type(name);
  if (const std::size_t wave = range.find(" ~ "); wave != std::string::npos) {
    const auto low = typed(range.substr(0, wave), "number"), high = typed(range.substr(wave + 3), "number");
    if (low) facts.say(1, Side::request, name, "minimum", *low, line);
    if (high) facts.say(1, Side::request, name, "maximum", *high, line);
  } else if (range == "-" || range.empty()) {
    facts.say(1, Side::request, name, "enum", std::nullopt, line);
  } else {
    facts.say(1, Side::request, name, "enum", typed_list(listed(range), type), line);
  }
}

// What a column of type "enum" leaves to the description: "One of `"3"`–`"15"`", or a list of marked words.
inline void described_enum(PageFacts& facts, const std::string& name, const std::string& text, std::size_t line) {
  const auto numbers = numbers_in(text);
  Json list = Json::array();
  if (contains(text, "One of") && numbers.size() == 2 && numbers[1] - numbers[0] > 0 && numbers[1] - numbers[0] < 200) {
    for (std::int64_t number = numbers[0]; number <= numbers[1]; ++number) list.push_back(std::to_string(number));
  } else if (starts_with(text, "`")) {
    list = typed_list(listed(text), "string");
  }
  if (!list.empty()) facts.say(1, Side::request, name, "enum", std::move(list), line);
}

inline void request_row(PageFacts& facts, const Table& table, const Row& row) {
  const std::string name = bare(table.cell(row, "parameter")), type = table.cell(row, "type");
  const std::string text = table.cell(row, "description"), initial = table.cell(row, "default");
  const bool reference = !type.empty();  // an overview names no types
  const int rank = reference ? 1 : 2;
  const auto say = [&](const std::string& facet, std::optional<Json> value) {
    facts.say(rank, Side::request, name, facet, std::move(value), row.line);
  };
  say("present", true);
  if (reference) say("type", type_word(type));
  if (table.column("required") != std::string::npos)
    say("required", iequals(table.cell(row, "required"), "yes") || iequals(table.cell(row, "required"), "required"));
  else if (initial == "required" || initial == "optional" || reference)
    say("required", initial == "required");
  if (table.column("default") != std::string::npos) {
    const bool none = initial == "-" || initial.empty() || initial == "optional" || initial == "required";
    const auto value = none ? std::nullopt : typed(initial, type_word(type));
    say("default", value);
  }
  if (table.column("range") != std::string::npos) range_facts(facts, name, table.cell(row, "range"), row.line);
  if (type == "enum") described_enum(facts, name, text, row.line);
  if (type != "enum") hint_facts(facts, rank + 1, name, text, row.line);
}

// "Status of the task: created, processing, completed, or failed"
inline void status_words(PageFacts& facts, const std::string& name, const std::string& text, std::size_t line) {
  const std::size_t colon = text.find(": ");
  if (!ends_with(name, "status") || colon == std::string::npos) return;
  for (const std::string& word : listed(text.substr(colon + 2)))
    facts.say(1, Side::status, word, "present", true, line);
}

inline void response_row(PageFacts& facts, const Table& table, const Row& row) {
  const std::string name = bare(table.cell(row, "parameter"));
  facts.say(1, Side::response, name, "present", true, row.line);
  facts.say(1, Side::response, name, "type", type_word(table.cell(row, "type")), row.line);
  status_words(facts, name, table.cell(row, "description"), row.line);
}

}  // namespace detail

inline bool is_parameter_table(const Table& table) { return detail::is_parameter_table(table.columns); }

// What a table of parameters says: of the request; of the response, where it has neither defaults nor "required"; or of
// the request for a result, where `of_result`.
inline void field_facts(PageFacts& facts, const Table& table, bool of_result) {
  const bool response = table.column("type") != std::string::npos && table.column("required") == std::string::npos &&
                        table.column("default") == std::string::npos;
  for (const Row& row : table.rows) {
    if (response)
      detail::response_row(facts, table, row);
    else if (!of_result)
      detail::request_row(facts, table, row);
    else
      facts.say(1, Side::request, "result path " + bare(table.cell(row, "parameter")), "present", true, row.line);
  }
}

}  // namespace mockling::drift
