#include "engine/turn.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "engine/time.hpp"
#include "memory/window.hpp"
#include "prompt/assemble.hpp"

namespace parley {

using enum TurnState;

// Rows: states. Columns: started, limited, accepted, embedded, retrieved, delta, room, timer,
// cancel, committed. What a state does not expect is late mail of something that was given up:
// ignored, never an error.
const std::array<std::array<TurnMachine::Handler, kTurnInputs>, kTurnStates> TurnMachine::kTable = {
    {
        // admitting
        {&TurnMachine::on_started, &TurnMachine::on_limited, &TurnMachine::ignore,
         &TurnMachine::ignore, &TurnMachine::ignore, &TurnMachine::ignore, &TurnMachine::ignore,
         &TurnMachine::on_timer_unadmitted, &TurnMachine::on_cancel_unadmitted,
         &TurnMachine::ignore},
        // understanding
        {&TurnMachine::ignore, &TurnMachine::ignore, &TurnMachine::on_accepted,
         &TurnMachine::on_embedded, &TurnMachine::ignore, &TurnMachine::ignore,
         &TurnMachine::ignore, &TurnMachine::on_timer, &TurnMachine::on_cancel,
         &TurnMachine::ignore},
        // retrieving
        {&TurnMachine::ignore, &TurnMachine::ignore, &TurnMachine::on_accepted,
         &TurnMachine::ignore, &TurnMachine::on_retrieved, &TurnMachine::ignore,
         &TurnMachine::ignore, &TurnMachine::on_timer, &TurnMachine::on_cancel,
         &TurnMachine::ignore},
        // generating
        {&TurnMachine::ignore, &TurnMachine::ignore, &TurnMachine::on_accepted,
         &TurnMachine::ignore, &TurnMachine::ignore, &TurnMachine::on_delta, &TurnMachine::on_room,
         &TurnMachine::on_timer, &TurnMachine::on_cancel, &TurnMachine::ignore},
        // settling
        {&TurnMachine::ignore, &TurnMachine::ignore, &TurnMachine::on_accepted,
         &TurnMachine::ignore, &TurnMachine::ignore, &TurnMachine::ignore, &TurnMachine::ignore,
         &TurnMachine::ignore, &TurnMachine::ignore, &TurnMachine::ignore},
        // committing
        {&TurnMachine::ignore, &TurnMachine::ignore, &TurnMachine::ignore, &TurnMachine::ignore,
         &TurnMachine::ignore, &TurnMachine::ignore, &TurnMachine::ignore, &TurnMachine::ignore,
         &TurnMachine::ignore, &TurnMachine::on_committed},
        // ended
        {&TurnMachine::ignore, &TurnMachine::ignore, &TurnMachine::ignore, &TurnMachine::ignore,
         &TurnMachine::ignore, &TurnMachine::ignore, &TurnMachine::ignore, &TurnMachine::ignore,
         &TurnMachine::ignore, &TurnMachine::ignore},
    }};

// Adds the time between construction and destruction to a stage.
class TurnMachine::StageTimer {
 public:
  StageTimer(TurnMachine& turn, Stage stage)
      : total_(turn.stage_ns_[static_cast<std::size_t>(stage)]), begin_(steady_ns()) {}
  ~StageTimer() { total_ += steady_ns() - begin_; }
  StageTimer(const StageTimer&) = delete;
  StageTimer& operator=(const StageTimer&) = delete;

 private:
  std::int64_t& total_;
  std::int64_t begin_;
};

TurnMachine::TurnMachine(const TurnPorts& ports, SessionState& session, TurnStart start,
                         std::shared_ptr<TurnMailbox> mailbox)
    : ports_(ports), session_(session), start_(std::move(start)), mailbox_(std::move(mailbox)) {
  record_.tenant_version = start_.tenant->version();
  record_.end.answered_by = "none";
  // A turn that ends before it decided leaves the conversation as it was.
  decision_.owner = session_.row.owner;
  decision_.epoch = session_.row.epoch;
  decision_.state = session_.dialogue;
  if (start_.channel != session_.channel) record_.channel = start_.channel;
  if (start_.locale != start_.tenant->config().locale) record_.locale = start_.locale;
}

TurnMachine::~TurnMachine() {
  if (deadline_ != 0) ports_.executor.cancel(deadline_);
}

void TurnMachine::handle(TurnMail mail) {
  const Handler handler =
      kTable[static_cast<std::size_t>(state_)][static_cast<std::size_t>(mail.input)];
  (this->*handler)(mail);
}

void TurnMachine::ignore(TurnMail& /*mail*/) {}

// ---- 1 admit

void TurnMachine::on_started(TurnMail& /*mail*/) {
  const StageTimer timer(*this, Stage::admit);
  set_deadline();
  const TenantLimits& limits = start_.tenant->limits();
  RateRequest request;
  request.per_minute = limits.turns_per_minute;
  request.burst = limits.burst;
  request.now_ms = ports_.clock.unix_ms();
  if (request.per_minute > 0) request.key = start_.tenant->rate_key(session_.row.name);
  ports_.limiter.start(std::move(request),
                       [box = mailbox_, run = start_.run](Result<RateAnswer> answer) {
                         box->post({TurnInput::limited, run, 0, std::move(answer)});
                       });
}

// From the very beginning: a limiter that many machines share may never answer.
void TurnMachine::set_deadline() {
  if (start_.deadline_ms <= 0 || deadline_ != 0) return;
  deadline_ = ports_.executor.post_at(
      ports_.clock.unix_ms() + start_.deadline_ms,
      [box = mailbox_, run = start_.run] { box->post({TurnInput::timer, run, 0, {}}); });
}

void TurnMachine::on_limited(TurnMail& mail) {
  auto& answer = std::get<Result<RateAnswer>>(mail.value);
  if (!answer) return end_without_commit(EndReason::error, answer.error());
  if (!answer->allowed)
    return end_without_commit(EndReason::error, rate_limit_error(answer->retry_after_ms));
  accept();
  understand();
}

void TurnMachine::accept() {
  const StageTimer timer(*this, Stage::admit);
  AcceptInput input;
  input.session = session_.row.id;
  input.channel = start_.channel;
  input.inbound_id = start_.inbound_id;
  input.turn = start_.turn;
  input.turn_id = *start_.turn_id;
  input.at = ports_.clock.unix_ms();
  input.body = std::move(start_.body);
  ports_.ledger.accept(std::move(input),
                       [box = mailbox_, run = start_.run](Result<AcceptOutcome> outcome) {
                         box->post({TurnInput::accepted, run, 0, std::move(outcome)});
                       });
}

void TurnMachine::on_accepted(TurnMail& mail) {
  if (accepted_) return;
  auto& outcome = std::get<Result<AcceptOutcome>>(mail.value);
  if (!outcome) return end_without_commit(EndReason::error, outcome.error());
  if (outcome->duplicate) return replay_duplicate(*outcome);
  accepted_ = true;
  emit(AcceptedData{start_.turn, false});
  std::vector<EventData> held = std::move(held_);
  for (EventData& data : held)
    emit(std::move(data));
  if (state_ == settling) return commit();
  if (std::exchange(model_waits_, false) && state_ == generating) start_rung();
}

// ---- 2 understand

void TurnMachine::understand() {
  state_ = understanding;
  {
    const StageTimer timer(*this, Stage::understand);
    if (start_.kind == dialogue::InputKind::message) {
      Understood understood = start_.tenant->understand(start_.text, start_.locale);
      hit_ = understood.hit;
      record_.intents = std::move(understood.intents);
      emit(record_.intents);
    }
  }
  if (ports_.embedder == nullptr || start_.kind != dialogue::InputKind::message) return decide();
  ports_.embedder->start(
      {start_.text}, [box = mailbox_, run = start_.run](Result<std::vector<Embedding>> vectors) {
        box->post({TurnInput::embedded, run, 0, std::move(vectors)});
      });
}

void TurnMachine::on_embedded(TurnMail& mail) {
  auto& vectors = std::get<Result<std::vector<Embedding>>>(mail.value);
  if (vectors && !vectors->empty()) {
    embedding_ = std::move(vectors->front());
  } else {
    // Search by words alone still answers.
    emit(WarningData{"embedder_failed",
                     vectors ? "the embedder gave no vector" : vectors.error().message});
  }
  decide();
}

// ---- 3 decide

void TurnMachine::decide() {
  {
    const StageTimer timer(*this, Stage::decide);
    dialogue::DecisionInput input;
    input.kind = start_.kind;
    input.text = start_.text;
    input.locale = start_.locale;
    input.intent = hit_;
    input.owner = session_.row.owner;
    input.epoch = session_.row.epoch;
    input.state = &session_.dialogue;
    input.config = &start_.tenant->dialogue();
    decision_ = dialogue::decide(input);
    record_.decision = decision_.reason;
    record_.question = decision_.question;
  }
  if (decision_.kind == dialogue::Decision::Kind::answer) return retrieve();
  state_ = generating;
  say_scripted();
}

// ---- 4 retrieve

void TurnMachine::retrieve() {
  state_ = retrieving;
  const StageTimer timer(*this, Stage::retrieve);
  RetrieveRequest request;
  request.question = decision_.question.empty() ? start_.text : decision_.question;
  request.locale = start_.locale;
  request.k = start_.tenant->knowledge().k;
  request.embedding = std::move(embedding_);
  start_.retriever->start(std::move(request), [box = mailbox_, run = start_.run](
                                                  Result<std::shared_ptr<const Evidence>> found) {
    box->post({TurnInput::retrieved, run, 0, std::move(found)});
  });
}

void TurnMachine::on_retrieved(TurnMail& mail) {
  auto& found = std::get<Result<std::shared_ptr<const Evidence>>>(mail.value);
  if (found) {
    evidence_ = *std::move(found);
  } else {
    emit(WarningData{"retrieval_failed", found.error().message});
    evidence_ = std::make_shared<const Evidence>();
  }
  record_.knowledge_version = evidence_->knowledge_version;
  record_.knowledge_base = evidence_->knowledge_base;
  record_.confidence_e4 = evidence_->confidence_e4;
  for (const Passage& passage : evidence_->passages) {
    record_.passages.push_back({passage.ordinal, passage.score_e4});
  }
  stage_ns_[static_cast<std::size_t>(Stage::retrieve)] += evidence_->search_ns;
  generate(assemble());
}

// ---- 5 remember, 6 assemble

std::shared_ptr<const Prompt> TurnMachine::assemble() {
  const TenantLimits& limits = start_.tenant->limits();
  memory::Window window;
  {
    const StageTimer timer(*this, Stage::remember);
    window =
        memory::window(session_.history.turns(), {limits.history_tokens, limits.history_turns});
    record_.history_turns = static_cast<std::int64_t>(window.turns.size());
  }
  const StageTimer timer(*this, Stage::assemble);
  const std::string& question = decision_.question.empty() ? start_.text : decision_.question;
  auto prompt = std::make_shared<const Prompt>(
      start_.tenant->assemble(decision_.agent, start_.locale, *evidence_, window.turns, question));
  record_.prompt_tokens = prompt->tokens;
  return prompt;
}

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
  request.max_output_tokens = start_.tenant->limits().max_output_tokens;
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
  emit(WarningData{"model_failed", record_.end.answered_by + ": " + error.message});
  ++rung_;
  record_.usage = {};
  record_.sources.clear();
  reopen_gate();
  if (state_ == generating) start_rung();
}

void TurnMachine::say_scripted() {
  const bool says = !decision_.say.empty();
  record_.end.answered_by = says ? "script" : "none";
  gate_.emplace(start_.tenant->gate_checks(), nullptr);
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
  gate_.emplace(start_.tenant->gate_checks(), evidence_.get());
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

// ---- ends

void TurnMachine::on_cancel(TurnMail& /*mail*/) {
  fail(EndReason::cancelled, make_error(Status::ok, {}));
}

void TurnMachine::on_timer(TurnMail& /*mail*/) {
  fail(EndReason::deadline, deadline_error());
}

void TurnMachine::on_timer_unadmitted(TurnMail& /*mail*/) {
  end_without_commit(EndReason::deadline, deadline_error());
}

Error TurnMachine::deadline_error() const {
  return make_error(Status::deadline, "the turn took longer than its deadline of " +
                                          std::to_string(start_.deadline_ms) + " ms");
}

void TurnMachine::on_cancel_unadmitted(TurnMail& /*mail*/) {
  end_without_commit(EndReason::cancelled, make_error(Status::ok, {}));
}

void TurnMachine::fail(EndReason reason, Error error) {
  record_.end.error = error.status;
  record_.end.error_message = std::move(error.message);
  settle(reason);
}

void TurnMachine::settle(EndReason reason) {
  drop_model();
  record_.end.reason = reason;
  state_ = settling;
  if (accepted_) commit();
}

}  // namespace parley
