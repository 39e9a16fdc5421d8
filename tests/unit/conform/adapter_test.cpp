#include "adapter.hpp"

#include "catch.hpp"

using namespace mockling;
using namespace mockling::conform;

namespace {

constexpr const char* kHello =
    R"(read line; echo '{"type":"hello","protocol":1,"client":{"name":"a","version":"1","language":"sh"},"providers":["fal"],"ops":["generate"],"capabilities":["tuning"]}'; )";

using std::chrono::milliseconds;

std::unique_ptr<Adapter> started(const std::string& after_hello) {
  auto adapter = Adapter::start(kHello + after_hello, {"PATH=/usr/bin:/bin"});
  REQUIRE(adapter);
  return std::move(*adapter);
}

Json answer(Adapter& adapter, milliseconds time = milliseconds(5000)) {
  const std::int64_t seq = adapter.open({});
  adapter.send({{"type", "run"}, {"seq", seq}});
  return adapter.wait(seq, time, milliseconds(5), [] { return true; });
}

std::string first_mistake(const Adapter& adapter) {
  const auto mistakes = adapter.mistakes();
  return mistakes.empty() ? std::string() : mistakes.front();
}

}  // namespace

TEST_CASE("an adapter is greeted and asked", "[adapter]") {
  const auto adapter =
      started(R"(read line; echo '{"type":"result","seq":1,"outcome":"ok","value":{"task_id":"t"}}'; read line)");
  CHECK(adapter->claims().ops == std::vector<std::string>{"generate"});
  CHECK(adapter->claims().capability("tuning"));
  CHECK(text_of(child(answer(*adapter), "value"), "task_id") == "t");
  CHECK(adapter->mistakes().empty());
}

TEST_CASE("who never says hello is told of with what it wrote", "[adapter]") {
  const auto gone = Adapter::start("echo no library >&2; exit 3", {"PATH=/usr/bin:/bin"});
  REQUIRE_FALSE(gone);
  CHECK(gone.error().message.find("never said hello") != std::string::npos);
  const auto wrong =
      Adapter::start("read line; echo '{\"type\":\"hello\",\"protocol\":2}'; read line", {"PATH=/usr/bin:/bin"});
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().message.find("protocol") != std::string::npos);
}

TEST_CASE("no answer, a second one, and one for nobody", "[adapter]") {
  CHECK(answer(*started("exit 0")).is_null());
  CHECK(answer(*started("sleep 60"), milliseconds(50)).is_null());
  const auto twice = started(
      R"(read line; for i in 1 1; do echo '{"type":"result","seq":1,"outcome":"unsupported"}'; done; read line)");
  CHECK_FALSE(answer(*twice).is_null());
  for (int i = 0; i < 2000 && twice->mistakes().empty(); ++i)
    CHECK(twice->wait(99, milliseconds(1), milliseconds(1), [] { return true; }).is_null());
  CHECK(first_mistake(*twice).find("a second result for run 1") != std::string::npos);
  const auto other = started(R"(read line; echo '{"type":"result","seq":7,"outcome":"unsupported"}'; read line)");
  CHECK(answer(*other, milliseconds(200)).is_null());
  CHECK(first_mistake(*other).find("run 7, which there was none of") != std::string::npos);
}

TEST_CASE("a flood ends the adapter that makes it", "[adapter]") {
  const auto line = started("read line; exec cat /dev/zero");
  CHECK(answer(*line, milliseconds(20'000)).is_null());
  CHECK_FALSE(line->alive());
  CHECK(first_mistake(*line).find("more than 1 MiB") != std::string::npos);
  const auto garbage = started("read line; exec yes");
  CHECK(answer(*garbage, milliseconds(20'000)).is_null());
  CHECK_FALSE(garbage->alive());
  CHECK(garbage->mistakes().size() == Peer::kMostMistakes);
}

TEST_CASE("who keeps its streams from outside its group does not hold up the end", "[adapter]") {
  const auto began = std::chrono::steady_clock::now();
  { const auto adapter = started("setsid sleep 20 & exit 0"); }
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(15));
}
