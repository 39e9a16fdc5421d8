// Owns: what one document says twice and differently.
// Never knows: other documents.
// Used by: mockserver drift.
#pragma once

#include <mockling/base/decimal.hpp>
#include <mockling/drift/moves.hpp>

namespace mockling::drift {

struct Contradiction {
  std::string subject;
  Side side = Side::request;
  std::string name, facet;
  std::string text;  // both statements with their places
};

namespace detail {

inline std::string said(const Fact& fact) {
  return (fact.value ? dump(*fact.value) : std::string("none")) + " (" + fact.where + ")";
}

using Statements = std::map<std::string, std::vector<const Fact*>>;  // facet → all that is said
using AllStatements = std::map<std::tuple<std::string, Side, std::string>, Statements>;

class ContradictionSearch {
 public:
  explicit ContradictionSearch(const Document& document) : document_(document) {}

  std::vector<Contradiction> find() {
    AllStatements all;
    for (const Fact& fact : document_.facts) all[{fact.subject, fact.side, fact.name}][fact.facet].push_back(&fact);
    for (const auto& [key, statements] : all) {
      std::tie(subject_, side_, name_) = key;
      for (const auto& [facet, facts] : statements)
        if (facet != "sample" && facet != "said") repeated(facet, facts);
      if (side_ == Side::request) range_and_list(statements), samples(statements);
      if (side_ == Side::price) prices(statements);
    }
    for (const auto& [key, statements] : all) {
      std::tie(subject_, side_, name_) = key;
      if (side_ == Side::price) factors(all, statements);
      if (side_ == Side::request) excused(all, statements);
    }
    return std::move(found_);
  }

 private:
  void report(const std::string& facet, std::string text) {
    found_.push_back({subject_, side_, name_, facet, std::move(text)});
  }

  // The order of a list of values says nothing.
  static Json in_order(Json value) {
    if (value.is_array()) std::sort(value.begin(), value.end());
    return value;
  }

  void repeated(const std::string& facet, const std::vector<const Fact*>& facts) {
    std::string text;
    std::vector<std::optional<Json>> values;
    for (const Fact* fact : facts) {
      const std::optional<Json> value = fact->value ? std::optional(in_order(*fact->value)) : std::nullopt;
      if (std::find(values.begin(), values.end(), value) != values.end()) continue;
      values.push_back(value);
      text += (text.empty() ? "" : " against ") + said(*fact);
    }
    if (values.size() > 1) report(facet, facet + " is " + text);
  }

  static const Fact* first(const Statements& statements, const std::string& facet) {
    const auto found = statements.find(facet);
    return found != statements.end() && found->second.front()->value ? found->second.front() : nullptr;
  }

  void range_and_list(const Statements& statements) {
    const Fact *list = first(statements, "enum"), *low = first(statements, "minimum"),
               *high = first(statements, "maximum");
    const auto range = list != nullptr ? range_of(*list->value) : std::nullopt;
    if (range && low != nullptr && *low->value != range->first)
      report("minimum",
             "the list begins at " + std::to_string(range->first) + " (" + list->where + ") against " + said(*low));
    if (range && high != nullptr && *high->value != range->second)
      report("maximum",
             "the list ends at " + std::to_string(range->second) + " (" + list->where + ") against " + said(*high));
    const Fact* initial = first(statements, "default");
    if (list != nullptr && initial != nullptr &&
        std::find(list->value->begin(), list->value->end(), *initial->value) == list->value->end())
      report("default", "default " + said(*initial) + " is not in " + said(*list));
  }

  void samples(const Statements& statements) {
    const auto samples = statements.find("sample");
    if (samples == statements.end()) return;
    const Fact *required = nullptr, *list = first(statements, "enum");
    if (const auto stated = statements.find("required"); stated != statements.end())
      for (const Fact* fact : stated->second)
        if (fact->value == Json(true)) required = fact;
    for (const Fact* sample : samples->second) {
      if (!sample->value && required != nullptr)
        report("required",
               "required " + said(*required) + " against a sample that leaves it out (" + sample->where + ")");
      if (sample->value && list != nullptr &&
          std::find(list->value->begin(), list->value->end(), *sample->value) == list->value->end())
        report("enum", "a sample has " + said(*sample) + " against " + said(*list));
    }
  }

  // A clip's price against the rate, under the same condition.
  void prices(const Statements& statements) {
    const Fact* rate = first(statements, "per_second");
    if (rate == nullptr) return;
    const auto amount = parse_decimal(rate->value->get<std::string>());
    for (const auto& [facet, facts] : statements) {
      const auto seconds = starts_with(facet, "clip ") ? parse_int(facet.substr(5)) : std::nullopt;
      if (!seconds || !amount) continue;
      const auto clip = multiply_exact(*amount, *seconds);
      for (const Fact* fact : facts)
        if (clip && fact->value && *fact->value != to_text(*clip))
          report(facet, "a clip of " + std::to_string(*seconds) + " s is " + said(*fact) + " against " + said(*rate) +
                            " a second");
    }
  }

  // A price under a condition is the base rate times the factor said of the condition.
  void factors(const AllStatements& all, const Statements& statements) {
    const auto base = all.find({subject_, Side::price, "{}"});
    const Fact* rate = base != all.end() ? first(base->second, "base_rate") : nullptr;
    const Fact *factor = first(statements, "multiplier"), *price = first(statements, "per_second");
    if (rate == nullptr || factor == nullptr || price == nullptr) return;
    const auto amount = parse_decimal(rate->value->get<std::string>()),
               times = parse_decimal(factor->value->get<std::string>());
    const auto expected = amount && times ? multiply_exact(*amount, times->nano, Decimal::kOne) : std::nullopt;
    if (expected && *price->value != to_text(*expected))
      report("per_second", said(*price) + " a second against " + said(*rate) + " times " + said(*factor));
  }

  // A field that must be given, and yet has a default or may be empty.
  void excused(const AllStatements& all, const Statements& statements) {
    const Fact *required = first(statements, "required"), *initial = first(statements, "default");
    if (required == nullptr || *required->value != true) return;
    if (initial != nullptr) report("default", "required " + said(*required) + " against the default " + said(*initial));
    const auto empty = all.find({subject_, Side::rule, name_ + " can be empty"});
    if (empty != all.end())
      report("required", "required " + said(*required) + " against " + said(*empty->second.begin()->second.front()));
  }

  const Document& document_;
  std::string subject_;
  Side side_ = Side::request;
  std::string name_;
  std::vector<Contradiction> found_;
};

}  // namespace detail

// Everything the document says in two ways, in the order of subjects and names.
inline std::vector<Contradiction> contradictions_in(const Document& document) {
  return detail::ContradictionSearch(document).find();
}

}  // namespace mockling::drift
