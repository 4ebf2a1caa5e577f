#include "net/watch.hpp"

#include <algorithm>

namespace parley::net {
namespace {

std::int64_t after(std::int64_t now, std::int64_t allowed) {
  return allowed <= 0 || allowed > kNever - now ? kNever : now + allowed;
}

}  // namespace

Watch::Watch(const HttpDeadlines& allowed, std::int64_t now)
    : allowed_(allowed), total_due_(after(now, allowed.total)) {}

std::int64_t Watch::allowed_in(Phase phase) const {
  switch (phase) {
    case Phase::connect:
      return allowed_.connect;
    case Phase::first:
      return allowed_.first;
    case Phase::idle:
      return allowed_.idle;
    case Phase::none:
      break;
  }
  return 0;
}

void Watch::enter(Phase phase, std::int64_t now) {
  phase_ = phase;
  phase_due_ = after(now, allowed_in(phase));
  if (standing_) left_ = phase_due_ == kNever ? kNever : phase_due_ - now;
}

void Watch::stand(std::int64_t now) {
  if (standing_) return;
  standing_ = true;
  left_ = phase_due_ == kNever ? kNever : phase_due_ - now;
}

void Watch::run(std::int64_t now) {
  if (!standing_) return;
  standing_ = false;
  phase_due_ = left_ == kNever ? kNever : now + left_;
}

void Watch::begin(std::int64_t now) {
  standing_ = false;
  enter(Phase::connect, now);
}

void Watch::hold(std::int64_t now) {
  stand(now);
}

void Watch::go_on(std::int64_t now) {
  run(now);
}

void Watch::connected(std::int64_t now) {
  enter(Phase::first, now);
}

void Watch::useful(std::int64_t now) {
  enter(Phase::idle, now);
}

void Watch::pause(std::int64_t now) {
  if (phase_ == Phase::first || phase_ == Phase::idle) stand(now);
}

void Watch::resume(std::int64_t now) {
  run(now);
}

std::int64_t Watch::due() const {
  return std::min(total_due_, standing_ ? kNever : phase_due_);
}

std::optional<Missed> Watch::missed(std::int64_t now) const {
  if (now >= total_due_) return Missed{"total", allowed_.total};
  if (standing_ || now < phase_due_) return std::nullopt;
  switch (phase_) {
    case Phase::connect:
      return Missed{"connect", allowed_.connect};
    case Phase::first:
      return Missed{"first", allowed_.first};
    default:
      return Missed{"idle", allowed_.idle};
  }
}

}  // namespace parley::net
