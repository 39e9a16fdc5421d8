#include "predicates.hpp"

#include <algorithm>
#include <array>

#include "predicates_told.hpp"
#include "predicates_wire.hpp"
#include "wording.hpp"

namespace mockling::conform {

namespace {

struct Predicate {
  std::string_view name;
  Judged (*ask)(const Json&, const Evidence&);
};

constexpr std::array<Predicate, 16> kPredicates = {{
    {"count", ask_count},
    {"gap", ask_gap},
    {"none_after", ask_none_after},
    {"header", ask_header},
    {"credentials", ask_credentials},
    {"body", ask_body},
    {"query", ask_query},
    {"path", ask_path},
    {"money", ask_money},
    {"result", ask_result},
    {"file", ask_file},
    {"files_inside", ask_files_inside},
    {"log", ask_log},
    {"cost", ask_cost},
    {"own", ask_own},
    {"hooks", ask_hooks},
}};

const Predicate* predicate(std::string_view name) {
  const auto found =
      std::find_if(kPredicates.begin(), kPredicates.end(), [&](const Predicate& each) { return each.name == name; });
  return found == kPredicates.end() ? nullptr : &*found;
}

}  // namespace

bool is_predicate(std::string_view name) { return predicate(name) != nullptr; }

Judged ask(std::string_view name, const Json& asked, const Evidence& evidence) {
  const Predicate* known = predicate(name);
  if (known == nullptr) return {false, "a predicate that exists", std::string(name), {}};
  try {
    return known->ask(asked, evidence);
  } catch (const Json::exception&) {
    return {false, "a \"" + std::string(name) + "\" that can be asked", "not this: " + shortened(dump(asked)), {}};
  }
}

}  // namespace mockling::conform
