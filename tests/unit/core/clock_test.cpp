// A world's time is a straight line over the machine's.
#include "catch.hpp"

#include <mockling/base/rng.hpp>
#include <mockling/core/clock.hpp>

using namespace mockling;

TEST_CASE("the world follows the machine at its rate", "[clock]") {
  const Instant real{1'000'000'000'000}, world{5};
  CHECK(WorldClock{real, world, 1000}.now(real + Seconds(3)) == world + Seconds(3));
  CHECK(WorldClock{real, world, 60'000}.now(real + Seconds(3)) == world + Seconds(180));
  CHECK(WorldClock{real, world, 500}.now(real + Seconds(3)) == world + Millis(1500));
  CHECK(WorldClock{real, world, 0}.now(real + Seconds(3)) == world);
}

TEST_CASE("advancing and changing the rate go on from where the world is", "[clock]") {
  WorldClock clock{{0}, {0}, 1000};
  clock.advance(Seconds(100), {Nanos(Seconds(10)).count()});
  CHECK(clock.now({Nanos(Seconds(10)).count()}) == Instant{} + Seconds(110));
  clock.set_rate(0, Instant{} + Seconds(20));
  CHECK(clock.now(Instant{} + Seconds(500)) == Instant{} + Seconds(120));
  clock.set_rate(2000, Instant{} + Seconds(500));
  CHECK(clock.now(Instant{} + Seconds(501)) == Instant{} + Seconds(122));
}

TEST_CASE("the machine time of a world time is the first at which the world is there", "[clock][property]") {
  for (std::uint64_t n = 0; n < 10'000; ++n) {
    Rng rng(5, "clock", n);
    const WorldClock clock{{rng.between(0, 2'000'000'000'000'000'000)},
                           {rng.between(0, 2'000'000'000'000'000'000)},
                           rng.between(1, 3'600'000'000)};
    const Instant real = clock.real_base + Nanos(rng.between(0, 1'000'000'000));
    const Instant wanted = clock.now(real) + Nanos(rng.between(1, 1'000'000'000'000'000));
    const Instant due = clock.real_at(wanted, real);
    INFO(clock.rate_permille << " " << real.ns << " " << wanted.ns);
    CHECK(clock.now(due) >= wanted);
    CHECK(clock.now(due - Nanos(2)) < wanted);
    CHECK(clock.real_at(clock.now(real), real) == real);
  }
}

TEST_CASE("a manual clock never gets there by itself", "[clock]") {
  const WorldClock clock{{0}, {0}, 0};
  CHECK(clock.real_at({1}, {100}) == kNever);
  CHECK(clock.real_at({0}, {100}) == Instant{100});
  CHECK(WorldClock{{0}, {0}, 1000}.real_at(kNever, {100}) == kNever);
}

TEST_CASE("the fastest clock stops at the end of time", "[clock]") {
  const WorldClock clock{{0}, {0}, 3'600'000'000};
  CHECK(clock.now(Instant{} + std::chrono::hours(24 * 365)) == kNever);
  WorldClock far{{0}, {0}, 0};
  for (int i = 0; i < 10; ++i) far.advance(std::chrono::hours(24 * 36600), {0});
  CHECK(far.now({0}) == kNever);
}

TEST_CASE("rates as people write them", "[clock]") {
  CHECK(parse_clock_rate("real").value() == 1000);
  CHECK(parse_clock_rate("manual").value() == 0);
  CHECK(parse_clock_rate("x60").value() == 60'000);
  CHECK(parse_clock_rate("x0.5").value() == 500);
  CHECK(parse_clock_rate("x3600000").value() == 3'600'000'000);
  for (const char* text : {"", "x", "60", "x0", "x-1", "x3600001", "xx2", "x0.0001", "fast"}) {
    INFO(text);
    CHECK_FALSE(parse_clock_rate(text));
  }
}
