// Double entry: money moves, and none is made or lost.
#include "catch.hpp"

#include <mockling/base/rng.hpp>
#include <mockling/core/account.hpp>
#include <mockling/core/files.hpp>
#include <mockling/core/http.hpp>

using namespace mockling;

TEST_CASE("each move takes from one purse and gives to another", "[ledger]") {
  Ledger ledger;
  ledger.post(Move::fund, {1000}, 0, {1});
  ledger.post(Move::reserve, {300}, 1, {2});
  CHECK(ledger.available() == Decimal{700});
  CHECK(ledger.holds(Purse::reserved) == Decimal{300});
  ledger.post(Move::charge, {200}, 1, {3});
  ledger.post(Move::release, {100}, 1, {3});
  CHECK(ledger.available() == Decimal{800});
  CHECK(ledger.holds(Purse::reserved) == Decimal{0});
  CHECK(ledger.holds(Purse::spent) == Decimal{200});
  ledger.post(Move::refund, {50}, 1, {4});
  CHECK(ledger.holds(Purse::spent) == Decimal{150});
  CHECK(ledger.holds(Purse::outside) == Decimal{-1000});
}

TEST_CASE("the purses add up to zero whatever happens", "[ledger][property]") {
  for (std::uint64_t n = 0; n < 2000; ++n) {
    Rng rng(6, "ledger", n);
    Ledger ledger;
    for (int i = 0; i < 20; ++i)
      ledger.post(static_cast<Move>(rng.between(0, 4)), {rng.between(0, 1'000'000'000'000)}, 1, {i});
    std::int64_t sum = 0;
    for (const Purse purse : {Purse::outside, Purse::available, Purse::reserved, Purse::spent})
      sum += ledger.holds(purse).nano;
    CHECK(sum == 0);
  }
}

TEST_CASE("submits are counted by calendar minute", "[account]") {
  RateWindow window;
  const Instant start = *parse_instant("2026-08-18T12:00:59.9Z");
  CHECK(count_submit(window, 2, start));
  CHECK(count_submit(window, 2, start));
  CHECK_FALSE(count_submit(window, 2, start));
  CHECK(count_submit(window, 2, start + Millis(100)));
  for (int i = 0; i < 100; ++i) CHECK(count_submit(window, 0, start + Seconds(120)));
}

TEST_CASE("file names are made safe for a path", "[files]") {
  CHECK(safe_file_name("cat.png") == "cat.png");
  CHECK(safe_file_name("../../etc/passwd") == "passwd");
  CHECK(safe_file_name("C:\\x\\cat 1.png") == "cat_1.png");
  CHECK(safe_file_name("a/..") == "file");
  CHECK(safe_file_name("") == "file");
  CHECK(safe_file_name("x/") == "file");
  CHECK(safe_file_name("%2e%2e\r\n\"") == "_2e_2e___");
  CHECK(safe_file_name(std::string(500, 'a') + ".png").size() <= 100);
  CHECK(ends_with(safe_file_name(std::string(500, 'a') + ".png"), "a.png"));
}

TEST_CASE("headers keep their order and are found whatever their case", "[http]") {
  Headers headers{{"A", "1"}, {"b", "2"}, {"a", "3"}};
  CHECK(headers.get("B") == "2");
  CHECK(*headers.find("a") == "1");
  CHECK(headers.find("c") == nullptr);
  CHECK(headers.get("c").empty());
  headers.add("c", "4");
  headers.set("A", "9");
  std::string all;
  for (const Header& header : headers) all += header.name + header.value + " ";
  CHECK(all == "b2 c4 A9 ");
  headers.remove("B");
  CHECK(headers.size() == 2);
}
