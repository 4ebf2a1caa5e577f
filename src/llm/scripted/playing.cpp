#include "llm/scripted/playing.hpp"

#include <mutex>
#include <utility>

#include "base/error.hpp"

namespace parley::llm {

namespace {
// Shared by the stream and its timer. `playing_` makes sure that one thread at a time calls the
// sink; the lock is never held during a call, so a sink may destroy the stream.
class Player : public std::enable_shared_from_this<Player> {
 public:
  Player(Executor& executor, const Clock& clock, std::shared_ptr<const ScriptEntry> entry,
         ChatModel::Sink sink)
      : executor_(executor), clock_(clock), entry_(std::move(entry)), sink_(std::move(sink)) {}

  void run() {
    {
      const std::lock_guard lock(mutex_);
      if (playing_ || waiting_ || over_ || paused_) return;
      playing_ = true;
    }
    while (step()) {
    }
  }

  void pause() {
    const std::lock_guard lock(mutex_);
    paused_ = true;
  }

  void resume() {
    {
      const std::lock_guard lock(mutex_);
      if (!std::exchange(paused_, false) || over_ || playing_ || waiting_) return;
    }
    executor_.post([self = shared_from_this()] { self->run(); });
  }

  void cancel() {
    Executor::TimerId timer = 0;
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
      timer = std::exchange(timer_, 0);
    }
    if (timer != 0) executor_.cancel(timer);
  }

 private:
  // Plays one step; false when the player rests.
  bool step() {
    ModelDelta delta;
    {
      const std::lock_guard lock(mutex_);
      if (over_ || paused_) return playing_ = false;
      if (at_ == entry_->steps.size()) {
        delta.kind = ModelDelta::Kind::stop;
        delta.text = "stop";
      } else {
        const ScriptStep& next = entry_->steps[at_++];
        if (next.kind == ScriptStep::Kind::hang) {
          over_ = true;
          return playing_ = false;
        }
        if (next.kind == ScriptStep::Kind::wait) {
          playing_ = false;
          waiting_ = true;
          due_ = clock_.unix_ms() + next.wait_ms;
        } else {
          delta = next.delta;
        }
      }
      over_ =
          over_ || delta.kind == ModelDelta::Kind::stop || delta.kind == ModelDelta::Kind::error;
    }
    if (set_timer()) return false;
    sink_(std::move(delta));
    return true;
  }

  // True when the step just taken was a pause.
  bool set_timer() {
    std::int64_t due = 0;
    std::size_t at = 0;
    {
      const std::lock_guard lock(mutex_);
      if (!waiting_) return false;
      due = due_;
      at = at_;
    }
    const Executor::TimerId timer =
        executor_.post_at(due, [self = shared_from_this()] { self->wake(); });
    bool cancelled = false;
    {
      const std::lock_guard lock(mutex_);
      cancelled = over_;
      // Else it has run already, and a later pause may have set its own.
      if (waiting_ && at_ == at) timer_ = timer;
    }
    if (cancelled) executor_.cancel(timer);
    return true;
  }

  void wake() {
    {
      const std::lock_guard lock(mutex_);
      waiting_ = false;
      timer_ = 0;
    }
    run();
  }

  Executor& executor_;
  const Clock& clock_;
  const std::shared_ptr<const ScriptEntry> entry_;
  ChatModel::Sink sink_;

  std::mutex mutex_;
  std::size_t at_ = 0;
  std::int64_t due_ = 0;
  Executor::TimerId timer_ = 0;
  bool playing_ = false;
  bool waiting_ = false;
  bool paused_ = false;
  bool over_ = false;
};

class PlayingStream final : public ModelStream {
 public:
  explicit PlayingStream(std::shared_ptr<Player> player) : player_(std::move(player)) {}
  ~PlayingStream() override { player_->cancel(); }
  void pause() override { player_->pause(); }
  void resume() override { player_->resume(); }

 private:
  std::shared_ptr<Player> player_;
};

std::shared_ptr<const ScriptEntry> used_up() {
  ScriptEntry entry;
  ScriptStep step;
  step.delta.kind = ModelDelta::Kind::error;
  step.delta.error = make_error(Status::provider, "the script is used up");
  entry.steps.push_back(std::move(step));
  return std::make_shared<const ScriptEntry>(std::move(entry));
}
}  // namespace

std::unique_ptr<ModelStream> play(Executor& executor, const Clock& clock,
                                  std::shared_ptr<const ScriptEntry> entry, ChatModel::Sink sink) {
  auto player = std::make_shared<Player>(executor, clock, entry ? std::move(entry) : used_up(),
                                         std::move(sink));
  player->run();
  return std::make_unique<PlayingStream>(std::move(player));
}

}  // namespace parley::llm
