#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "ports/transport.hpp"

namespace parley::net {

inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

// A deadline that has passed.
struct Missed {
  const char* name;      // "connect", "first", "idle", "total"
  std::int64_t allowed;  // ms
};

// The four deadlines of one transfer. A value with no clock: everybody says what time it is, in ms
// of any steady clock.
class Watch {
 public:
  Watch(const HttpDeadlines& allowed, std::int64_t now);

  void begin(std::int64_t now);      // the look-up starts, or a redirect's
  void hold(std::int64_t now);       // waits for a place: connect stands still
  void go_on(std::int64_t now);      // has one
  void connected(std::int64_t now);  // the request is about to be sent
  void useful(std::int64_t now);     // a useful payload came; called for each, so no more than this
  void pause(std::int64_t now);      // first and idle stand still
  void resume(std::int64_t now);

  // When to look again: the earliest of those that run, or kNever.
  std::int64_t due() const;
  std::optional<Missed> missed(std::int64_t now) const;

 private:
  enum class Phase : std::uint8_t { none, connect, first, idle };

  void enter(Phase phase, std::int64_t now);
  std::int64_t allowed_in(Phase phase) const;
  void stand(std::int64_t now);
  void run(std::int64_t now);

  HttpDeadlines allowed_;
  std::int64_t total_due_ = kNever;
  std::int64_t phase_due_ = kNever;
  std::int64_t left_ = kNever;  // of the phase, while it stands still
  Phase phase_ = Phase::none;
  bool standing_ = false;
};

}  // namespace parley::net
