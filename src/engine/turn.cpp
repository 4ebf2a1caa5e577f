#include "engine/turn.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "engine/stage_timer.hpp"
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
  record_.overrides = start_.overrides;
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
  request.k = start_.settings->k;
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
    window = memory::window(session_.history.turns(),
                            {start_.settings->history_tokens, limits.history_turns});
    record_.history_turns = static_cast<std::int64_t>(window.turns.size());
  }
  const StageTimer timer(*this, Stage::assemble);
  const std::string& question = decision_.question.empty() ? start_.text : decision_.question;
  auto prompt = std::make_shared<const Prompt>(
      start_.tenant->assemble(decision_.agent, start_.locale, *evidence_, window.turns, question,
                              start_.settings->prompt_tokens));
  record_.prompt_tokens = prompt->tokens;
  return prompt;
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
  record_.end.error_detail = std::move(error.detail);
  if (gate_) {
    std::string tail;
    gate_->abandon(tail);
    if (!tail.empty()) release(std::move(tail));
  }
  settle(reason);
}

void TurnMachine::settle(EndReason reason) {
  drop_model();
  record_.end.reason = reason;
  state_ = settling;
  if (accepted_) commit();
}

}  // namespace parley
