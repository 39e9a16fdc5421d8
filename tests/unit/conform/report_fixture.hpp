// A report in which every verdict occurs.
#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include <mockling/base/json.hpp>

inline std::string read_source_file(const std::string& name) {
  std::ifstream file(std::string(MOCKLING_SOURCE_DIR "/") + name, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

inline mockling::Json report_fixture() {
  return mockling::Json::parse(read_source_file("fixtures/conformance/report.json"));
}

// The case of this id; asserts that there is one.
inline mockling::Json& case_of(mockling::Json& report, std::string_view id) {
  for (mockling::Json& each : report.at("cases"))
    if (each.at("id") == id) return each;
  throw std::runtime_error("no case " + std::string(id));
}
