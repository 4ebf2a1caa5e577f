#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "parley/session.hpp"

#include "engine/tenant_slot.hpp"
#include "engine/turn.hpp"
#include "json/value.hpp"

namespace parley {

class Core;
class SessionActor;

// Behind parley::Turn.
class TurnHandle {
 public:
  TurnHandle(std::shared_ptr<Core> core, std::shared_ptr<SessionActor> session,
             std::shared_ptr<TurnStream> stream, std::shared_ptr<const std::string> id,
             std::int64_t run, bool started_it);
  ~TurnHandle();
  TurnHandle(const TurnHandle&) = delete;
  TurnHandle& operator=(const TurnHandle&) = delete;

  std::string_view id() const { return *id_; }
  Turn::Next next(std::int32_t timeout_ms);
  void cancel();
  bool inherited() const;

 private:
  std::shared_ptr<Core> core_;
  std::shared_ptr<SessionActor> session_;
  std::shared_ptr<TurnStream> stream_;
  std::shared_ptr<const std::string> id_;
  std::int64_t run_;
  bool started_it_;
};

// An input as the host gave it, checked.
struct SessionInput {
  dialogue::InputKind kind = dialogue::InputKind::message;
  std::string text;
  std::string id;
  std::string policy;     // empty = the tenant's
  json::Value overrides;  // of the tenant's settings; null = none
  std::string body;       // JSON, for the ledger
};

// One conversation in memory: a mailbox whose mail is handled in order, one piece at a time, by
// whichever pool thread is free. Lives as long as a handle or a running turn holds it; everything
// in it stands in the ledger too.
class SessionActor final : public TurnMailbox, public std::enable_shared_from_this<SessionActor> {
 public:
  SessionActor(Core& core, std::shared_ptr<TenantSlot> tenant, SessionState state);
  ~SessionActor() override;

  // Host threads.
  Result<std::unique_ptr<TurnHandle>> start(std::shared_ptr<Core> core, SessionInput input,
                                            TurnOptions options);
  // Writes a row outside a turn, after the running turn if there is one. `close` and `take_over`
  // cancel that turn first.
  Result<std::int64_t> append(const json::Value& input);
  // What the host gave when it opened the conversation; recorded only if it changes something.
  Result<void> give_metadata(const json::Value& metadata);
  void cancel(std::int64_t run);
  void cancel_running();
  // Until no turn runs. Host threads only.
  void wait_until_idle();

  // The handle that opened a conversation says how it is talked to.
  void set_manner(std::string locale, std::string channel);

  SessionRow row() const;  // as of the last commit
  std::int64_t id() const { return id_; }
  const std::string& name() const { return name_; }
  TenantSlot& tenant() const { return *tenant_; }

  void post(TurnMail mail) override;

 private:
  Result<std::unique_ptr<TurnHandle>> begin(std::unique_lock<std::mutex>& lock,
                                            std::shared_ptr<Core> core, SessionInput input,
                                            TurnOptions options,
                                            std::shared_ptr<const TenantRuntime> tenant);
  Result<std::unique_ptr<TurnHandle>> join_running(std::unique_lock<std::mutex>& lock,
                                                   std::shared_ptr<Core> core, TurnOptions options);
  TurnStart make_start(SessionInput input, const TurnOptions& options,
                       std::shared_ptr<const TenantRuntime> tenant);
  std::shared_ptr<TurnStream> make_stream(std::shared_ptr<const std::string> id,
                                          TurnOptions& options, std::int64_t run, bool started_it);
  std::optional<Error> refused_at_once();
  Result<void> check_overrides(const json::Value& overrides) const;
  void refuse();
  void take_token(std::unique_lock<std::mutex>& lock);
  void give_token();
  void drain();
  void handle_mail(std::unique_lock<std::mutex>& lock);
  void turn_over(std::unique_lock<std::mutex>& lock);
  Result<void> reload();
  Result<std::int64_t> append_alone(int kind, const json::Value& input);
  Result<void> check_metadata(const SessionRow& row) const;
  Result<std::int64_t> commit_row(int kind, std::string text, std::string meta, SessionRow row,
                                  bool new_metadata);

  Core& core_;
  const std::shared_ptr<TenantSlot> tenant_;
  const std::int64_t id_;
  const std::string name_;

  mutable std::mutex mutex_;  // guards what follows up to the next remark
  std::condition_variable changed_;
  std::deque<TurnMail> mail_;
  std::int32_t flooded_rung_ = -1;  // the rung that sent too much
  bool scheduled_ = false;
  bool token_taken_ = false;  // somebody handles mail or begins a turn
  bool running_ = false;
  std::int64_t running_run_ = 0;
  std::int64_t runs_ = 0;
  std::string running_inbound_;
  std::string running_channel_;
  bool appending_ = false;
  bool stale_ = false;    // state_ is behind the ledger
  SessionRow committed_;  // copy of state_.row for readers

  // Used by the holder of the token only.
  SessionState state_;
  std::unique_ptr<TurnMachine> turn_;
};

}  // namespace parley
