#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "ports/clock.hpp"
#include "ports/random.hpp"

namespace parley {

class SystemClock final : public Clock {
 public:
  std::int64_t unix_ms() const override;
};

// Stands still until told otherwise. Never goes back.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(std::int64_t start_ms) : now_(start_ms) {}
  std::int64_t unix_ms() const override { return now_.load(std::memory_order_acquire); }
  void set(std::int64_t unix_ms) { now_.store(unix_ms, std::memory_order_release); }

 private:
  std::atomic<std::int64_t> now_;
};

// The operating system's generator.
class SystemRandom final : public Random {
 public:
  std::string bytes(std::size_t count) override;
};

// The same bytes for the same seed and order of calls (SplitMix64): for worlds, never for real ids.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  std::string bytes(std::size_t count) override;

 private:
  std::mutex mutex_;
  std::uint64_t state_;
};

inline constexpr std::int64_t kHourMs = 3'600'000;
inline constexpr std::int64_t kDayMs = 24 * kHourMs;

// When a conversation touched at `now` may be let go of: the days, rounded up to an hour, so that
// most turns leave the date, and the index over it, as it is.
constexpr std::int64_t expiry_after(std::int64_t now, std::int64_t days) {
  return (now + days * kDayMs + kHourMs - 1) / kHourMs * kHourMs;
}

// Nanoseconds of the steady clock: for durations that people read, never for decisions.
std::int64_t steady_ns();

}  // namespace parley
