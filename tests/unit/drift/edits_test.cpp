// The edit of our data that a page asks for: with its source, touching nothing else, and then page and data agree.
#include <mockling/drift/edits.hpp>
#include <mockling/drift/read.hpp>

#include "catch.hpp"
#include "drift_files.hpp"

using namespace mockling;

namespace {

constexpr const char* kPage = "fixtures/drift/pages/v3.0-pro-text-to-video.txt";

drift::Document page_with(const std::vector<std::pair<std::string, std::string>>& replacements) {
  std::string text = test::file_text(kPage);
  for (const auto& [what, with] : replacements) text = replace_all(text, what, with);
  return *drift::read_document("saved page", text);
}

const drift::Document kChanged =
    page_with({{"integerNo53, 4", "integerNo103, 4"},
               {"3–15. Default: 5", "3–15. Default: 10"},
               {"16:9, 9:16, 1:1The", "16:9, 9:16, 4:3The"},
               {"0.00 ~ 1.00", "0.00 ~ 0.90"},
               {"element_listarrayNo--Element", "seedintegerYes--The seed.\nelement_listarrayNo--Element"},
               {"\"cfg_scale\": 0.5,", "\"cfg_scale\": 0.5, \"seed\": 1,"},
               {"$0.504", "$0.540"},
               {"$0.840", "$0.900"},
               {"$1.680$2.520", "$1.680$2.700"},
               {"$1.120$1.680", "$1.120$1.800"}});

std::vector<std::string> undisputed(const drift::Document& before, const drift::Document& after) {
  std::vector<std::string> names;
  for (const drift::Change& change : drift::review(before, after).changes)
    if (!change.disputed) names.push_back(change.name + " " + change.facet + " " + change.consequence);
  return names;
}

}  // namespace

TEST_CASE("after the edit, page and data agree") {
  const std::vector<DataFile> files = test::some_data();
  const drift::Document known = *drift::read_data("data", files);
  CHECK(undisputed(known, kChanged).size() >= 5);
  const drift::Edits edits = drift::edits_for(files, known, kChanged);
  const auto after = drift::edited(files, edits);
  REQUIRE(after.ok());
  CHECK(undisputed(*drift::read_data("edited", *after), kChanged) == std::vector<std::string>{});
}

TEST_CASE("an edit names its source and touches one file") {
  const std::vector<DataFile> files = test::some_data();
  const drift::Edits edits = drift::edits_for(files, *drift::read_data("data", files), kChanged);
  std::size_t facts = 0, sources = 0;
  for (const Json& step : edits.patch) {
    CHECK(step["file"] == "wavespeed/models/kling-v3.0-pro/text-to-video.json");
    const bool source = starts_with(text_of(step, "path"), "/sources/");
    (source ? sources : facts) += 1;
    if (source) CHECK(step["value"]["confidence"] == "documented");
    if (source) CHECK(starts_with(text_of(step["value"], "source"), "saved page, line "));
  }
  CHECK(facts == sources);
  const auto after = drift::edited(files, edits);
  REQUIRE(after.ok());
  std::size_t changed = 0;
  for (std::size_t i = 0; i < files.size(); ++i) changed += files[i].text != (*after)[i].text ? 1U : 0U;
  CHECK(changed == 1);
}

TEST_CASE("what the page disputes itself stays untouched, with the reason") {
  const std::vector<DataFile> files = test::some_data();
  const drift::Document page = page_with({});
  const drift::Edits edits = drift::edits_for(files, *drift::read_data("data", files), page);
  CHECK(edits.patch.empty());
  REQUIRE(edits.untouched.size() == 1);
  CHECK(edits.untouched[0].find("prompt required: the document contradicts itself") != std::string::npos);
}
