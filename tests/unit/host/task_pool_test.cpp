// A few threads for work that must not hold anybody up.
#include "catch.hpp"

#include <atomic>
#include <future>

#include <mockling/host/task_pool.hpp>

using mockling::host::TaskPool;

TEST_CASE("every task runs once, several at a time", "[tasks][threads]") {
  std::atomic<int> ran{0};
  TaskPool pool(2);
  std::promise<void> first, second;
  pool.post([&] { second.get_future().wait(), ++ran; });
  pool.post([&] { ++ran, second.set_value(); });
  std::promise<void> last;
  for (int i = 0; i < 100; ++i) pool.post([&] { ++ran; });
  pool.post([&] { last.set_value(); });
  last.get_future().wait();
  while (ran < 102) std::this_thread::yield();
  CHECK(ran == 102);
}

TEST_CASE("a pool that ends finishes what runs and drops what waits", "[tasks][threads]") {
  std::atomic<int> ran{0};
  {
    TaskPool pool(1);
    std::promise<void> started;
    pool.post([&] { started.set_value(), std::this_thread::sleep_for(std::chrono::milliseconds(20)), ++ran; });
    started.get_future().wait();
    for (int i = 0; i < 10; ++i) pool.post([&] { ++ran; });
  }
  CHECK(ran == 1);
  TaskPool unused(4);
}
