// Owns: what monitors look at (lines of the wire, jobs) and what they say (findings), and the table of their levels.
// Never knows: where the lines come from; any single monitor.
// Used by: core/monitor_money, core/monitor_manners, core/monitor_keys, core/verdict.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>
#include <mockling/core/job.hpp>

namespace mockling {

// One exchange as a monitor sees it.
struct WireLine {
  std::uint64_t number = 0;
  Instant at;  // of the world
  std::string method;
  std::string path;
  std::string query;  // as far as it tells requests apart
  std::string operation;
  int status = 0;
  std::string job;                   // id, when the exchange concerned one
  std::string digest;                // of the body
  std::string key;                   // where a credential was sent: empty, header, query
  std::optional<Nanos> retry_after;  // the answer asked to wait so long
  bool whole = true;                 // the answer went out completely
};

struct Finding {
  std::string monitor;               // its id in the table
  std::string says;                  // one sentence with numbers
  std::vector<std::uint64_t> lines;  // the two or three that prove it
  std::optional<Money> cost{};
};

// conformance/monitors.json, compiled.
struct MonitorTable {
  Json rows = Json::array();
  std::vector<std::string> submits, polls, files;  // operations, by what they are for
  std::vector<std::string> url_keys;               // operations whose key may stand in the URL
};

inline Result<MonitorTable> parse_monitors(std::string_view text) {
  const auto document = parse_json(text);
  if (!document || !child(*document, "monitors").is_array()) return Error{"the table of monitors has no monitors"};
  MonitorTable table;
  table.rows = child(*document, "monitors");
  const Json& operations = child(*document, "operations");
  const std::pair<const char*, std::vector<std::string>*> lists[] = {
      {"submits", &table.submits}, {"polls", &table.polls}, {"files", &table.files}, {"url_keys", &table.url_keys}};
  for (const auto& [name, list] : lists)
    for (const Json& operation : child(operations, name))
      if (operation.is_string()) list->push_back(operation.get<std::string>());
  return table;
}

// Everything the monitors of one world may look at.
struct Observed {
  const MonitorTable& table;
  std::vector<WireLine> lines;  // oldest first
  std::vector<const Job*> jobs;
  Instant now;
  std::int64_t clock_permille = 1000;

  bool is_submit(const WireLine& line) const { return has(table.submits, line.operation); }
  bool is_poll(const WireLine& line) const { return has(table.polls, line.operation); }
  bool is_file(const WireLine& line) const { return has(table.files, line.operation); }
  bool may_have_key_in_url(const WireLine& line) const { return has(table.url_keys, line.operation); }

  const Job* job(std::string_view id) const {
    for (const Job* each : jobs)
      if (each->id == id) return each;
    return nullptr;
  }

  // The time a client felt between two instants; nothing while the clock is moved by hand.
  std::optional<Nanos> felt(Instant from, Instant to) const {
    if (clock_permille <= 0) return std::nullopt;
    return Nanos((to - from).count() / clock_permille * 1000);
  }

 private:
  static bool has(const std::vector<std::string>& list, const std::string& word) {
    return std::find(list.begin(), list.end(), word) != list.end();
  }
};

}  // namespace mockling
