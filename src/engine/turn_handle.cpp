// What a host holds of a turn.
#include <utility>

#include "engine/core.hpp"
#include "engine/session_actor.hpp"

namespace parley {

TurnHandle::TurnHandle(std::shared_ptr<Core> core, std::shared_ptr<SessionActor> session,
                       std::shared_ptr<TurnStream> stream, std::shared_ptr<const std::string> id,
                       std::int64_t run, bool started_it)
    : core_(std::move(core)),
      session_(std::move(session)),
      stream_(std::move(stream)),
      id_(std::move(id)),
      run_(run),
      started_it_(started_it) {}

TurnHandle::~TurnHandle() {
  if (started_it_ && !stream_->ended() && core_->usable()) session_->cancel(run_);
  stream_->close();
}

Turn::Next TurnHandle::next(std::int32_t timeout_ms) {
  if (inherited()) return {Status::state, std::nullopt};
  return stream_->next(core_->usable() ? timeout_ms : 0);
}

void TurnHandle::cancel() {
  if (core_->usable()) session_->cancel(run_);
}

bool TurnHandle::inherited() const {
  return core_->inherited();
}

}  // namespace parley
