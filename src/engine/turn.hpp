#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/turn_mail.hpp"
#include "engine/turn_record.hpp"
#include "engine/turn_stream.hpp"
#include "gate/clause_gate.hpp"

namespace parley {

// A turn: the table state × input → what to do, in turn.cpp, is the product in one place. Has no
// threads and no clock of its own: the session feeds it mail, and it asks ports, whose answers are
// mail again. Used by one thread at a time.
class TurnMachine {
 public:
  TurnMachine(const TurnPorts& ports, SessionState& session, TurnStart start,
              std::shared_ptr<TurnMailbox> mailbox);
  ~TurnMachine();

  void handle(TurnMail mail);
  // Adds somebody who gets all events, also those that are out; the first one added holds the model
  // back when it is not read.
  void follow(std::shared_ptr<TurnStream> stream, bool duplicate);

  std::size_t followers() const { return followers_.size(); }

  // The last event, for the session to send when it has let go of the ended turn.
  void tell_end();

  // The ledger's head had moved on when the turn was to be committed.
  bool lost_the_head() const { return record_.end.error == Status::conflict; }

  TurnState state() const { return state_; }
  std::int64_t run() const { return start_.run; }
  const std::string& inbound_id() const { return start_.inbound_id; }
  const std::string& channel() const { return start_.channel; }
  const std::shared_ptr<const std::string>& id() const { return start_.turn_id; }

 private:
  using Handler = void (TurnMachine::*)(TurnMail&);
  static const std::array<std::array<Handler, kTurnInputs>, kTurnStates> kTable;
  class StageTimer;

  void ignore(TurnMail& mail);
  void on_started(TurnMail& mail);
  void on_limited(TurnMail& mail);
  void on_accepted(TurnMail& mail);
  void on_embedded(TurnMail& mail);
  void on_retrieved(TurnMail& mail);
  void on_delta(TurnMail& mail);
  void on_room(TurnMail& mail);
  void on_timer(TurnMail& mail);
  void on_cancel(TurnMail& mail);
  void on_committed(TurnMail& mail);
  void on_cancel_unadmitted(TurnMail& mail);
  void on_timer_unadmitted(TurnMail& mail);

  // Stages.
  void accept();
  void understand();
  void decide();
  void retrieve();
  std::shared_ptr<const Prompt> assemble();
  void generate(std::shared_ptr<const Prompt> prompt);
  void start_rung();
  void say_scripted();
  void cite(const ModelDelta& delta);
  void model_stopped(ModelDelta& delta);
  void model_failed(const Error& error);
  void open_gate();
  void reopen_gate();
  void pass_gate(std::string_view piece, bool last);
  void hand_off_by_gate();
  void settle(EndReason reason);
  void fail(EndReason reason, Error error);
  void set_deadline();
  Error deadline_error() const;
  void commit();
  TurnCommit build_commit();
  void fill_outbox();
  void verify_sources();
  void add_row(int kind, std::string text, std::string meta, std::string_view hashed_meta);

  // Output, in turn_output.cpp.
  void emit(EventData data);
  void release(std::string text);
  void tell_guard(const gate::VerdictRecord& verdict);
  void emit_closing();
  void end_without_commit(EndReason reason, const Error& error);
  void replay_duplicate(const AcceptOutcome& outcome);
  void finish();
  void drop_model();

  TurnPorts ports_;
  SessionState& session_;
  TurnStart start_;
  std::shared_ptr<TurnMailbox> mailbox_;
  TurnState state_ = TurnState::admitting;

  bool accepted_ = false;
  bool model_waits_ = false;        // until the input is accepted
  std::vector<EventData> held_;     // until the input is durable
  std::vector<EventData> emitted_;  // all but TEXT, for those who follow later
  std::vector<std::shared_ptr<TurnStream>> followers_;
  Executor::TimerId deadline_ = 0;

  dialogue::IntentHit hit_;  // views into start_.tenant
  dialogue::Decision decision_;
  Embedding embedding_;
  std::shared_ptr<const Evidence> evidence_;
  std::shared_ptr<const Prompt> prompt_;
  std::optional<gate::ClauseGate> gate_;
  std::optional<gate::ClauseGate> gate_after_say_;  // where the next rung goes on
  std::size_t said_bytes_ = 0;                      // of released_: not the model's words
  std::unique_ptr<ModelStream> model_;
  std::int32_t rung_ = 0;
  std::string released_;
  std::size_t guards_told_ = 0;
  dialogue::AnswerOutcome outcome_;
  std::vector<std::string> choices_;
  std::int64_t released_points_ = 0;
  bool answer_complete_ = false;  // the model said stop: outcome_ holds
  TurnRecord record_;
  std::array<std::int64_t, kStages> stage_ns_{};
  TurnCommit commit_;
};

// The answer to an input that came too soon; detail has retry_after_ms.
Error rate_limit_error(std::int64_t retry_after_ms);

}  // namespace parley
