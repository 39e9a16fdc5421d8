// Owns: holding answers against the rows of a provider's error table, and remembering which rows were met.
// Never knows: how a kind of refusal is reached.
// Used by: errors_test.cpp, fal_errors_test.cpp.
#pragma once

#include "catch.hpp"

#include <set>
#include <string>

#include "emulated.hpp"

namespace mockling::test {

// Whether `body` is that of a row, with some text in the place of each {text} and {param}.
inline bool is_row(const Json& row, const Json& body) {
  if (row.is_object()) {
    bool same = body.is_object() && body.size() == row.size();
    for (const auto& [name, part] : row.items()) same = same && body.contains(name) && is_row(part, body.at(name));
    return same;
  }
  const std::string* pattern = row.get_ptr<const std::string*>();
  if (pattern != nullptr && *pattern == "{param}") return body.is_string() && body != "";
  const std::size_t mark = pattern != nullptr ? pattern->find("{text}") : std::string::npos;
  if (mark == std::string::npos) return row == body;
  const std::string head = pattern->substr(0, mark), tail = pattern->substr(mark + 6);
  const std::string text = body.is_string() ? body.get<std::string>() : std::string();
  return text.size() > head.size() + tail.size() && starts_with(text, head) && ends_with(text, tail);
}

class ErrorsMet {
 public:
  explicit ErrorsMet(const std::string& provider) : spec_(default_catalog()->provider(provider)->spec) {}

  // The reply is the row of `kind` in the table of this family of hosts, or of this operation.
  void meets(ErrorKind kind, const Reply& reply, std::string_view family = {}, std::string_view operation = {}) {
    const ErrorRow& row = spec_.errors_at(family, operation)[static_cast<std::size_t>(kind)];
    INFO(name_of(kind) << ": " << reply.status << " " << reply.text);
    CHECK(reply.status == row.status);
    CHECK(reply.type == spec_.json_type);
    CHECK(is_row(row.body, reply.json()));
    met_.insert(kind);
  }

  // Every kind was met, but for these, which were not.
  void are_all_but(const std::set<ErrorKind>& elsewhere) const {
    for (std::size_t i = 0; i < kErrorKinds.size(); ++i) {
      const auto kind = static_cast<ErrorKind>(i);
      INFO(name_of(kind));
      CHECK((met_.count(kind) > 0) != (elsewhere.count(kind) > 0));
    }
  }

 private:
  const ProviderSpec& spec_;
  std::set<ErrorKind> met_;
};

}  // namespace mockling::test
