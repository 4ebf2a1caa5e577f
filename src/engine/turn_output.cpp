// What leaves a turn: events for those who follow it, and the ends that commit nothing.
#include <utility>

#include "base/error.hpp"
#include "engine/turn.hpp"
#include "json/writer.hpp"
#include "text/utf8.hpp"

namespace parley {
namespace {

std::string_view verdict_name(Verdict::Action action) {
  switch (action) {
    case Verdict::Action::release:
      return "release";
    case Verdict::Action::rewrite:
      return "rewrite";
    case Verdict::Action::cut:
      return "cut";
    case Verdict::Action::hand_off:
      return "handoff";
  }
  return "release";
}

// All followers but the first sent a message that was running already.
void mark_duplicate(EventData& data) {
  if (auto* accepted = std::get_if<AcceptedData>(&data)) accepted->duplicate = true;
}

}  // namespace

Error rate_limit_error(std::int64_t retry_after_ms) {
  std::string detail;
  json::Writer(detail)
      .begin_object()
      .member("retryable", true)
      .member("retry_after_ms", retry_after_ms)
      .end_object();
  return make_error(Status::limit,
                    "too many messages in a minute for this conversation; try again in " +
                        std::to_string(retry_after_ms) + " ms",
                    std::move(detail));
}

// Nothing is told before the input is durable: ACCEPTED is the first event of every turn that has
// one.
void TurnMachine::emit(EventData data) {
  if (!accepted_) {
    held_.push_back(std::move(data));
    return;
  }
  // The last one gets a text itself, all others a copy: most turns have one follower.
  const bool is_text = std::holds_alternative<TextData>(data);
  const std::size_t copies = followers_.size() - (is_text && !followers_.empty() ? 1 : 0);
  bool room = true;
  for (std::size_t i = 0; i < copies; ++i) {
    if (i == 1) mark_duplicate(data);
    const bool this_one = followers_[i]->put(data);
    if (i == 0) room = this_one;
  }
  if (!is_text) {
    emitted_.push_back(std::move(data));
  } else if (!followers_.empty()) {
    const bool this_one = followers_.back()->put(std::move(data));
    if (copies == 0) room = this_one;
  }
  if (!room && model_) model_->pause();
}

void TurnMachine::release(std::string text) {
  const auto points = static_cast<std::int64_t>(text::code_points(text));
  released_ += text;
  emit(TextData{std::move(text), released_points_});
  released_points_ += points;
}

void TurnMachine::tell_guard(const gate::VerdictRecord& verdict) {
  GuardData guard{verdict.check, std::string(verdict_name(verdict.action)), verdict.offset,
                  verdict.reason};
  record_.guards.push_back(guard);
  emit(std::move(guard));
}

void TurnMachine::follow(std::shared_ptr<TurnStream> stream, bool duplicate) {
  if (accepted_) {
    stream->put(AcceptedData{start_.turn, duplicate});
    for (const EventData& data : emitted_) {
      if (!std::holds_alternative<AcceptedData>(data)) stream->put(data);
    }
    if (!released_.empty()) stream->put(TextData{released_, 0});
  }
  followers_.push_back(std::move(stream));
}

void TurnMachine::emit_closing() {
  if (!record_.sources.empty()) emit(SourcesData{record_.sources});
  if (record_.owner_changed) emit(record_.state);
  if (!record_.usage.model.empty()) emit(record_.usage);
}

// For ends that the ledger knows nothing of: refused before the input was durable, or the ledger
// itself failed.
void TurnMachine::end_without_commit(EndReason reason, const Error& error) {
  // What was held back until the input is durable has reached nobody.
  if (!std::exchange(accepted_, true)) released_points_ = 0;
  held_.clear();
  record_.end.reason = reason;
  record_.end.error = error.status;
  record_.end.error_message = error.message;
  record_.end.error_detail = error.detail;
  record_.end.released = released_points_;
  finish();
}

// The input has run before: tell what came of it, touch nothing.
void TurnMachine::replay_duplicate(const AcceptOutcome& outcome) {
  const auto rows = ports_.ledger.turn_events(session_.row.id, outcome.turn);
  if (!rows) return end_without_commit(EndReason::error, rows.error());
  auto events = replay_events(*rows);
  if (!events) return end_without_commit(EndReason::error, events.error());
  if (events->empty()) {
    return end_without_commit(
        EndReason::error,
        make_error(Status::busy, "this message is being answered by another process; follow turn " +
                                     outcome.turn_id + " there, or try again later"));
  }
  accepted_ = true;
  --session_.row.last_turn;  // the ledger knows no turn of this number
  held_.clear();
  for (EventData& data : *events)
    emit(std::move(data));
  finish();
}

void TurnMachine::finish() {
  drop_model();
  if (deadline_ != 0) ports_.executor.cancel(std::exchange(deadline_, 0));
  state_ = TurnState::ended;
}

// Kept apart from finish(): whoever reads END may start the next turn at once, so the session must
// be free by then.
void TurnMachine::tell_end() {
  emit(record_.end);
  followers_.clear();
}

void TurnMachine::drop_model() {
  model_.reset();
}

}  // namespace parley
