#include <mockling/host/waiting.hpp>

#include <chrono>
#include <future>

#include "catch.hpp"

using mockling::Instant;
using mockling::host::machine_time;
using mockling::host::Waiting;

namespace {

constexpr std::chrono::seconds kPatience(20);

bool comes(std::future<void>& call) { return call.wait_for(kPatience) == std::future_status::ready; }

}  // namespace

TEST_CASE("what is always due at the moment of asking is called without a poke") {
  Waiting waiting;
  std::promise<void> called;
  auto call = called.get_future();
  waiting.add([] { return machine_time(); }, [&] { called.set_value(); });
  CHECK(comes(call));
}

TEST_CASE("what is due later is called when its time has come, not before") {
  Waiting waiting;
  std::promise<void> called;
  auto call = called.get_future();
  const Instant due = machine_time() + std::chrono::milliseconds(30);
  waiting.add([due] { return due; }, [&] { called.set_value(); });
  REQUIRE(comes(call));
  CHECK(machine_time() >= due);
}

TEST_CASE("a poke calls what would never be due, and what it calls may wait again") {
  Waiting waiting;
  std::promise<void> first, second;
  auto once = first.get_future(), twice = second.get_future();
  const auto never = [] { return mockling::kNever; };
  waiting.add(never, [&] {
    waiting.add(never, [&] { second.set_value(); });
    first.set_value();
  });
  waiting.poke();
  REQUIRE(comes(once));
  waiting.poke();
  CHECK(comes(twice));
}

TEST_CASE("what still waits at the end is dropped without a call") {
  bool called = false;
  {
    Waiting waiting;
    waiting.add([] { return mockling::kNever; }, [&] { called = true; });
  }
  CHECK_FALSE(called);
}
