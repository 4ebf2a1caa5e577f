#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "parley/turn.hpp"

#include "base/function.hpp"
#include "engine/event_body.hpp"

namespace parley {

// The bounded queue of events between a turn and one handle that follows it. put() comes from the
// turn (one at a time), next() from the host. TEXT that waits joins into one event; when more than
// `limit` bytes of it wait, put() says so and the model is held back until `on_room` is called,
// once, when the host has taken them. No other kind is ever refused: a turn has few.
class TurnStream {
 public:
  TurnStream(std::shared_ptr<const std::string> turn_id, std::size_t limit,
             std::function<void()> notify, Task on_room);

  // False: full, wait for on_room before producing more text.
  bool put(EventData data);
  Turn::Next next(std::int32_t timeout_ms);
  bool ended() const;
  // The host lets go: what comes after is dropped, notify is freed after its last use.
  void close();

 private:
  bool join_text(EventData& data);
  void signal(std::unique_lock<std::mutex>& lock, bool was_empty);

  const std::shared_ptr<const std::string> turn_id_;
  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::shared_ptr<const std::function<void()>> notify_;
  Task on_room_;
  std::deque<std::shared_ptr<EventBody>> queue_;
  std::int64_t seq_ = 0;
  std::size_t text_bytes_ = 0;
  bool full_ = false;
  bool ended_ = false;      // END was put
  bool delivered_ = false;  // END was taken
  bool closed_ = false;
  bool inside_ = false;  // somebody is in next()
};

}  // namespace parley
