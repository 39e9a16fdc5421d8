// Owns: the differences between two documents, in a stable order, each judged.
// Never knows: how a document is written or a difference shown.
// Used by: mockserver drift.
#pragma once

#include <set>

#include <mockling/drift/align.hpp>
#include <mockling/drift/compare_prices.hpp>
#include <mockling/drift/moves.hpp>
#include <mockling/drift/renames.hpp>

namespace mockling::drift {

namespace detail {

class Comparison {
 public:
  Comparison(const Document& before, const Document& after)
      : old_(before), new_(after), same_kind_(before.kind == after.kind) {}

  std::vector<Change> changes() {
    const Index old_index = index_of(old_), new_index = index_of(new_);
    const std::set<std::string> scope = scope_of(old_index, new_index);
    for (const auto& [subject, sides] : new_index) {
      const auto found = old_index.find(subject);
      if (found != old_index.end())
        compare_subject(subject, found->second, sides);
      else if (old_.whole || same_kind_)
        whole_model(subject, sides, Move::added);
    }
    for (const auto& [subject, sides] : old_index)
      if (new_index.find(subject) == new_index.end() && (same_kind_ || new_.whole) && in_scope(subject, scope))
        whole_model(subject, sides, Move::removed);
    return std::move(found_);
  }

 private:
  // Providers of which the new document knows at least one model: only their models can be missing from it.
  std::set<std::string> scope_of(const Index& old_index, const Index& new_index) const {
    std::set<std::string> scope;
    for (const auto& [model, provider] : old_.owner)
      if (new_index.find(model) != new_index.end() && old_index.find(model) != old_index.end()) scope.insert(provider);
    return scope;
  }

  bool in_scope(const std::string& subject, const std::set<std::string>& scope) const {
    const auto owner = old_.owner.find(subject);
    return owner == old_.owner.end() ? same_kind_ : same_kind_ || scope.count(owner->second) > 0;
  }

  void whole_model(const std::string& subject, const Subject& sides, Move move) {
    const auto model = sides.find(Side::model);
    const bool named = model != sides.end() && !model->second.empty();
    const std::string where = named ? model->second.begin()->second.begin()->second->where : "";
    add(subject, Side::model, "", "present", {move, Json(), Json()}, move == Move::removed ? where : "",
        move == Move::added ? where : "");
  }

  void compare_subject(const std::string& subject, const Subject& old_sides, const Subject& new_sides) {
    static const Names kNone;
    for (std::size_t number = 0; number < kSideNames.size(); ++number) {
      const Side side = static_cast<Side>(number);
      const auto old_side = old_sides.find(side), new_side = new_sides.find(side);
      const bool in_old = old_side != old_sides.end(), in_new = new_side != new_sides.end();
      if (!in_old && !in_new) continue;
      if (!same_kind_ && (!in_old || !in_new)) continue;  // documents of this kind do not speak of it
      const Names& before = in_old ? old_side->second : kNone;
      const Names& after = in_new ? new_side->second : kNone;
      if (side == Side::price)
        for (Change& change : compare_prices(before, after, subject, same_kind_)) found_.push_back(std::move(change));
      else
        compare_names(subject, side, before, after);
    }
  }

  void compare_names(const std::string& subject, Side side, const Names& before, const Names& after) {
    std::vector<std::string> gone, fresh;
    for (const auto& [name, facets] : before)
      if (after.count(name) == 0 && is_whole(facets) && counts(new_, after, name) && (same_kind_ || is_listed(side)))
        gone.push_back(name);
    for (const auto& [name, facets] : after)
      if (before.count(name) == 0 && is_whole(facets) && counts(old_, before, name)) fresh.push_back(name);
    for (const auto& [from, to] : renames(before, after, gone, fresh)) {
      add(subject, side, to, "present", {Move::renamed, from, to}, place(before, from), place(after, to));
      compare_facets(subject, side, to, before.at(from), after.at(to));
    }
    for (const std::string& name : outermost(gone))
      add(subject, side, name, "present", {Move::removed, name, Json()}, place(before, name), "");
    for (const std::string& name : outermost(fresh)) added(subject, side, name, after);
    for (const auto& [name, facets] : before)
      if (const auto found = after.find(name); found != after.end())
        compare_facets(subject, side, name, facets, found->second);
    if (same_kind_) compare_loose(subject, side, before, after);
  }

  // Names that are no fields, and stand in one document alone: whether an object is open, a bound on use.
  void compare_loose(const std::string& subject, Side side, const Names& before, const Names& after) {
    static const Facets kNothing;
    for (const auto& [name, facets] : before)
      if (!is_whole(facets) && after.count(name) == 0) compare_facets(subject, side, name, facets, kNothing);
    for (const auto& [name, facets] : after)
      if (!is_whole(facets) && before.count(name) == 0) compare_facets(subject, side, name, kNothing, facets);
  }

  // A new field that must be given is another matter than one that may be.
  void added(const std::string& subject, Side side, const std::string& name, const Names& after) {
    const Facets& facets = after.at(name);
    const Json* required = value_of(facets, "required");
    const bool must = side == Side::request && required != nullptr && *required == true;
    if (must)
      add(subject, side, name, "required", {Move::narrowed, Json(), true}, "", place(after, name));
    else
      add(subject, side, name, "present", {Move::added, Json(), name}, "", place(after, name));
  }

  // A name such as "get /x 200 status" or "result path id" belongs to another call than the model's own.
  static bool contains_call(const std::string& name) { return name.find(' ') != std::string::npos; }

  // Whether the absence of `name` from a document says something: it is exhaustive, or lists the siblings. Documents of
  // two kinds need not describe the same places: what is around the name must be there.
  bool counts(const Document& document, const Names& names, const std::string& name) const {
    const std::string parent = parent_of(name);
    const bool known = parent.empty() || names.count(parent) > 0;
    if (document.exhaustive || contains_call(name)) return same_kind_ || known;
    for (const auto& [other, facets] : names)
      if (parent_of(other) == parent && is_whole(facets)) return known;
    return false;
  }

  // A page of one model mentions some states and bounds of its provider, never all.
  bool is_listed(Side side) const { return new_.exhaustive || !detail::of_provider(side); }

  static bool is_whole(const Facets& facets) { return facets.count("present") > 0; }

  static std::string place(const Names& names, const std::string& name) {
    const auto found = names.at(name).find("present");
    return found != names.at(name).end() ? found->second->where : "";
  }

  bool silent(const Document& document, const Facets& facets, const std::string& facet) const {
    const bool beyond_data = document.kind == "data" && (facet == "format" || facet == "pattern");
    return beyond_data || (!document.exhaustive && facets.count(facet) == 0);
  }

  void compare_facets(const std::string& subject, Side side, const std::string& name, const Facets& before,
                      const Facets& after) {
    std::set<std::string> facets;
    for (const Facets* some : {&before, &after})
      for (const auto& [facet, fact] : *some) facets.insert(facet);
    for (const char* apart : {"present", "sample", "said"}) facets.erase(apart);
    if (same_range(before, after)) facets.erase("enum"), facets.erase("minimum"), facets.erase("maximum");
    for (const std::string& facet : facets) {
      if (silent(old_, before, facet) || silent(new_, after, facet)) continue;
      const std::optional<Json> old_value = meant(before, facet), new_value = meant(after, facet);
      for (Step& step :
           steps_between(side, facet, old_value ? &*old_value : nullptr, new_value ? &*new_value : nullptr))
        add(subject, side, name, facet, std::move(step), place(before, facet, "present"),
            place(after, facet, "present"));
    }
  }

  // The value of a facet. A list of whole numbers bounds them, too; a page never says that null is taken.
  std::optional<Json> meant(const Facets& facets, const std::string& facet) const {
    const Json* said = value_of(facets, facet);
    const bool pages = !old_.exhaustive || !new_.exhaustive;
    if (said != nullptr && said->is_string() && facet == "type" && pages)
      return replace_all(replace_all(said->get<std::string>(), "|null", ""), "null|", "");
    if (said != nullptr) return *said;
    const Json* list = value_of(facets, "enum");
    const auto range = list != nullptr ? range_of(*list) : std::nullopt;
    if (range && facet == "minimum") return Json(range->first);
    if (range && facet == "maximum") return Json(range->second);
    return std::nullopt;
  }

  static std::string place(const Facets& facets, const std::string& facet, const std::string& otherwise) {
    for (const std::string& candidate : {facet, otherwise})
      if (const auto found = facets.find(candidate); found != facets.end()) return found->second->where;
    return {};
  }

  // Whether one says as a range what the other says as a list of whole numbers.
  static bool same_range(const Facets& before, const Facets& after) {
    const auto lists = [](const Facets& facets) { return value_of(facets, "enum"); };
    const auto bounds = [](const Facets& facets, std::pair<std::int64_t, std::int64_t> range) {
      const Json *low = value_of(facets, "minimum"), *high = value_of(facets, "maximum");
      return low != nullptr && high != nullptr && *low == range.first && *high == range.second;
    };
    const Json *old_list = lists(before), *new_list = lists(after);
    if ((old_list == nullptr) == (new_list == nullptr)) return false;
    const auto range = range_of(old_list != nullptr ? *old_list : *new_list);
    return range && bounds(old_list != nullptr ? after : before, *range);
  }

  void add(const std::string& subject, Side side, const std::string& name, const std::string& facet, Step step,
           std::string where_before, std::string where_after) {
    found_.push_back(judged({subject, side, name, facet, step.move, std::move(step.before), std::move(step.after),
                             std::move(where_before), std::move(where_after)}));
  }

  const Document& old_;
  const Document& new_;
  const bool same_kind_;
  std::vector<Change> found_;
};

}  // namespace detail

// What is different in `after`: by subject, then by side, in the order of names. Deterministic.
inline std::vector<Change> compare(const Document& before, const Document& after) {
  const Document old_document = aligned(before, after), new_document = aligned(after, before);
  return detail::Comparison(old_document, new_document).changes();
}

}  // namespace mockling::drift
