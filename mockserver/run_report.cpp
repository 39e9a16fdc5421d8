#include "run_report.hpp"

#include <array>

#include <mockling/base/text.hpp>
#include <mockling/host/file_text.hpp>
#include <mockling/version.hpp>

#include "markup.hpp"

namespace mockling::cli {

namespace {

std::string counted(const Json& record, const char* name, const char* one, const char* many) {
  const auto count = record.at(name).get<std::int64_t>();
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

// "$4.20, 72 credits" over all worlds.
std::string money_in_words(const Json& record, const char* field) {
  std::string words;
  for (const Json& world : child(record, "worlds"))
    for (const Json& money : child(world, "money"))
      if (text_of(money, field) != "0" && !text_of(money, field).empty())
        words += (words.empty() ? "" : " + ") + text_of(money, std::string(field) + "_in_words");
  return words;
}

std::string summary(const Json& record) {
  const std::string spent = money_in_words(record, "spent");
  const std::string wasted = money_in_words(record, "wasted");
  return counted(record, "requests", "request", "requests") + ", " + counted(record, "jobs", "job", "jobs") + ", " +
         counted(record, "clips", "clip", "clips") + "; " +
         (spent.empty() ? "nothing would have been spent" : spent + " not spent") +
         (wasted.empty() ? "" : ", of which " + wasted + " would have been wasted");
}

std::string junit_case(const Json& finding) {
  std::string text = "  <testcase classname=\"mockling." + markup_text(text_of(finding, "level")) + "\" name=\"" +
                     markup_text(text_of(finding, "monitor")) + "\">\n    <failure type=\"" +
                     markup_text(text_of(finding, "level")) + "\" message=\"" + markup_text(text_of(finding, "says")) +
                     "\">";
  for (const Json& line : child(finding, "lines")) text += markup_text(line.get<std::string>()) + "\n";
  return text + markup_text(text_of(finding, "ref")) + "\n" + markup_text(text_of(finding, "help")) +
         "</failure>\n  </testcase>\n";
}

std::string page_row(const Json& finding) {
  std::string lines;
  for (const Json& line : child(finding, "lines")) lines += markup_text(line.get<std::string>()) + "\n";
  return "<section class=\"" + markup_text(text_of(finding, "level")) + "\"><h2><b>" +
         markup_text(text_of(finding, "level")) + "</b> " + markup_text(text_of(finding, "title")) + " <code>" +
         markup_text(text_of(finding, "monitor")) + "</code></h2><p>" + markup_text(text_of(finding, "says")) +
         "</p><pre>" + lines + "</pre><p>" + markup_text(text_of(finding, "help")) + " <small>" +
         markup_text(text_of(finding, "ref")) + "</small></p></section>\n";
}

constexpr std::string_view kArchive = ".har";
using Writer = std::string (*)(const Json&);
std::string report_as_json(const Json& record) {
  return record.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

constexpr std::array<std::pair<std::string_view, Writer>, 3> kWriters{
    {{".json", report_as_json}, {".xml", report_as_junit}, {".html", report_as_page}}};

}  // namespace

std::string report_in_words(const Json& record) {
  std::string words = "mockling: " + summary(record) + "\n";
  const Json& findings = child(record, "findings");
  if (findings.empty()) words += "mockling: nothing amiss was noticed\n";
  for (const Json& finding : findings) {
    words += "mockling: " + text_of(finding, "level") + " " + text_of(finding, "monitor") + ": " +
             text_of(finding, "says") + "\n";
    for (const Json& line : child(finding, "lines")) words += "    " + line.get<std::string>() + "\n";
  }
  return words;
}

std::string report_as_junit(const Json& record) {
  std::string cases;
  int failures = 0;
  for (const Json& finding : child(record, "findings")) {
    if (text_of(finding, "level") == "info") continue;
    cases += junit_case(finding);
    ++failures;
  }
  const int tests = failures == 0 ? 1 : failures;
  if (failures == 0) cases = "  <testcase classname=\"mockling\" name=\"nothing amiss\"/>\n";
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"mockling run\" tests=\"" +
         std::to_string(tests) + "\" failures=\"" + std::to_string(failures) + "\">\n" + cases + "  <system-out>" +
         markup_text(summary(record)) + "</system-out>\n</testsuite>\n";
}

std::string report_as_page(const Json& record) {
  std::string page =
      "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>mockling "
      "run</title>\n<style>body{font:16px/1.5 "
      "system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}section{border-left:.4rem solid "
      "#888;padding:.1rem 1rem;margin:1rem "
      "0;background:#f6f6f6}.must{border-color:#c22}.should{border-color:#d90}h2{font-"
      "size:1.1rem}pre{overflow:auto}code,pre{font-size:.9rem}</style>\n<h1>mockling run</h1>\n<p>" +
      markup_text(summary(record)) + "</p>\n";
  for (const Json& finding : child(record, "findings")) page += page_row(finding);
  if (child(record, "findings").empty()) page += "<p>Nothing amiss was noticed.</p>\n";
  return page + "<p><small>mockling " + std::string(kVersion) + "</small></p></html>\n";
}

Result<void> check_report(const std::string& path) {
  if (ends_with(path, kArchive)) return {};
  for (const auto& [ending, ignored] : kWriters)
    if (ends_with(path, ending)) return {};
  return Error{"--report takes a file whose name ends in .json, .xml (JUnit), .html or .har; got \"" + path + "\""};
}

Result<void> write_report(const std::string& path, const Json& record, const Json& har) {
  if (auto known = check_report(path); !known) return known;
  std::string text = ends_with(path, kArchive) ? report_as_json(har) : std::string();
  for (const auto& [ending, writer] : kWriters)
    if (ends_with(path, ending)) text = writer(record);
  if (auto written = host::write_file(path, text); !written) return Error{"the report " + written.error().message};
  return {};
}

}  // namespace mockling::cli
