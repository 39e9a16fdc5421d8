#include "report_file.hpp"

#include <array>

#include <mockling/base/text.hpp>

#include "report_annotations.hpp"
#include "report_badge.hpp"
#include "report_console.hpp"
#include "report_ctrf.hpp"
#include "report_html.hpp"
#include "report_markdown.hpp"

namespace mockling::conform {

namespace {

std::string report_as_json(const Json& report) {
  return report.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

// A name ends in the first that fits.
constexpr std::array<ReportForm, 7> kForms{{{".ctrf.json", report_as_ctrf},
                                            {".badge.json", report_as_badge},
                                            {".json", report_as_json},
                                            {".html", report_as_html},
                                            {".md", report_as_markdown},
                                            {".github.txt", report_as_annotations},
                                            {".txt", report_in_words}}};

}  // namespace

Result<ReportForm> report_form(std::string_view path) {
  std::string known;
  for (const ReportForm& form : kForms) {
    if (ends_with(path, form.ending)) return form;
    known.append(known.empty() ? "" : ", ").append(form.ending);
  }
  return Error{"a report's name ends in one of " + known + "; got \"" + std::string(utf8_prefix(path, 200)) + "\""};
}

}  // namespace mockling::conform
