// Owns: facts that a sentence states about a field: a default, a range, a list of values, a length, a condition.
// Never knows: where the sentence stands.
// Used by: drift/page_fields, drift/page_blocks, drift/read_page.
#pragma once

#include <set>

#include <mockling/drift/facts.hpp>
#include <mockling/drift/page_text.hpp>

namespace mockling::drift {

// Facts of one page that are being collected. `rank` orders statements about the same thing: 1 the reference table, 2
// an overview table, 3 prose.
class PageFacts {
 public:
  void say(int rank, Side side, const std::string& name, const std::string& facet, std::optional<Json> value,
           std::size_t line) {
    if (facts_.size() >= 100'000) return;
    if (side == Side::request && value) first_.emplace(std::pair(name, facet), *value);
    if (side == Side::request && facet == "present" && known_.insert(name).second) fields_.push_back(name);
    facts_.push_back({rank, {"", side, name, facet, std::move(value), line_place(line)}});
  }

  // The facts of `subject`, the most exact statements first.
  std::vector<Fact> of(const std::string& subject) const {
    std::vector<Fact> facts;
    for (int rank = 1; rank <= 3; ++rank)
      for (const auto& [its, fact] : facts_)
        if (its == rank) facts.push_back(fact), facts.back().subject = subject;
    return facts;
  }

  // The first value said of a request field, or null.
  Json value(const std::string& name, const std::string& facet) const {
    const auto found = first_.find(std::pair(name, facet));
    return found != first_.end() ? found->second : Json();
  }
  std::string type(const std::string& name) const {
    const Json said = value(name, "type");
    return said.is_string() ? said.get<std::string>() : "string";
  }

  // Request fields in order of their first mention.
  const std::vector<std::string>& fields() const { return fields_; }

 private:
  std::vector<std::pair<int, Fact>> facts_;
  std::map<std::pair<std::string, std::string>, Json> first_;  // of requests, by field and facet
  std::set<std::string> known_;
  std::vector<std::string> fields_;
};

namespace detail {

// "3-15", "3–15", "3 to 15", "minimum 3 seconds, maximum 15": two numbers with a sign of a span between or before them.
inline std::optional<std::pair<std::int64_t, std::int64_t>> span_in(std::string_view text) {
  const std::string plain = replace_all(replace_all(text, "–", "-"), "\"`", "`");
  const auto numbers = numbers_in(plain);
  if (numbers.size() < 2 || numbers[0] >= numbers[1]) return std::nullopt;
  const std::string first = std::to_string(numbers[0]), second = std::to_string(numbers[1]);
  for (const std::string& form : {first + "-" + second, first + " - " + second, first + " to " + second,
                                  first + "s-" + second, first + " ~ " + second, first + "`-`\"" + second})
    if (contains(plain, form)) return std::pair(numbers[0], numbers[1]);
  if (contains(to_lower(plain), "minimum " + first) && contains(to_lower(plain), "maximum " + second))
    return std::pair(numbers[0], numbers[1]);
  return std::nullopt;
}

inline Json typed_list(const std::vector<std::string>& words, const std::string& type) {
  Json list = Json::array();
  for (const std::string& word : words)
    if (auto value = typed(word, type)) list.push_back(std::move(*value));
  return list;
}

// Up to the end of the sentence or clause; a point between digits ends nothing.
inline std::string_view clause(std::string_view text, std::string_view ends) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool decimal = text[i] == '.' && i + 1 < text.size() && is_digit(text[i + 1]);
    if (ends.find(text[i]) != std::string_view::npos && !decimal) return text.substr(0, i);
  }
  return text;
}

inline std::optional<std::string> said_default(std::string_view text) {
  if (const auto stated = after(text, "default: ")) return bare(clause(*stated, ".,;)"));
  for (const std::string_view mark : {" (default)", " (default,"})
    if (const std::size_t at = text.find(mark); at != std::string_view::npos) {
      const std::string_view before = text.substr(0, at);
      return bare(before.substr(before.find_last_of(" :,") + 1));
    }
  return std::nullopt;
}

// "… customize (default) or intelligent": both words.
inline std::vector<std::string> said_options(std::string_view text) {
  if (const auto stated = after(text, "options: ")) return listed(clause(*stated, ".;)"));
  const std::size_t mark = text.find(" (default");
  if (mark == std::string_view::npos) return {};
  std::string_view rest = text.substr(mark);
  const std::size_t close = rest.find(')');
  if (close == std::string_view::npos) return {};
  rest = trim(rest.substr(close + 1));
  if (!starts_with(rest, "or ")) return {};
  return {*said_default(text), bare(clause(rest.substr(3), ".,; "))};
}

// Whether values of a text field are whole numbers, so that a range can be said of them.
inline bool range_like(const Json& options) {
  if (!options.is_array() || options.empty()) return false;
  return std::all_of(options.begin(), options.end(), [](const Json& option) {
    return option.is_string() && parse_int(option.get_ref<const std::string&>()).has_value();
  });
}

inline std::optional<std::int64_t> number_after(std::string_view text, std::string_view key) {
  const auto rest = after(text, key);
  return rest ? parse_int(leading_number(*rest)) : std::nullopt;
}

}  // namespace detail

// States what the sentence says about `field`.
inline void hint_facts(PageFacts& facts, int rank, const std::string& field, std::string_view text, std::size_t line) {
  const std::string type = facts.type(field);
  const auto say = [&](const std::string& facet, Json value) {
    facts.say(rank, Side::request, field, facet, std::move(value), line);
  };
  if (const auto word = detail::said_default(text))
    if (auto value = typed(*word, type)) say("default", std::move(*value));
  if (const Json options = detail::typed_list(detail::said_options(text), type); !options.empty()) say("enum", options);
  if (const auto span = detail::span_in(text);
      span && (type == "integer" || type == "number" || detail::range_like(facts.value(field, "enum"))))
    say("minimum", span->first), say("maximum", span->second);
  const bool characters = contains(text, "char");
  if (const auto most = detail::number_after(text, "max length: ")) say("maxLength", *most);
  if (const auto most = detail::number_after(text, "max "); most && starts_with(to_lower(text), "max "))
    if (characters || type == "array") say(characters ? "maxLength" : "maxItems", *most);
  if (const auto other = after(text, "required unless `")) {
    const Json both = Json::array({field, std::string(other->substr(0, other->find('`')))});
    facts.say(rank, Side::rule, "any_of " + dump(both), "said", Json(std::string(text)), line);
  }
  for (const std::string_view when : {"required when ", "can be empty", "only effective when"})
    if (after(text, when))
      facts.say(rank, Side::rule, field + " " + std::string(trim(when)), "said", Json(std::string(text)), line);
}

}  // namespace mockling::drift
