// The providers' pages against our data: everything in their tables is found, and agrees or is a contradiction of the
// page itself.
#include <set>

#include <mockling/drift/read.hpp>
#include <mockling/drift/review.hpp>

#include "catch.hpp"
#include "drift_files.hpp"

using namespace mockling;
using drift::Side;

namespace {

const drift::Document& data() {
  static const drift::Document document = *drift::read_data("data", test::all_data());
  return document;
}

// How many lines of the page carry a fact of this side and facet.
std::size_t lines_with(const drift::Document& page, Side side, const std::string& facet) {
  std::set<std::string> lines;
  for (const drift::Fact& fact : page.facts)
    if (fact.side == side && fact.facet == facet) lines.insert(fact.where + (side == Side::status ? fact.name : ""));
  return lines.size();
}

// How many facts of a request say this about a field, "none" included.
std::size_t statements(const drift::Document& page, const std::string& facet) {
  std::size_t count = 0;
  for (const drift::Fact& fact : page.facts)
    count += fact.side == Side::request && fact.facet == facet && fact.value ? 1U : 0U;
  return count;
}

// Amounts in dollars: "$" and a digit, wherever they stand in the text.
std::size_t dollars_in(const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = text.find('$'); at != std::string::npos; at = text.find('$', at + 1))
    count += at + 1 < text.size() && is_digit(text[at + 1]) ? 1U : 0U;
  return count;
}

std::size_t dollars_read(const drift::Document& page) {
  std::size_t count = 0;
  bool credits = false;
  for (const drift::Fact& fact : page.facts)
    credits = credits || (fact.side == Side::price && fact.facet == "currency" && fact.value == Json("credits"));
  for (const drift::Fact& fact : page.facts) {
    const bool amount =
        credits ? fact.facet == "usd_per_second"
                : fact.facet == "per_second" || fact.facet == "base_rate" || starts_with(fact.facet, "clip ");
    count += fact.side == Side::price && amount ? 1U : 0U;
  }
  return count;
}

std::vector<std::string> contradictions(const drift::Review& review) {
  std::vector<std::string> found;
  for (const drift::Contradiction& one : review.contradictions)
    found.push_back(std::string(side_name(one.side)) + " " + one.name + " " + one.facet);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace

TEST_CASE("nothing in a page's tables is missed, and it agrees with the data or contradicts itself") {
  const Json pages = test::corpus("page-counts.json")["pages"];
  CHECK(pages.size() == 5);
  for (const Json& wanted : pages) {
    INFO(wanted["page"]);
    const std::string text = test::file_text("fixtures/drift/pages/" + wanted["page"].get<std::string>());
    const auto page = drift::read_document("page", text);
    REQUIRE(page.ok());
    CHECK(page->unread.empty());
    CHECK(lines_with(*page, Side::request, "required") == wanted["request_rows"]);
    CHECK(lines_with(*page, Side::response, "type") == wanted["response_rows"]);
    CHECK(statements(*page, "enum") == wanted["lists"]);
    CHECK(statements(*page, "default") == wanted["defaults"]);
    CHECK(lines_with(*page, Side::status, "present") == wanted["status_words"]);
    CHECK(dollars_read(*page) == dollars_in(text));

    const drift::Review review = drift::review(data(), *page);
    for (const drift::Change& change : review.changes) {
      INFO(change.name << " " << change.facet << " " << change.consequence);
      CHECK(change.disputed);
    }
    CHECK(contradictions(review) == wanted["contradictions"].get<std::vector<std::string>>());
  }
}

TEST_CASE("a page that has lost a row of its tables does not agree") {
  const std::string text = test::file_text("fixtures/drift/pages/o3-4k-text-to-video.txt");
  const std::string changed = replace_all(replace_all(text, "| 16:9, 9:16, 1:1 |", "| 16:9, 9:16 |"),
                                          "Options: 16:9, 9:16, 1:1", "Options: 16:9, 9:16");
  const drift::Review review = drift::review(data(), *drift::read_document("page", changed));
  const auto narrowed = [](const drift::Change& change) { return change.name == "aspect_ratio" && !change.disputed; };
  CHECK(std::any_of(review.changes.begin(), review.changes.end(), narrowed));
}

TEST_CASE("prices on a page are compared as what one clip costs") {
  const std::string text = test::file_text("fixtures/drift/pages/v3.0-pro-text-to-video.txt");
  const drift::Review review =
      drift::review(data(), *drift::read_document("page", replace_all(text, "$1.680$2.520", "$1.680$2.600")));
  const auto dearer = [](const drift::Change& change) { return change.price && change.price->difference == "+0.08"; };
  CHECK(std::count_if(review.changes.begin(), review.changes.end(), dearer) == 1);
}
