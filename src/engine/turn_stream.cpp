#include "engine/turn_stream.hpp"

#include <chrono>
#include <utility>

namespace parley {

TurnStream::TurnStream(std::shared_ptr<const std::string> turn_id, std::size_t limit,
                       std::function<void()> notify, Task on_room)
    : turn_id_(std::move(turn_id)), limit_(limit), on_room_(std::move(on_room)) {
  if (notify) notify_ = std::make_shared<const std::function<void()>>(std::move(notify));
}

bool TurnStream::join_text(EventData& data) {
  TextData* fresh = std::get_if<TextData>(&data);
  if (fresh == nullptr) return false;
  text_bytes_ += fresh->text.size();
  if (queue_.empty()) return false;
  TextData* last = std::get_if<TextData>(&queue_.back()->data);
  if (last == nullptr) return false;
  last->text += fresh->text;
  queue_.back()->seq = seq_;
  return true;
}

bool TurnStream::put(EventData data) {
  std::unique_lock lock(mutex_);
  if (closed_ || ended_) return true;
  ++seq_;
  ended_ = std::holds_alternative<EndData>(data);
  const bool was_empty = queue_.empty();
  if (!join_text(data)) {
    queue_.push_back(std::make_shared<EventBody>(seq_, turn_id_, std::move(data)));
  }
  full_ = full_ || text_bytes_ >= limit_;
  const bool room = !full_;
  signal(lock, was_empty);
  return room;
}

// After END nobody is woken any more: the callback is let go of, outside of the lock.
void TurnStream::signal(std::unique_lock<std::mutex>& lock, bool was_empty) {
  auto notify = notify_;
  if (ended_) notify_.reset();
  const bool waiting = inside_;
  lock.unlock();
  if (!was_empty) return;
  if (waiting) ready_.notify_one();
  if (notify) (*notify)();
}

Turn::Next TurnStream::next(std::int32_t timeout_ms) {
  Task on_room;
  std::unique_lock lock(mutex_);
  if (inside_) return {Status::busy, std::nullopt};
  if (delivered_) return {Status::done, std::nullopt};
  inside_ = true;
  const auto arrived = [this] { return !queue_.empty() || closed_; };
  if (timeout_ms < 0) {
    ready_.wait(lock, arrived);
  } else if (timeout_ms > 0) {
    ready_.wait_for(lock, std::chrono::milliseconds(timeout_ms), arrived);
  }
  inside_ = false;
  if (queue_.empty()) return {closed_ ? Status::done : Status::again, std::nullopt};
  std::shared_ptr<EventBody> body = std::move(queue_.front());
  queue_.pop_front();
  if (std::holds_alternative<EndData>(body->data)) delivered_ = true;
  if (const TextData* text = std::get_if<TextData>(&body->data)) {
    text_bytes_ -= text->text.size();
    if (full_ && text_bytes_ < limit_) {
      full_ = false;
      // Called outside the lock; the task itself stays ours, for the next time.
      lock.unlock();
      if (on_room_) on_room_();
    }
  }
  return {Status::ok, Event(std::move(body))};
}

bool TurnStream::ended() const {
  const std::lock_guard lock(mutex_);
  return ended_;
}

void TurnStream::close() {
  std::shared_ptr<const std::function<void()>> notify;
  const std::lock_guard lock(mutex_);
  closed_ = true;
  ready_.notify_all();
  queue_.clear();
  notify = std::move(notify_);
}

}  // namespace parley
