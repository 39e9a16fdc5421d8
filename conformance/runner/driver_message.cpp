#include "driver_message.hpp"

#include <mockling/base/text.hpp>
#include <mockling/spec/schema.hpp>
#include <mockling/spec/validate.hpp>

#include "data.hpp"
#include "wording.hpp"

namespace mockling::conform {

std::string mistake_in(const Json& message) {
  constexpr const char* kSchema = "schemas/_conformance/driver-message.schema.json";
  static const Schema kMessage = [] {
    std::vector<std::string> problems;
    const auto document = parse_json(cli::embedded_text(kSchema));
    return document ? compile_schema(*document, kSchema, problems) : Schema{};
  }();
  const Violations found = validate(kMessage, message);
  if (found.empty()) return {};
  const Violation& first = found.front();
  return (first.path.empty() ? "the message" : first.path) + " breaks \"" + first.keyword + ": " +
         shortened(dump(first.limit)) + "\" (" + kSchema + "): " + shortened(dump(message));
}

}  // namespace mockling::conform
