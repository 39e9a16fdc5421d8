// render_report REPORT.json FILE…: writes a conformance report in the forms that the names of the files ask for.
#include <fstream>
#include <iostream>
#include <iterator>

#include "report_file.hpp"

int main(int count, char** arguments) {
  std::ifstream input(count > 1 ? arguments[1] : "", std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(input), {});
  const mockling::Json report = mockling::Json::parse(text, nullptr, false);
  if (!input || report.is_discarded() || count < 3) {
    std::cerr << "usage: render_report REPORT.json FILE...\n";
    return 2;
  }
  for (int i = 2; i < count; ++i) {
    const auto form = mockling::conform::report_form(arguments[i]);
    if (!form) {
      std::cerr << form.error().message << "\n";
      return 2;
    }
    if (!(std::ofstream(arguments[i], std::ios::binary) << form->write(report)).flush()) return 3;
  }
  return 0;
}
