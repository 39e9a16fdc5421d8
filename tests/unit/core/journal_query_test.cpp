// Which exchanges a journal shows, and what it cannot be asked for.
#include "catch.hpp"

#include <mockling/core/journal_query.hpp>

using namespace mockling;

namespace {

Journal three_exchanges() {
  Journal journal;
  journal.add({0, {1}, "POST", "/run/a", "submit", 200, "job-1", R"({"prompt":"x"})"});
  journal.add({0, {2}, "GET", "/jobs/job-1", "show", 200, "job-1", ""});
  journal.add({0, {3}, "GET", "/jobs/none", "show", 404, "", ""});
  return journal;
}

std::string numbers(const Query& query) {
  const auto asked = parse_journal_query(query);
  if (!asked) return asked.error().message;
  const Json view = journal_view(three_exchanges(), *asked);
  std::string text;
  for (const Json& entry : view.at("entries")) text += dump(entry.at("number"));
  return text;
}

}  // namespace

TEST_CASE("a journal shows what is asked for", "[journal]") {
  CHECK(numbers({}) == "123");
  CHECK(numbers({{"method", "GET"}}) == "23");
  CHECK(numbers({{"operation", "submit"}}) == "1");
  CHECK(numbers({{"job", "job-1"}}) == "12");
  CHECK(numbers({{"path", "/jobs"}}) == "23");
  CHECK(numbers({{"status", "404"}}) == "3");
  CHECK(numbers({{"method", "GET"}, {"status", "200"}}) == "2");
  CHECK(numbers({{"after", "1"}, {"limit", "1"}}) == "2");
  CHECK(numbers({{"limit", "0"}}).empty());
}

TEST_CASE("what a journal cannot be asked for is said, with what it can", "[journal]") {
  CHECK_THAT(numbers({{"state", "x"}}), Catch::Contains("\"state\"") && Catch::Contains("operation, job"));
  CHECK_THAT(numbers({{"status", "x"}}), Catch::Contains("status is a number"));
  CHECK_THAT(numbers({{"limit", "-1"}}), Catch::Contains("limit is a number"));
}
