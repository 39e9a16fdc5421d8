// Owns: differences between the prices that two documents say, each also as what one clip costs.
// Never knows: how a document writes its prices.
// Used by: drift/compare.
#pragma once

#include <mockling/base/decimal.hpp>
#include <mockling/drift/change.hpp>
#include <mockling/spec/seconds.hpp>

namespace mockling::drift {

namespace detail {

// An amount under a condition, in one of four ways: a second, a clip, a clip of so many seconds, the default clip.
struct PricePoint {
  const Fact* fact = nullptr;
  Json condition = Json::object();
  Decimal amount;
  std::int64_t seconds = 0;  // of "clip N"
};

inline constexpr std::string_view kClip = "clip ";

// Whether a facet is a whole price; others are parts of one.
inline bool is_amount(std::string_view facet) {
  const bool clip = starts_with(facet, kClip) && parse_int(facet.substr(kClip.size())).has_value();
  return clip || facet == "per_second" || facet == "flat" || facet == "base";
}

inline std::vector<PricePoint> price_points(const Names& prices) {
  std::vector<PricePoint> points;
  for (const auto& [name, facets] : prices)
    for (const auto& [facet, fact] : facets) {
      if (!fact->value || !fact->value->is_string() || !is_amount(facet)) continue;
      const auto amount = parse_decimal(fact->value->get_ref<const std::string&>());
      auto condition = parse_json(name);
      if (!amount || !condition || !condition->is_object()) continue;
      const auto seconds = starts_with(facet, kClip) ? parse_int(facet.substr(kClip.size())) : std::nullopt;
      points.push_back({fact, std::move(condition).value(), *amount, seconds.value_or(0)});
    }
  return points;
}

// Whether one input may meet both conditions.
inline bool meet(const Json& a, const Json& b) {
  for (const auto& [field, value] : a.items())
    if (const Json* other = member(b, field); other != nullptr && *other != value) return false;
  return true;
}

inline Json both(Json a, const Json& b) {
  for (const auto& [field, value] : b.items()) a[field] = value;
  return a;
}

// The price tables of one subject in two documents.
class PriceComparison {
 public:
  PriceComparison(const Names& before, const Names& after, const std::string& subject, bool same_kind)
      : before_(before), after_(after), subject_(subject), same_kind_(same_kind) {}

  std::vector<Change> changes() {
    if (before_.empty() || after_.empty()) return {};
    currency();
    const auto old_points = price_points(before_), new_points = price_points(after_);
    for (const PricePoint& point : new_points)
      if (!compare_with(old_points, point) && same_kind_) lone(point, Move::added);
    for (const PricePoint& point : old_points)
      if (same_kind_ && !has_match(new_points, point)) lone(point, Move::removed);
    return std::move(found_);
  }

 private:
  static bool comparable(const PricePoint& a, const PricePoint& b) {
    const bool base = a.fact->facet == "base", other_base = b.fact->facet == "base";
    return base == other_base && meet(a.condition, b.condition);
  }

  static bool has_match(const std::vector<PricePoint>& points, const PricePoint& point) {
    for (const PricePoint& candidate : points)
      if (comparable(candidate, point)) return true;
    return false;
  }

  // Compares with the old points of just this condition and form, else with all that may concern the same clip.
  bool compare_with(const std::vector<PricePoint>& old_points, const PricePoint& now) {
    for (const PricePoint& old : old_points)
      if (old.fact->name == now.fact->name && old.fact->facet == now.fact->facet) return compare(old, now), true;
    bool any = false;
    for (const PricePoint& old : old_points)
      if (comparable(old, now)) compare(old, now), any = true;
    return any;
  }

  std::int64_t number(const Names& prices, const std::string& facet, std::int64_t otherwise) const {
    const auto always = prices.find("{}");
    const Json* value = always != prices.end() ? value_of(always->second, facet) : nullptr;
    return value != nullptr && value->is_number_integer() ? value->get<std::int64_t>() : otherwise;
  }

  std::int64_t clip_seconds(const PricePoint& a, const PricePoint& b) const {
    const std::int64_t stated = std::max(a.seconds, b.seconds);
    return stated > 0 ? stated : number(before_, "clip_seconds", number(after_, "clip_seconds", 5));
  }

  static std::optional<Decimal> clip_price(const PricePoint& point, std::int64_t seconds, std::int64_t minimum) {
    if (point.fact->facet == "per_second") return multiply_exact(point.amount, std::max(seconds, minimum));
    if (point.seconds > 0) return multiply_exact(point.amount, std::max(seconds, minimum), point.seconds);
    return point.amount;
  }

  std::optional<Decimal> old_price(const PricePoint& point, std::int64_t seconds) const {
    return clip_price(point, seconds, number(before_, "minimum_seconds", 0));
  }
  std::optional<Decimal> new_price(const PricePoint& point, std::int64_t seconds) const {
    return clip_price(point, seconds, number(after_, "minimum_seconds", 0));
  }

  void compare(const PricePoint& old, const PricePoint& now) {
    std::int64_t seconds = clip_seconds(old, now);
    // A flat price that agrees for one length does not for another.
    if (old_price(old, seconds) == new_price(now, seconds) && is_flat(old) != is_flat(now)) seconds *= 2;
    const auto before = old_price(old, seconds), after = new_price(now, seconds);
    if (!before || !after || *before == *after) return;
    const Json condition = both(old.condition, now.condition);
    const std::string conditions = dump(condition);
    Change change{subject_,         Side::price,     conditions,      now.fact->facet, Move::changed,
                  to_text(*before), to_text(*after), old.fact->where, now.fact->where};
    const std::string clip = is_flat(now) || now.fact->facet == "base" ? "a clip" : std::to_string(seconds) + " s";
    change.price = ClipPrice{condition.empty() ? clip : clip + ", " + conditions, to_text(*before), to_text(*after),
                             difference(*before, *after), currency_of()};
    found_.push_back(judged(std::move(change)));
  }

  static bool is_flat(const PricePoint& point) { return point.fact->facet == "flat"; }

  static std::string difference(Decimal before, Decimal after) {
    const Decimal more{after.nano - before.nano};
    return (more.nano > 0 ? "+" : "") + to_text(more);
  }

  std::string currency_of() const {
    for (const Names* prices : {&before_, &after_}) {
      const auto always = prices->find("{}");
      const Json* value = always != prices->end() ? value_of(always->second, "currency") : nullptr;
      if (value != nullptr && value->is_string()) return value->get<std::string>();
    }
    return {};
  }

  void currency() {
    const auto old_always = before_.find("{}"), new_always = after_.find("{}");
    if (old_always == before_.end() || new_always == after_.end()) return;
    const Json* old_value = value_of(old_always->second, "currency");
    const Json* new_value = value_of(new_always->second, "currency");
    if (old_value == nullptr || new_value == nullptr || *old_value == *new_value) return;
    found_.push_back(judged({subject_, Side::price, "{}", "currency", Move::changed, *old_value, *new_value,
                             old_always->second.at("currency")->where, new_always->second.at("currency")->where}));
  }

  void lone(const PricePoint& point, Move move) {
    const bool added = move == Move::added;
    const Json amount = *point.fact->value;
    Change change{subject_,
                  Side::price,
                  point.fact->name,
                  "present",
                  move,
                  added ? Json() : amount,
                  added ? amount : Json(),
                  added ? "" : point.fact->where,
                  added ? point.fact->where : ""};
    found_.push_back(judged(std::move(change)));
  }

  const Names& before_;
  const Names& after_;
  const std::string& subject_;
  const bool same_kind_;
  std::vector<Change> found_;
};

}  // namespace detail

// The differences of the prices of one subject. Equal amounts in other forms (a second, a clip) are no difference.
inline std::vector<Change> compare_prices(const Names& before, const Names& after, const std::string& subject,
                                          bool same_kind) {
  return detail::PriceComparison(before, after, subject, same_kind).changes();
}

}  // namespace mockling::drift
