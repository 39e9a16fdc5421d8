// Which exchanges a journal shows, and what it cannot be asked for.
#include "catch.hpp"

#include <mockling/core/journal_query.hpp>

using namespace mockling;

namespace {

void add(Journal& journal, const char* method, const char* path, const char* operation, int status, const char* job) {
  JournalEntry entry;
  entry.at = {static_cast<std::int64_t>(journal.count()) + 1};
  entry.method = method;
  entry.path = path;
  entry.provider = "acme";
  entry.operation = operation;
  entry.status = status;
  entry.job = job;
  entry.transfer = std::make_shared<Transfer>();
  if (status == 200) entry.transfer->end(7, true);
  journal.add(std::move(entry));
}

Journal three_exchanges() {
  Journal journal;
  add(journal, "POST", "/run/a", "submit", 200, "job-1");
  add(journal, "GET", "/jobs/job-1", "show", 200, "job-1");
  add(journal, "GET", "/jobs/none", "show", 404, "");
  return journal;
}

std::string numbers(const Query& query) {
  const auto asked = parse_journal_query(query);
  if (!asked) return asked.error().message;
  const Journal journal = three_exchanges();
  std::string text;
  const Json view = journal_view(journal, *asked);
  for (const Json& entry : view.at("entries")) text += dump(entry.at("number"));
  return text;
}

}  // namespace

TEST_CASE("a journal shows what is asked for", "[journal]") {
  CHECK(numbers({}) == "123");
  CHECK(numbers({{"method", "GET"}}) == "23");
  CHECK(numbers({{"operation", "submit"}}) == "1");
  CHECK(numbers({{"provider", "acme"}}) == "123");
  CHECK(numbers({{"provider", "other"}}).empty());
  CHECK(numbers({{"job", "job-1"}}) == "12");
  CHECK(numbers({{"path", "/jobs"}}) == "23");
  CHECK(numbers({{"status", "404"}}) == "3");
  CHECK(numbers({{"in_flight", "true"}}) == "3");
  CHECK(numbers({{"in_flight", "false"}}) == "12");
  CHECK(numbers({{"direction", "out"}}).empty());
  CHECK(numbers({{"method", "GET"}, {"status", "200"}}) == "2");
  CHECK(numbers({{"after", "1"}, {"limit", "1"}}) == "2");
  CHECK(numbers({{"limit", "0"}}).empty());
}

TEST_CASE("what a journal cannot be asked for is said, with what it can", "[journal]") {
  CHECK_THAT(numbers({{"state", "x"}}), Catch::Contains("\"state\"") && Catch::Contains("operation, provider, job"));
  CHECK_THAT(numbers({{"status", "x"}}), Catch::Contains("status is a number"));
  CHECK_THAT(numbers({{"limit", "-1"}}), Catch::Contains("limit is a number"));
  CHECK_THAT(numbers({{"in_flight", "1"}}), Catch::Contains("true or false"));
  CHECK_THAT(numbers({{"direction", "up"}}), Catch::Contains("in or out"));
}
