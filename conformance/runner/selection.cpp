#include "selection.hpp"

#include <algorithm>
#include <utility>

#include <mockling/base/text.hpp>

#include "shard.hpp"
#include "suite_data.hpp"

namespace mockling::conform {

namespace {

constexpr std::string_view kAllGrounds = "documented,standard,safety,convention";

std::vector<std::string> words_of(std::string_view list) {
  std::vector<std::string> words;
  for (const std::string_view word : split(list, ',')) words.emplace_back(trim(word));
  return words;
}

bool has(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// One name or one expression of tags.
std::string one_spec(const std::string& typed) {
  if (typed.find('/') == std::string::npos) return typed;
  std::string spec;
  for (const char c : typed) spec += c == '[' || c == ']' || c == ',' ? std::string("\\") + c : std::string(1, c);
  const bool whole = typed.find('[') != std::string::npos || typed.back() == '*';
  return whole ? spec : spec + "\\[*";
}

std::string padded(std::string text) { return text.size() < 48 ? text.append(48 - text.size(), ' ') : text; }

}  // namespace

Result<std::vector<std::string>> grounds(const Selection& selection) {
  const auto all = words_of(kAllGrounds);
  const auto asked = words_of(selection.basis.empty() ? kAllGrounds : selection.basis);
  for (const std::string& word : asked)
    if (!has(all, word)) return Error{"--basis takes some of " + std::string(kAllGrounds) + ", not \"" + word + "\""};
  return asked;
}

Result<std::vector<Permutation>> select(const Selection& selection) {
  const auto basis = grounds(selection);
  if (!basis) return basis.error();
  const auto shard = selection.shard.empty() ? Result<Shard>(Shard{}) : parse_shard(selection.shard);
  if (!shard) return shard.error();
  const auto cases = all_cases(selection.cases);
  if (!cases) return cases.error();
  std::vector<Permutation> all;
  for (const Json& document : *cases)
    for (Permutation& permutation : permutations(document)) {
      Json counting = Json::array();
      for (const Json& check : child(permutation.document, "expect"))
        if (has(*basis, text_of(check, "basis"))) counting.push_back(check);
      permutation.document["expect"] = std::move(counting);
      if (!permutation.document["expect"].empty() && in_shard(*shard, permutation.id))
        all.push_back(std::move(permutation));
    }
  if (all.empty()) return Error{"there are no cases with these checks"};
  return all;
}

std::string tags_of(const Permutation& permutation) {
  std::vector<std::string> words{permutation.area, permutation.provider,
                                 "wave" + std::to_string(int_of(permutation.document, "wave", 1))};
  if (permutation.quiet()) words.emplace_back("quiet");
  for (const Json& check : child(permutation.document, "expect"))
    for (const char* field : {"level", "basis"}) words.push_back(text_of(check, field));
  std::string tags;
  for (const std::string& word : words)
    if (tags.find("[" + word + "]") == std::string::npos) tags += "[" + word + "]";
  return tags;
}

std::string as_test_spec(const std::string& typed) {
  std::string spec, part;
  int depth = 0;
  for (const char c : typed) {
    depth += c == '[' ? 1 : c == ']' ? -1 : 0;
    if (c != ',' || depth > 0) {
      part += c;
      continue;
    }
    spec += one_spec(std::exchange(part, {})) + ",";
  }
  return spec + one_spec(part);
}

std::string list_of(const std::vector<Permutation>& chosen, bool whole) {
  std::string text;
  for (const Permutation& permutation : chosen) {
    text += padded(permutation.id) + " " + text_of(permutation.document, "title") + "\n";
    if (!whole) continue;
    for (const Json& fault : child(permutation.document, "faults"))
      text += "  fault   " + (fault.is_string() ? fault.get<std::string>() : dump(fault)) + "\n";
    for (const Json& check : child(permutation.document, "expect"))
      text +=
          "  " + text_of(check, "level") + "  " + text_of(check, "check") + ": " + text_of(check, "requires") + "\n";
  }
  return text + std::to_string(chosen.size()) + " permutations\n";
}

}  // namespace mockling::conform
