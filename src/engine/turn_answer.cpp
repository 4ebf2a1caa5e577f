// Stages 7 and 8: the answer streams from a model, or is scripted, through the gate.
#include <utility>

#include "base/error.hpp"
#include "engine/stage_timer.hpp"
#include "engine/turn.hpp"

namespace parley {

using enum TurnState;

// ---- 7 generate

void TurnMachine::generate(std::shared_ptr<const Prompt> prompt) {
  state_ = generating;
  prompt_ = std::move(prompt);
  open_gate();
  // What has an id may have been answered before: no model is asked until the ledger has said that
  // it was not.
  model_waits_ = !accepted_ && !start_.inbound_id.empty();
  if (state_ == generating && !model_waits_) start_rung();
}

void TurnMachine::start_rung() {
  const StageTimer timer(*this, Stage::generate);
  ChatModel& model = *start_.route[static_cast<std::size_t>(rung_)];
  record_.end.answered_by = model.name();
  GenerateRequest request;
  request.turn_id = *start_.turn_id;
  request.question = decision_.question.empty() ? start_.text : decision_.question;
  request.locale = start_.locale;
  request.prompt = prompt_;
  request.evidence = evidence_;
  request.max_output_tokens = start_.settings->max_output_tokens;
  request.temperature_e4 = start_.settings->temperature_e4;
  request.min_confidence_e4 = start_.settings->min_confidence_e4;
  model_ = model.start(std::move(request),
                       [box = mailbox_, run = start_.run, rung = rung_](ModelDelta delta) {
                         box->post({TurnInput::delta, run, rung, std::move(delta)});
                       });
}

void TurnMachine::on_delta(TurnMail& mail) {
  if (mail.rung != rung_) return;
  auto& delta = std::get<ModelDelta>(mail.value);
  switch (delta.kind) {
    case ModelDelta::Kind::text:
      return pass_gate(delta.text, false);
    case ModelDelta::Kind::citation:
      return cite(delta);
    case ModelDelta::Kind::usage:
      record_.usage = {delta.input_tokens, delta.output_tokens, delta.cached_tokens,
                       record_.end.answered_by};
      return;
    case ModelDelta::Kind::tool_call:  // no tool is offered to a model
      return;
    case ModelDelta::Kind::stop:
      return model_stopped(delta);
    case ModelDelta::Kind::error:
      return model_failed(delta.error);
  }
}

void TurnMachine::cite(const ModelDelta& delta) {
  const auto index = static_cast<std::size_t>(delta.passage);
  if (index >= evidence_->passages.size()) return;
  const Passage& passage = evidence_->passages[index];
  const auto begin = static_cast<std::size_t>(delta.quote_begin);
  if (begin > passage.text.size()) return;
  record_.sources.push_back(
      {std::string(passage.document), std::string(passage.title), std::string(passage.heading),
       std::string(passage.text.substr(begin, static_cast<std::size_t>(delta.quote_size))),
       passage.score_e4});
}

void TurnMachine::model_stopped(ModelDelta& delta) {
  choices_ = std::move(delta.choices);
  outcome_.answered = delta.answered;
  outcome_.offers_person = delta.offers_person;
  answer_complete_ = true;
  const bool too_long = delta.text == "length";
  pass_gate({}, true);
  if (state_ == generating) settle(too_long ? EndReason::length : EndReason::stop);
}

// Before the first released word the next rung answers and nobody notices; afterwards the turn
// ends, saying so.
void TurnMachine::model_failed(const Error& error) {
  drop_model();
  const bool silent_so_far = released_.size() == said_bytes_;
  if (!silent_so_far || static_cast<std::size_t>(rung_) + 1 >= start_.route.size()) {
    return fail(EndReason::error, error);
  }
  const bool named = error.message.starts_with(record_.end.answered_by);
  emit(WarningData{"model_failed",
                   (named ? std::string() : record_.end.answered_by + ": ") + error.message});
  ++rung_;
  record_.usage = {};
  record_.sources.clear();
  reopen_gate();
  if (state_ == generating) start_rung();
}

void TurnMachine::say_scripted() {
  const bool says = !decision_.say.empty();
  record_.end.answered_by = says ? "script" : "none";
  gate_.emplace(start_.settings->checks, nullptr);
  if (says) pass_gate(decision_.say, true);
  if (state_ != generating) return;
  const bool handed_off =
      decision_.kind == dialogue::Decision::Kind::hand_off ||
      (decision_.kind == dialogue::Decision::Kind::silent && decision_.owner == Owner::human);
  settle(handed_off ? EndReason::handoff : EndReason::stop);
}

void TurnMachine::on_room(TurnMail& /*mail*/) {
  if (model_) model_->resume();
}

// ---- 8 gate

void TurnMachine::pass_gate(std::string_view piece, bool last) {
  std::string out;
  gate::ClauseGate::State verdict;
  {
    const StageTimer timer(*this, Stage::gate);
    verdict = piece.empty() ? gate_->state() : gate_->feed(piece, out);
    if (last || verdict != gate::ClauseGate::State::open) verdict = gate_->finish(out);
  }
  const auto verdicts = gate_->verdicts();
  for (; guards_told_ < verdicts.size(); ++guards_told_)
    tell_guard(verdicts[guards_told_]);
  if (!out.empty()) release(std::move(out));
  if (verdict == gate::ClauseGate::State::open) return;
  if (verdict == gate::ClauseGate::State::handed_off) hand_off_by_gate();
  settle(verdict == gate::ClauseGate::State::cut ? EndReason::gate : EndReason::handoff);
}

void TurnMachine::open_gate() {
  gate_.emplace(start_.settings->checks, evidence_.get());
  guards_told_ = 0;
  if (decision_.say.empty()) return;
  pass_gate(decision_.say + " ", false);
  said_bytes_ = released_.size();
  gate_after_say_ = gate_;
}

// As it was before the model that failed: what that one said is held in the old gate only.
void TurnMachine::reopen_gate() {
  if (!gate_after_say_) return open_gate();
  gate_ = gate_after_say_;
  guards_told_ = gate_->verdicts().size();
}

void TurnMachine::hand_off_by_gate() {
  if (session_.row.owner != Owner::bot) return;
  decision_.owner = Owner::human;
  decision_.epoch = session_.row.epoch + 1;
  decision_.queue = start_.tenant->dialogue().queue;
}

}  // namespace parley
