// Owns: the facts of pages that describe each field in a block of lines: "durationintegerOptionalDefault: 5How long …",
//       then notes, a table of values, and an example that runs into the next field's name.
// Never knows: prices beyond the words it hands on.
// Used by: drift/read_page.
#pragma once

#include <mockling/drift/page_hints.hpp>
#include <mockling/drift/page_tables.hpp>

namespace mockling::drift {

namespace detail {

// The head of a block: what stands before the name (an example), the name, and what follows.
struct BlockHead {
  std::size_t index = 0;  // of its line
  std::string before;     // everything up to the type: example and name
  std::string type;
  bool required = false;
  std::string rest;  // behind "Required" or "Optional"
};

inline std::optional<BlockHead> block_head(const std::vector<Line>& lines, std::size_t index) {
  const std::string_view text = lines[index].text;
  for (const std::string_view word : {"Required", "Optional"})
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
      for (const std::string_view type : kTypeWords)
        if (at > type.size() && ends_with(text.substr(0, at), type) && is_name_char(text[at - type.size() - 1]))
          return BlockHead{index, std::string(text.substr(0, at - type.size())), std::string(type), word == "Required",
                           std::string(text.substr(at + word.size()))};
  return std::nullopt;
}

// The run of name characters that a text ends with.
inline std::string name_run(std::string_view text) {
  std::size_t start = text.size();
  while (start > 0 && is_name_char(text[start - 1])) --start;
  return std::string(text.substr(start));
}

// The name at the end of `before`, given what examples the previous field may have; "" when that cannot be told.
inline std::string block_name(const std::string& before, const std::vector<std::string>& examples,
                              const std::vector<std::string>& objects) {
  const std::string run = name_run(before);
  if (const std::size_t close = before.find_last_of("]}"); close != std::string::npos) return before.substr(close + 1);
  std::string longest;
  for (const std::string& example : examples)
    if (starts_with(before, example) && example.size() > longest.size() && example.size() < before.size())
      longest = example;
  if (!longest.empty()) return before.substr(longest.size());
  if (run.size() == before.size()) return run;  // no example at all
  for (const std::string& object : objects)
    if (const std::size_t at = run.find(object + "."); at != std::string::npos) return run.substr(at);
  if (contains(before, " ")) return run.substr(run.rfind('.') + 1);  // the example is a sentence
  return {};
}

// Fields of one block page, as they are being read.
class BlockReader {
 public:
  BlockReader(const std::vector<Line>& lines, PageFacts& facts, std::vector<std::string>& unread)
      : lines_(lines), facts_(facts), unread_(unread) {}

  // The number of fields found.
  std::size_t read() {
    for (std::size_t i = 0; i < lines_.size(); ++i)
      if (auto head = block_head(lines_, i)) heads_.push_back(std::move(*head));
    find_objects();
    std::size_t count = 0;
    for (std::size_t i = 0; i < heads_.size(); ++i) {
      const std::string name = block_name(heads_[i].before, examples_, objects_);
      if (name.empty())
        unread_.push_back(line_place(lines_[heads_[i].index].number) +
                          ": where the example ends and the name of the field begins");
      else
        field(name, heads_[i], i + 1 < heads_.size() ? heads_[i + 1].index : lines_.size()), ++count;
    }
    return count;
  }

 private:
  // "model_params" of names like "model_params.shot_type", where the example before it leaves no doubt.
  void find_objects() {
    for (const BlockHead& head : heads_) {
      const std::size_t close = head.before.find_last_of("]}");
      const std::string name = close == std::string::npos ? "" : head.before.substr(close + 1);
      if (const std::size_t dot = name.find('.'); dot != std::string::npos) objects_.push_back(name.substr(0, dot));
    }
  }

  void field(const std::string& name, const BlockHead& head, std::size_t end) {
    const std::size_t line = lines_[head.index].number;
    const auto say = [&](const std::string& facet, Json value) {
      facts_.say(1, Side::request, name, facet, std::move(value), line);
    };
    const std::string type = type_word(head.type);
    if (const std::size_t dot = name.find('.'); dot != std::string::npos)
      facts_.say(2, Side::request, name.substr(0, dot), "present", true, line);
    say("present", true), say("type", type), say("required", head.required);
    examples_ = type == "boolean" ? std::vector<std::string>{"true", "false"} : std::vector<std::string>{};
    std::string_view rest = head.rest;
    if (starts_with(rest, "Default: ")) {
      rest.remove_prefix(std::string_view("Default: ").size());
      const std::string word(rest.substr(0, seam(rest)));
      if (auto value = typed(word, type)) say("default", std::move(*value));
      examples_.push_back(word);
      rest = rest.substr(word.size());
    }
    hint_facts(facts_, 2, name, rest, line);
    body(name, head.index + 1, end);
  }

  // Notes and the table of values, up to the next head.
  void body(const std::string& name, std::size_t at, std::size_t end) {
    while (at < end) {
      const Line& line = lines_[at];
      std::size_t next = at;
      const auto table = starts_with(line.text, "|") ? table_at(lines_, next) : std::nullopt;
      if (table && !table->columns.empty() && table->columns.front() == "value")
        values(name, *table);
      else if (starts_with(line.text, "- "))
        note(name, std::string_view(line.text).substr(2), line.number);
      at = std::max(next, at + 1);
    }
  }

  void values(const std::string& name, const Table& table) {
    Json list = Json::array();
    for (const Row& row : table.rows) {
      if (auto value = typed(row.cells.front(), facts_.type(name))) list.push_back(std::move(*value));
      examples_.push_back(row.cells.front());
    }
    facts_.say(1, Side::request, name, "enum", std::move(list), table.line);
  }

  void note(const std::string& name, std::string_view text, std::size_t line) {
    hint_facts(facts_, 2, name, text, line);
    if (starts_with(text, "Format: ")) shape(name, text, line);
    if (starts_with(text, "HTTPS only"))
      facts_.say(2, Side::rule, "public_https " + name, "said", Json(std::string(text)), line);
    const auto limit = [&](const std::string& what, std::optional<std::int64_t> value) {
      if (value) facts_.say(2, Side::limit, name + " " + what, "value", *value, line);
    };
    if (starts_with(text, "Timeout: ")) limit("timeout seconds", number_after(text, "timeout: "));
    if (contains(text, "retries")) limit("retries", number_after(text, "max "));
    if (starts_with(text, "Minimum billing: "))
      facts_.say(2, Side::price, "{}", "minimum_seconds", *number_after(text, "minimum billing: "), line);
  }

  // "Format: [{index: number, prompt: string}, ...]": the members of an object or of a list's entries.
  void shape(const std::string& name, std::string_view text, std::size_t line) {
    const bool list = contains(text, "[{");
    const std::size_t open = text.find('{'), close = text.find('}');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) return;
    if (list) facts_.say(2, Side::request, name + "[]", "present", true, line);
    for (const std::string_view member : split(text.substr(open + 1, close - open - 1), ',')) {
      const std::size_t colon = member.find(':');
      const std::string inner = name + (list ? "[]." : ".") + std::string(trim(member.substr(0, colon)));
      facts_.say(2, Side::request, inner, "present", true, line);
      if (colon != std::string_view::npos)
        facts_.say(2, Side::request, inner, "said", Json(std::string(trim(member.substr(colon + 1)))), line);
    }
  }

  const std::vector<Line>& lines_;
  PageFacts& facts_;
  std::vector<std::string>& unread_;
  std::vector<BlockHead> heads_;
  std::vector<std::string> objects_;
  std::vector<std::string> examples_;  // what the previous field's example may be
};

}  // namespace detail

// States what the page's field blocks say; returns how many there are. What cannot be told is added to `unread`.
inline std::size_t block_facts(PageFacts& facts, const std::vector<Line>& lines, std::vector<std::string>& unread) {
  return detail::BlockReader(lines, facts, unread).read();
}

}  // namespace mockling::drift
