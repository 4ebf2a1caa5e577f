#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "ports/clock.hpp"
#include "ports/executor.hpp"

namespace parley {

// How much is under way: tasks queued or running, ledger calls unanswered. Whoever starts work adds
// before it lets go of the work that caused it, so that zero means that nothing can run by itself
// any more.
class WorkCount {
 public:
  void add();
  void done();
  void wait_for_zero();

 private:
  std::mutex mutex_;
  std::condition_variable zero_;
  std::int64_t count_ = 0;
};

// A few threads named parley-pool-N, one queue, and the timers. With a manual clock somebody must
// call wake() after moving it.
class Pool final : public Executor {
 public:
  Pool(const Clock& clock, bool clock_is_manual, int threads, WorkCount& work);
  ~Pool() override;

  void post(Task task) override;
  TimerId post_at(std::int64_t unix_ms, Task task) override;
  void cancel(TimerId timer) override;

  void wake();
  // Waits for running tasks and ends the threads; queued tasks and timers are dropped. Not from a
  // pool thread.
  void stop();
  // When the next timer is due; -1 without one.
  std::int64_t next_due() const;
  std::size_t timers() const;

 private:
  using Key = std::pair<std::int64_t, TimerId>;  // due, then in the order of posting
  static constexpr std::int64_t kNobodyLooks = std::numeric_limits<std::int64_t>::max();

  void run();
  bool take(std::unique_lock<std::mutex>& lock, Task& task);
  void sleep(std::unique_lock<std::mutex>& lock);
  void wake_one();
  void move_due_timers();

  const Clock& clock_;
  const bool manual_;
  WorkCount& work_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;   // the idle
  std::condition_variable keeper_;  // who sleeps until the next timer
  std::deque<Task> tasks_;
  std::map<Key, Task> timers_;
  std::map<TimerId, std::int64_t> due_;
  TimerId last_timer_ = 0;
  int idle_ = 0;
  std::int64_t next_look_ = kNobodyLooks;  // when the keeper wakes
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace parley
