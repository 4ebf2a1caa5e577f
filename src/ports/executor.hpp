#pragma once

#include <cstdint>

#include "base/function.hpp"

namespace parley {

// Runs tasks: a small pool of threads, or a test's hand-cranked queue. Thread-safe. A task must not
// wait.
class Executor {
 public:
  using TimerId = std::uint64_t;  // 0 is never handed out

  virtual ~Executor() = default;
  virtual void post(Task task) = 0;

  // Runs the task once the clock reaches `unix_ms`; at once when that has passed.
  virtual TimerId post_at(std::int64_t unix_ms, Task task) = 0;

  // The task will not run unless it has begun; its closure is destroyed before this returns or by
  // the thread that runs it.
  virtual void cancel(TimerId timer) = 0;
};

}  // namespace parley
