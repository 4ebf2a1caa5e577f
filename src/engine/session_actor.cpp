#include "engine/session_actor.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/id_text.hpp"
#include "engine/core.hpp"
#include "engine/turn_id.hpp"

namespace parley {

SessionActor::SessionActor(Core& core, std::shared_ptr<TenantSlot> tenant, SessionState state)
    : core_(core),
      tenant_(std::move(tenant)),
      id_(state.row.id),
      name_(state.row.name),
      committed_(state.row),
      state_(std::move(state)) {}

SessionActor::~SessionActor() = default;

// ---- the token: who holds it may touch state_ and turn_

void SessionActor::take_token(std::unique_lock<std::mutex>& lock) {
  changed_.wait(lock, [this] { return !token_taken_; });
  token_taken_ = true;
}

// Under mutex_.
void SessionActor::give_token() {
  token_taken_ = false;
  changed_.notify_all();
  if (mail_.empty() || scheduled_) return;
  scheduled_ = true;
  core_.pool().post([self = shared_from_this()] { self->drain(); });
}

void SessionActor::post(TurnMail mail) {
  const std::lock_guard lock(mutex_);
  // What comes after the turn's end may come after the engine's end, too.
  if (!running_ || mail.run != running_run_) return;
  // Only a model can send this much; the turn then ends as if the model had failed.
  if (mail.input == TurnInput::delta && mail_.size() >= core_.limits().mailbox) {
    if (std::exchange(flooded_rung_, mail.rung) == mail.rung) return;
    ModelDelta flood;
    flood.kind = ModelDelta::Kind::error;
    flood.error = make_error(
        Status::limit, "the model sent more than the session's mailbox holds (limits.mailbox)");
    mail.value = std::move(flood);
  }
  mail_.push_back(std::move(mail));
  if (token_taken_ || scheduled_) return;
  scheduled_ = true;
  core_.pool().post([self = shared_from_this()] { self->drain(); });
}

void SessionActor::drain() {
  std::unique_lock lock(mutex_);
  scheduled_ = false;
  if (token_taken_) return;  // its holder looks at the mail again when it gives it back
  token_taken_ = true;
  handle_mail(lock);
  give_token();
}

// With the token. A busy session lets others in between: the rest of its mail is a new task.
void SessionActor::handle_mail(std::unique_lock<std::mutex>& lock) {
  for (int handled = 0; handled < 64 && !mail_.empty(); ++handled) {
    if (!turn_ && running_ && mail_.front().run == running_run_) break;  // it is about to begin
    TurnMail mail = std::move(mail_.front());
    mail_.pop_front();
    if (!turn_ || mail.run != turn_->run()) continue;
    lock.unlock();
    turn_->handle(std::move(mail));
    lock.lock();
    if (turn_->state() == TurnState::ended) turn_over(lock);
  }
}

// With the token and mutex_, before there is a turn.
void SessionActor::refuse() {
  mail_.clear();
  running_ = false;
  tenant_->turn_ended();
  core_.turn_ended();
  give_token();
}

// With the token. END goes out when the session is free again: whoever reads it may start the next
// turn at once.
void SessionActor::turn_over(std::unique_lock<std::mutex>& lock) {
  const std::unique_ptr<TurnMachine> ended = std::move(turn_);
  // Another process moved the conversation on: the next turn reads it anew.
  stale_ = stale_ || ended->lost_the_head();
  committed_ = state_.row;
  running_ = false;
  flooded_rung_ = -1;
  running_inbound_.clear();
  changed_.notify_all();
  lock.unlock();
  tenant_->turn_ended();
  ended->tell_end();
  core_.turn_ended();
  lock.lock();
}

// ---- starting a turn

Result<std::unique_ptr<TurnHandle>> SessionActor::start(std::shared_ptr<Core> core,
                                                        SessionInput input, TurnOptions options) {
  auto tenant = tenant_->runtime();
  if (!tenant) return std::move(tenant).error();
  const std::string& policy = input.policy.empty() ? (*tenant)->config().policy : input.policy;
  if (policy != "reject" || options.detached || options.speculative) {
    return make_error(Status::state, "not available in this version");
  }
  if (auto fit = check_overrides(input.overrides); !fit) return std::move(fit).error();
  std::unique_lock lock(mutex_);
  if (committed_.owner == Owner::closed) {
    return make_error(Status::state, "session '" + name_ + "' is closed; open another one");
  }
  if (running_) {
    const bool same =
        !input.id.empty() && input.id == running_inbound_ && running_channel_ == state_.channel;
    if (same) return join_running(lock, std::move(core), std::move(options));
    return make_error(
        Status::busy,
        "session '" + name_ + "' is answering another message; wait for its END, or cancel it");
  }
  if (auto refused = core_.turn_begins(); !refused) return std::move(refused).error();
  if (auto refused = tenant_->turn_begins(); !refused) {
    core_.turn_ended();
    return std::move(refused).error();
  }
  running_ = true;
  running_run_ = ++runs_;  // from here on a cancel finds the turn
  return begin(lock, std::move(core), std::move(input), std::move(options), *std::move(tenant));
}

Result<std::unique_ptr<TurnHandle>> SessionActor::begin(
    std::unique_lock<std::mutex>& lock, std::shared_ptr<Core> core, SessionInput input,
    TurnOptions options, std::shared_ptr<const TenantRuntime> tenant) {
  take_token(lock);
  if (std::exchange(stale_, false)) {
    lock.unlock();
    const Result<void> fresh = core_.reload(*tenant, state_);
    lock.lock();
    if (!fresh) {
      stale_ = true;
      refuse();
      return fresh.error();
    }
  }
  ++state_.row.last_turn;
  running_inbound_ = input.id;
  running_channel_ = state_.channel;
  TurnStart start = make_start(std::move(input), options, std::move(tenant));
  const auto id = start.turn_id;
  const std::int64_t run = start.run;
  lock.unlock();
  auto stream = make_stream(id, options, run, true);
  turn_ =
      std::make_unique<TurnMachine>(core_.ports(), state_, std::move(start), shared_from_this());
  turn_->follow(stream, false);
  turn_->handle({TurnInput::started, run, 0, {}});
  lock.lock();
  if (auto refused = refused_at_once()) {
    mail_.clear();
    --state_.row.last_turn;
    turn_over(lock);
    give_token();
    return *std::move(refused);
  }
  // The stages up to the first wait take less time than waking another thread would.
  handle_mail(lock);
  give_token();
  lock.unlock();
  return std::make_unique<TurnHandle>(std::move(core), shared_from_this(), std::move(stream), id,
                                      run, true);
}

Result<void> SessionActor::check_overrides(const json::Value& overrides) const {
  const json::Value* models = overrides.find("models");
  if (models == nullptr) return {};
  const json::Array& route = models->array("route");
  for (std::size_t i = 0; i < route.size(); ++i) {
    const std::string& name = *route[i].as_string();
    if (!core_.has_model(name)) {
      return make_error(Status::argument, "/overrides/models/route/" + std::to_string(i) +
                                              ": the engine has no model '" + name +
                                              "'; models of its document can be named here");
    }
  }
  return {};
}

// A limiter that answers at once lets the host hear of it at once. Under mutex_.
std::optional<Error> SessionActor::refused_at_once() {
  if (mail_.empty() || mail_.front().input != TurnInput::limited) return std::nullopt;
  const auto& answer = std::get<Result<RateAnswer>>(mail_.front().value);
  if (!answer) return answer.error();
  if (answer->allowed) return std::nullopt;
  return rate_limit_error(answer->retry_after_ms);
}

Result<std::unique_ptr<TurnHandle>> SessionActor::join_running(std::unique_lock<std::mutex>& lock,
                                                               std::shared_ptr<Core> core,
                                                               TurnOptions options) {
  take_token(lock);
  if (!turn_) {  // it ended while we waited; the ledger will tell what came of it
    give_token();
    return make_error(Status::busy, "the message's turn is just ending; send it again");
  }
  if (turn_->followers() >= core_.limits().followers) {
    give_token();
    return make_error(Status::limit,
                      "the turn has " + std::to_string(core_.limits().followers) +
                          " handles already, the engine's limits.followers; free one first");
  }
  const auto id = turn_->id();
  const std::int64_t run = turn_->run();
  auto stream = make_stream(id, options, run, false);
  turn_->follow(stream, true);
  give_token();
  lock.unlock();
  return std::make_unique<TurnHandle>(std::move(core), shared_from_this(), std::move(stream), id,
                                      run, false);
}

TurnStart SessionActor::make_start(SessionInput input, const TurnOptions& options,
                                   std::shared_ptr<const TenantRuntime> tenant) {
  TurnStart start;
  start.kind = input.kind;
  start.text = std::move(input.text);
  start.channel = state_.channel;
  start.inbound_id = std::move(input.id);
  start.body = std::move(input.body);
  start.locale = input.overrides.text(
      "locale", state_.locale.empty() ? tenant->config().locale : state_.locale);
  start.settings = tenant->settings();
  if (!input.overrides.is_null()) {
    start.settings = overridden(*start.settings, tenant->config(), input.overrides);
    start.overrides = json::write(input.overrides);
  }
  start.turn = state_.row.last_turn;
  start.run = running_run_;
  start.turn_id = std::make_shared<const std::string>(turn_id(state_.row.salt, start.turn));
  start.deadline_ms = options.deadline_ms > 0 ? options.deadline_ms : tenant->limits().deadline_ms;
  start.retriever = tenant_->knowledge(core_, *tenant, start.settings->kb);
  start.route = core_.route(*tenant, start.settings->route);
  start.tenant = std::move(tenant);
  return start;
}

std::shared_ptr<TurnStream> SessionActor::make_stream(std::shared_ptr<const std::string> id,
                                                      TurnOptions& options, std::int64_t run,
                                                      bool started_it) {
  Task on_room;
  if (started_it) {
    on_room = [weak = weak_from_this(), run] {
      if (const auto self = weak.lock()) self->post({TurnInput::room, run, 0, {}});
    };
  }
  return std::make_shared<TurnStream>(std::move(id), core_.limits().event_text_bytes,
                                      std::move(options.notify), std::move(on_room));
}

// ---- from the side

void SessionActor::cancel(std::int64_t run) {
  post({TurnInput::cancel, run, 0, {}});
}

void SessionActor::cancel_running() {
  std::int64_t run = 0;
  {
    const std::lock_guard lock(mutex_);
    if (running_) run = running_run_;
  }
  if (run != 0) cancel(run);
}

void SessionActor::set_manner(std::string locale, std::string channel) {
  std::unique_lock lock(mutex_);
  take_token(lock);
  if (!locale.empty()) state_.locale = std::move(locale);
  state_.channel = std::move(channel);
  give_token();
}

void SessionActor::wait_until_idle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !running_; });
}

SessionRow SessionActor::row() const {
  const std::lock_guard lock(mutex_);
  return committed_;
}

}  // namespace parley
