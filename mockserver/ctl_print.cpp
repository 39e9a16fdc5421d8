#include "ctl_print.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace mockling::cli {

namespace {

using Row = std::vector<std::string>;

// Columns as wide as what is in them; the last runs free.
std::string table(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
      line += row[i] + (i + 1 < row.size() ? std::string(widths[i] - row[i].size() + 2, ' ') : std::string());
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

// A terminal takes no orders from what a client once sent.
std::string cell(const Json& value) {
  std::string text = value.is_null() ? "-" : value.is_string() ? value.get<std::string>() : dump(value);
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  return text;
}

// A list of objects under the names of some of their members.
std::string list(const Json& items, const Row& columns, const std::string& none) {
  if (!items.is_array() || items.empty()) return none + "\n";
  std::vector<Row> rows{columns};
  for (const Json& item : items) {
    Row row;
    for (const std::string& column : columns) row.push_back(cell(child(item, column)));
    rows.push_back(std::move(row));
  }
  return table(rows);
}

std::string world(const Json& answer) {
  std::vector<Row> rows;
  for (const auto& [name, value] : answer.items())
    if (name != "happened" && name != "accounts") rows.push_back({name, cell(value)});
  for (const auto& [provider, account] : child(answer, "accounts").items())
    rows.push_back({provider, "available " + cell(child(account, "available")) + ", reserved " +
                                  cell(child(account, "reserved")) + ", spent " + cell(child(account, "spent"))});
  std::string text = table(rows);
  if (answer.contains("happened")) text += "\n" + list(answer["happened"], {"at", "what", "of"}, "nothing happened");
  return text;
}

std::string ledger(const Json& answer) {
  std::string text;
  for (const auto& [provider, account] : child(answer, "accounts").items()) {
    text += provider + ": " + cell(child(account, "in_words")) + " (" + cell(child(account, "available")) + " " +
            cell(child(account, "currency")) + " left)\n";
    text += list(child(account, "lines"), {"at", "move", "amount", "job"}, "nothing moved");
  }
  return text.empty() ? "no account is open\n" : text;
}

std::string verdict(const Json& answer) {
  std::string text = cell(child(answer, "verdict")) + " (" + cell(child(answer, "checked")) + " exchanges)\n";
  for (const Json& failure : child(answer, "failures")) {
    text += cell(child(failure, "what")) + ": " +
            cell(failure.contains("expected") ? failure["expected"] : child(failure, "exchange"));
    if (failure.contains("wanted"))
      text += ", wanted " + cell(failure["wanted"]) + ", found " + cell(child(failure, "found"));
    text += "\n";
    for (const Json& near : child(failure, "near"))
      for (const Json& one : child(near, "differs"))
        text += "  #" + cell(child(near, "number")) + " " + cell(child(one, "field")) + ": wanted " +
                cell(child(one, "wanted")) + ", was " + cell(child(one, "was")) + "\n";
  }
  return text;
}

std::string switches(const Json& answer) {
  std::vector<Row> rows{{"provider", "switch", "active", "readings"}};
  std::size_t assumed = 0;
  for (const auto& [name, provider] : child(answer, "providers").items()) {
    assumed += child(provider, "assumed").size();
    for (const Json& one : child(provider, "switches")) {
      std::string readings;
      for (const auto& [reading, ignored] : child(one, "readings").items())
        readings += (readings.empty() ? "" : ", ") + reading;
      rows.push_back({name, cell(child(one, "name")), cell(child(one, "active")), readings});
    }
  }
  return table(rows) + std::to_string(assumed) + " facts are assumed (--json lists them)\n";
}

}  // namespace

std::string for_people(const std::string& verb, const Json& answer) {
  const std::map<std::string, std::string (*)(const Json&)> forms{
      {"world", world},  {"advance", world}, {"clock", world},    {"scenario", world},
      {"switch", world}, {"ledger", ledger}, {"verify", verdict}, {"switches", switches}};
  if (const auto form = forms.find(verb); form != forms.end()) return form->second(answer);
  if (verb == "worlds")
    return list(child(answer, "worlds"), {"world", "name", "jobs", "open", "spent", "requests", "used"}, "no worlds");
  if (verb == "faults" || verb == "arm" || verb == "disarm")
    return list(child(answer, "faults"), {"id", "source", "seen", "struck", "fault"}, "nothing is armed") + "\n" +
           list(child(answer, "receipts"),
                {"receipt", "at", "fault", "do", "request", "job", "phase", "accepted", "delivered"}, "nothing struck");
  if (verb == "journal")
    return list(child(answer, "entries"), {"number", "at", "method", "path", "operation", "status", "job"},
                "no entries");
  return answer.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace mockling::cli
