#include "baseline.hpp"

#include <optional>

#include <mockling/base/text.hpp>
#include <mockling/base/time.hpp>

#include "report_words.hpp"

namespace mockling::conform {

namespace {

constexpr std::size_t kMostLines = 2'000;
constexpr std::size_t kMostBytes = 1'000;  // of a line
constexpr std::size_t kMostMistakes = 100;

struct Words {
  std::vector<std::string_view> words;
  std::string_view why;
};

// The words before a word that begins with #, and what is behind that sign.
Words words_of(std::string_view line) {
  Words found;
  while (!(line = trim(line)).empty() && line.front() != '#') {
    std::size_t end = 0;
    while (end < line.size() && !is_space(line[end])) ++end;
    found.words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  if (!line.empty()) found.why = trim(line.substr(1));
  return found;
}

std::string in_quotes(std::string_view text) { return "\"" + one_line(text, 100) + "\""; }

bool is_date(std::string_view text) { return text.size() == 10 && parse_instant(text).has_value(); }

// Reads one word behind the pattern; what is wrong with it, or nothing.
std::optional<std::string> take(BaselineLine& line, std::string_view word) {
  const std::size_t equals = word.find('=');
  const std::string_view name = word.substr(0, equals);
  const std::string_view value = equals == std::string_view::npos ? "" : word.substr(equals + 1);
  if (word == "flaky") return line.flaky = true, std::nullopt;
  if (name == "max" && equals != std::string_view::npos) {
    const auto percent = ends_with(value, "%") ? parse_int(value.substr(0, value.size() - 1)) : std::nullopt;
    if (!percent || *percent < 1 || *percent > 100) return "max takes 1% to 100%; got " + in_quotes(value);
    return line.percent = *percent, std::nullopt;
  }
  if (name == "issue" && equals != std::string_view::npos) {
    if (value.empty()) return "issue= names no issue";
    return line.issue = value, std::nullopt;
  }
  if (name == "until" && equals != std::string_view::npos) {
    if (!is_date(value)) return "until takes a day such as 2027-03-01; got " + in_quotes(value);
    return line.until = value, std::nullopt;
  }
  return "unknown word " + in_quotes(word) + "; known are flaky, max=N%, issue=TEXT, until=YYYY-MM-DD and, last, # WHY";
}

// What is wrong with a line is added to `mistakes`.
BaselineLine parse_line(const Words& found, std::vector<std::string>& mistakes) {
  BaselineLine line;
  line.why = found.why;
  line.written = found.words.front();
  if (auto pattern = parse_pattern(line.written))
    line.pattern = std::move(*pattern);
  else
    mistakes.push_back(in_quotes(line.written) + " is no address of checks, such as poll/*[fal]#waits");
  std::vector<std::string_view> seen;
  for (std::size_t i = 1; i < found.words.size(); ++i) {
    const std::string_view name = found.words[i].substr(0, found.words[i].find('='));
    for (const std::string_view other : seen)
      if (other == name) mistakes.push_back(in_quotes(name) + " is said twice");
    seen.push_back(name);
    if (const auto mistake = take(line, found.words[i])) mistakes.push_back(*mistake);
  }
  if (line.percent != 100 && !line.flaky) mistakes.emplace_back("max= belongs to flaky");
  if (line.why.empty()) mistakes.emplace_back("it does not say why: end the line with # and the reason");
  return line;
}

}  // namespace

std::string BaselineLine::words() const {
  std::string text;
  if (flaky) text += "flaky ";
  if (flaky && percent != 100) text += "max=" + std::to_string(percent) + "% ";
  if (!issue.empty()) text += "issue=" + issue + " ";
  if (!until.empty()) text += "until=" + until + " ";
  return text + "# " + why;
}

Result<Baseline> parse_baseline(std::string_view text, std::string_view name) {
  Baseline baseline;
  std::string complaints;
  std::size_t count = 0;
  const auto complain = [&](std::size_t number, const std::string& what) {
    if (++count <= kMostMistakes)
      complaints += (complaints.empty() ? "" : "\n") + one_line(name) + ":" + std::to_string(number) + ": " + what;
  };
  if (ends_with(text, "\n")) text.remove_suffix(1);
  std::size_t number = 0;
  for (std::string_view raw : text.empty() ? std::vector<std::string_view>() : split(text, '\n')) {
    if (++number > kMostLines) {
      complain(number, "more than " + std::to_string(kMostLines) + " lines");
      break;
    }
    if (ends_with(raw, "\r")) raw.remove_suffix(1);
    baseline.text.emplace_back(raw);
    if (raw.size() > kMostBytes || !is_utf8(raw)) {
      complain(number, raw.size() > kMostBytes ? "longer than " + std::to_string(kMostBytes) + " bytes" : "not UTF-8");
      continue;
    }
    const Words found = words_of(raw);
    if (found.words.empty()) continue;
    std::vector<std::string> mistakes;
    BaselineLine line = parse_line(found, mistakes);
    line.number = number;
    for (const BaselineLine& other : baseline.lines)
      if (other.written == line.written)
        mistakes.push_back("line " + std::to_string(other.number) + " speaks of " + in_quotes(line.written) +
                           " already");
    for (const std::string& mistake : mistakes) complain(number, mistake);
    baseline.lines.push_back(std::move(line));
  }
  if (count > kMostMistakes) complaints += "\nand " + std::to_string(count - kMostMistakes) + " more mistakes";
  if (count > 0) return Error{complaints};
  return baseline;
}

}  // namespace mockling::conform
