#pragma once

#include <cstdint>

namespace parley {

// The time of the outside world. Nothing in the library asks the operating system for it but the
// real clock behind this port (and the stage timers, whose figures never decide anything).
// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t unix_ms() const = 0;
};

}  // namespace parley
