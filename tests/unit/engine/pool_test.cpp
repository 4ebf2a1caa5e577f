#include "engine/pool.hpp"

#include <algorithm>
#include <atomic>
#include <latch>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "engine/time.hpp"

namespace parley::test {
namespace {

// A pool on a clock that stands still until the test moves it.
struct Bench {
  explicit Bench(int threads) : pool(clock, true, threads, work) {}
  void move_to(std::int64_t now) {
    clock.set(now);
    pool.wake();
    work.wait_for_zero();
  }
  void note(int what) {
    const std::lock_guard lock(mutex);
    seen.push_back(what);
  }

  WorkCount work;
  ManualClock clock{1000};
  std::mutex mutex;
  std::vector<int> seen;
  Pool pool;
};

}  // namespace

TEST_CASE("one thread runs tasks in the order of posting, also those that tasks post") {
  Bench bench(1);
  // One task holds the thread until all are posted: what it posts afterwards is last.
  std::latch posted(1);
  bench.pool.post([&] {
    posted.wait();
    bench.note(0);
    bench.pool.post([&bench] { bench.note(1000); });
  });
  for (int i = 1; i < 100; ++i)
    bench.pool.post([&bench, i] { bench.note(i); });
  posted.count_down();
  bench.work.wait_for_zero();
  REQUIRE(bench.seen.size() == 101);
  CHECK(std::is_sorted(bench.seen.begin(), bench.seen.end()));
}

TEST_CASE("many threads run every task once") {
  Bench bench(4);
  std::atomic<int> runs = 0;
  std::vector<std::thread> posters;
  posters.reserve(3);
  for (int p = 0; p < 3; ++p) {
    posters.emplace_back([&] {
      for (int i = 0; i < 500; ++i)
        bench.pool.post([&runs] { ++runs; });
    });
  }
  for (std::thread& poster : posters)
    poster.join();
  bench.work.wait_for_zero();
  CHECK(runs == 1500);
}

TEST_CASE("timers run when the clock reaches them, the earlier first, equals as they were set") {
  Bench bench(1);
  for (const auto& [at, what] : {std::pair{3000, 3}, {2000, 1}, {2000, 2}, {4000, 4}})
    bench.pool.post_at(at, [&bench, w = what] { bench.note(w); });
  CHECK(bench.pool.next_due() == 2000);
  bench.move_to(1999);
  CHECK(bench.seen.empty());
  bench.move_to(3000);
  CHECK(bench.seen == std::vector{1, 2, 3});
  CHECK(bench.pool.timers() == 1);
  CHECK(bench.pool.next_due() == 4000);
  bench.move_to(9000);
  CHECK(bench.seen.back() == 4);
  CHECK(bench.pool.next_due() == -1);
}

TEST_CASE("a timer that is due already runs without the clock's help") {
  Bench bench(2);
  bench.pool.post_at(500, [&bench] { bench.note(1); });
  bench.pool.wake();
  bench.work.wait_for_zero();
  CHECK(bench.seen == std::vector{1});
}

TEST_CASE("a cancelled timer does not run and lets go of what it holds") {
  Bench bench(2);
  const auto held = std::make_shared<int>(7);
  const auto timer = bench.pool.post_at(2000, [&bench, held] { bench.note(*held); });
  CHECK(timer != 0);
  CHECK(held.use_count() == 2);
  bench.pool.cancel(timer);
  CHECK(held.use_count() == 1);
  bench.pool.cancel(timer);
  bench.pool.cancel(12345);
  bench.move_to(3000);
  CHECK(bench.seen.empty());
}

TEST_CASE("on the system's clock timers come by themselves") {
  WorkCount work;
  const SystemClock clock;
  Pool pool(clock, false, 2, work);
  work.add();
  std::atomic<bool> ran = false;
  pool.post_at(clock.unix_ms() + 5, [&] {
    ran = true;
    work.done();
  });
  work.wait_for_zero();
  CHECK(ran);
}

TEST_CASE("stop drops what waits and what comes later, and the work is over") {
  Bench bench(1);
  const auto held = std::make_shared<int>(1);
  std::atomic<bool> running = false;
  std::atomic<bool> go_on = false;
  bench.pool.post([&] {
    running = true;
    running.notify_all();
    go_on.wait(false);
    bench.note(1);
  });
  running.wait(false);
  bench.pool.post([&bench, held] { bench.note(2); });
  bench.pool.post_at(2000, [&bench, held] { bench.note(3); });
  std::thread stopper([&] { bench.pool.stop(); });
  while (bench.pool.timers() > 0)
    std::this_thread::yield();
  go_on = true;
  go_on.notify_all();
  stopper.join();
  CHECK(bench.seen == std::vector{1});
  CHECK(held.use_count() == 1);
  bench.pool.post([&bench, held] { bench.note(4); });
  CHECK(bench.pool.post_at(0, [&bench, held] { bench.note(5); }) != 0);
  CHECK(held.use_count() == 1);
  bench.work.wait_for_zero();
  bench.pool.stop();
  CHECK(bench.seen == std::vector{1});
}

}  // namespace parley::test
