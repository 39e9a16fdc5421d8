#include "observe.hpp"

#include <algorithm>

#include <spawn.h>
#include <sys/wait.h>

#include "data.hpp"
#include "wording.hpp"

namespace mockling::conform {

namespace {

Json monitor_rows() {
  const auto table = parse_json(cli::embedded_text("conformance/monitors.json"));
  return table ? child(*table, "monitors") : Json::array();
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (const std::string& text : texts) all.push_back(const_cast<char*>(text.c_str()));
  all.push_back(nullptr);
  return all;
}

// A finding as a check that does not hold.
Json check_of(const Json& row, const Json& finding) {
  const bool found = finding.is_object();
  const std::string level = text_of(row, "level");
  const Verdict verdict = !found ? Verdict::pass : level == "must" ? Verdict::fail : Verdict::warn;
  return {{"check", text_of(row, "id")},
          {"level", level},
          {"basis", text_of(row, "basis")},
          {"ref", text_of(row, "ref")},
          {"requires", text_of(row, "help").empty() ? text_of(row, "title") : text_of(row, "help")},
          {"verdict", verdict_name(verdict)},
          {"expected", "not: " + text_of(row, "title")},
          {"actual", found ? text_of(finding, "says") + "\n" + joined(child(finding, "lines"), "\n") : "never seen"},
          {"lines", Json::array()},
          {"receipt", Json::array()},
          {"killers", Json::array()},
          {"baseline", nullptr}};
}

Json money_of(const Json& record) {
  const Json& sums = child(record, "money");
  const Json& first = sums.is_array() && !sums.empty() ? sums.at(0) : sums;
  return {{"currency", text_of(first, "currency", "USD")},
          {"price", "0"},
          {"charged", text_of(first, "spent", "0")},
          {"waste", text_of(first, "wasted", "0")},
          {"jobs", int_of(record, "jobs")}};
}

}  // namespace

int run_among(const Stage& stage, const std::vector<std::string>& command) {
  const auto environment = stage.surroundings();
  pid_t process = 0;
  if (::posix_spawnp(&process, command.front().c_str(), nullptr, nullptr, pointers(command).data(),
                     pointers(environment).data()) != 0)
    return 127;
  int state = 0;
  while (::waitpid(process, &state, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
}

std::vector<std::string> monitors() {
  std::vector<std::string> ids;
  for (const Json& row : monitor_rows()) ids.push_back(text_of(row, "id"));
  return ids;
}

std::vector<Json> monitored_cases(const ReportFacts& facts, const Json& record) {
  std::vector<Json> cases;
  Json money = money_of(record);
  for (const Json& row : monitor_rows()) {
    const std::string id = text_of(row, "id");
    Json checks = Json::array();
    for (const Json& finding : child(record, "findings"))
      if (text_of(finding, "monitor") == id) checks.push_back(check_of(row, finding));
    if (checks.empty()) checks.push_back(check_of(row, nullptr));
    cases.push_back({{"id", "observe/" + id},
                     {"case", "observe/" + id},
                     {"area", "observe"},
                     {"title", text_of(row, "title")},
                     {"about", text_of(row, "help")},
                     {"provider", "any"},
                     {"variant", ""},
                     {"universe", ""},
                     {"verdict", "pass"},
                     {"seconds", 0},
                     {"why", nullptr},
                     {"repro", facts.invoked},
                     {"money", money},
                     {"checks", checks},
                     {"wire", Json::array()},
                     {"ledger", Json::array()},
                     {"result", nullptr},
                     {"stderr", ""}});
    money["charged"] = money["waste"] = "0";  // told once
    money["jobs"] = 0;
  }
  return cases;
}

}  // namespace mockling::conform
