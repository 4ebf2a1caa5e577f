#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "parley/event.hpp"
#include "parley/result.hpp"

namespace parley {

// How a turn is to run. Since 0.1.
struct TurnOptions {
  std::int64_t deadline_ms = 0;  // of the whole turn; 0 = the tenant's conversation.deadline_ms
  bool detached = false;         // not available in this version
  bool speculative = false;      // not available in this version
  // Called on an engine thread when the turn's queue stops being empty; may only signal. Destroyed
  // after its last use.
  std::function<void()> notify;
};

class TurnHandle;

// One input and all that follows from it, until exactly one END. Movable; destroying it cancels a
// turn that still runs and never blocks. next() is called by one thread at a time, all else from
// any. Since 0.1.
class Turn {
 public:
  explicit Turn(std::unique_ptr<TurnHandle> handle);
  Turn(Turn&&) noexcept;
  Turn& operator=(Turn&&) noexcept;
  ~Turn();

  // The engine's id of the turn, unique within the data file.
  std::string_view id() const noexcept;

  // Status::ok with an event, again when none came within timeout_ms (0 does not wait, < 0 has no
  // limit), done after END; Status::busy when another thread is inside, Status::state in a forked
  // child.
  struct Next {
    Status status = Status::done;
    std::optional<Event> event;
  };
  Next next(std::int32_t timeout_ms);

  // Asks the turn to stop; it commits what was said and ends with END(cancelled). Idempotent.
  void cancel();

  // True in a child process made by fork(): the handle may only be let go of, and abandon() does
  // that without touching what belongs to the parent.
  bool inherited() const noexcept;
  void abandon() noexcept;

 private:
  std::unique_ptr<TurnHandle> handle_;
};

}  // namespace parley
