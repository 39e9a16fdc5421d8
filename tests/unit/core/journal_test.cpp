// A journal is bounded in entries and in bytes, and keeps what is the same only once.
#include "catch.hpp"

#include <mockling/core/journal.hpp>

using namespace mockling;

namespace {

JournalEntry saying(std::string body) {
  JournalEntry entry;
  entry.request.headers = std::make_shared<const Headers>(Headers{{"A", "b"}});
  entry.request.size = body.size();
  entry.request.body = std::make_shared<const std::string>(std::move(body));
  return entry;
}

}  // namespace

TEST_CASE("a journal forgets the oldest when it has too many", "[journal]") {
  Journal journal;
  for (std::size_t i = 0; i < Journal::kCapacity + 5; ++i) journal.add({});
  CHECK(journal.entries().size() == Journal::kCapacity);
  CHECK(journal.entries().front().number == 6);
  CHECK(journal.count() == Journal::kCapacity + 5);
}

TEST_CASE("a journal forgets the oldest when they are too large", "[journal]") {
  Journal journal;
  for (int i = 0; i < 600; ++i) journal.add(saying(std::string(Journal::kBodyBytes, static_cast<char>('a' + i % 20))));
  std::size_t bytes = 0;
  for (const JournalEntry& entry : journal.entries()) bytes += entry.request.body->size();
  CHECK(bytes <= Journal::kBytes);
  CHECK(journal.entries().size() > 100);
  CHECK(journal.entries().back().number == 600);
}

TEST_CASE("an entry can be changed until it is forgotten, and grows within the bounds", "[journal]") {
  Journal journal;
  journal.add(saying("x"));
  const std::uint64_t second = journal.add(saying("y"));
  journal.change(second, [](JournalEntry& entry) { entry.status = 201; });
  journal.change(99, [](JournalEntry&) { FAIL("there is no such entry"); });
  journal.change(0, [](JournalEntry&) { FAIL("there is no such entry"); });
  CHECK(journal.entries().back().status == 201);
  CHECK(journal.entries().front().status == 0);
}

TEST_CASE("two entries that say the same share it", "[journal]") {
  Journal journal;
  journal.add(saying("same"));
  journal.add(saying("same"));
  journal.add(saying("other"));
  const auto& entries = journal.entries();
  CHECK(entries[0].request.body == entries[1].request.body);
  CHECK(entries[0].request.headers == entries[2].request.headers);
  CHECK(entries[1].request.body != entries[2].request.body);
}

TEST_CASE("the first to end a transfer is believed", "[journal]") {
  Transfer transfer;
  CHECK(transfer.state() == Transfer::State::in_flight);
  transfer.end(10, false);
  transfer.end(20, true);
  CHECK(transfer.state() == Transfer::State::cut);
  CHECK(transfer.bytes() == 10);
}
