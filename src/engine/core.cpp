#include "engine/core.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <thread>
#include <utility>

#include <unistd.h>

#include "base/error.hpp"
#include "engine/history_rows.hpp"

namespace parley {

Result<std::shared_ptr<Core>> Core::open(std::string_view json, EngineParts parts) {
  std::shared_ptr<Core> core(new Core);
  if (auto outcome = core->wire(json, std::move(parts)); !outcome) return outcome.error();
  return core;
}

Result<void> Core::wire(std::string_view json, EngineParts parts) {
  process_ = getpid();
  auto config = read_engine_config(json);
  if (!config) return std::move(config).error();
  config_ = *std::move(config);
  log_.set_level(config_.log_level);
  secrets_ = std::make_unique<Secrets>(config_.limits.secrets);

  const WorldConfig& world = config_.world;
  if (world.on && world.manual_clock) {
    auto manual = std::make_unique<ManualClock>(world.start_ms);
    manual_clock_ = manual.get();
    clock_ = std::move(manual);
  } else {
    clock_ = std::make_unique<SystemClock>();
  }
  if (auto outcome = open_store(); !outcome) return outcome;
  if (auto outcome = choose_random(); !outcome) return outcome;
  limiter_ = parts.limiter ? std::move(parts.limiter) : std::make_shared<TokenBuckets>();
  embedder_ = std::move(parts.embedder);
  const int cores = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, 64u));
  pool_ = std::make_unique<Pool>(*clock_, manual_clock_ != nullptr,
                                 config_.pool > 0 ? config_.pool : cores, work_);
  ports_ =
      std::make_unique<TurnPorts>(TurnPorts{*clock_, *ledger_, *pool_, *limiter_, embedder_.get()});
  if (world.on) {
    scripted_ = std::make_shared<llm::ScriptedProvider>(*pool_, *clock_);
    if (auto outcome = scripted_->feed(world.provider); !outcome) return outcome;
  }
  models_ = std::make_unique<Models>(work_, *clock_, *secrets_, scripted_);
  for (const auto& [name, model] : config_.models) {
    if (auto outcome = models_->add(name, model); !outcome) return outcome;
  }
  return end_orphans();
}

// A world's ids repeat from run to run; on a file that has conversations already they go on instead
// of repeating.
Result<void> Core::choose_random() {
  if (!config_.world.on) {
    random_ = std::make_unique<SystemRandom>();
    return {};
  }
  auto made = store_->sessions_made();
  if (!made) return std::move(made).error();
  random_ = std::make_unique<SeededRandom>(config_.world.seed + static_cast<std::uint64_t>(*made) *
                                                                    0x9e3779b97f4a7c15ULL);
  return {};
}

Result<void> Core::open_store() {
  store::StoreConfig config;
  config.path = config_.data;
  config.synchronous = config_.synchronous == "off"      ? store::Synchronous::off
                       : config_.synchronous == "normal" ? store::Synchronous::normal
                                                         : store::Synchronous::full;
  config.now = clock_->unix_ms();
  config.limits.queue_jobs = config_.limits.writer_queue;
  auto opened = store::Store::open(config);
  if (!opened) return std::move(opened).error();
  store_ = *std::move(opened);
  ledger_ = std::make_unique<CountingLedger>(*store_, work_);
  return {};
}

// Turns that a dead process left open: their questions stay in the history, their answers are not
// known.
Result<void> Core::end_orphans() {
  std::vector<store::OrphanTurn> orphans = store_->take_orphans();
  std::map<std::int64_t, SessionRow> heads;  // several turns of one session follow each other
  for (store::OrphanTurn& orphan : orphans) {
    const auto [at, fresh] = heads.try_emplace(orphan.session.id, orphan.session);
    orphan.session = at->second;
    TurnCommit commit = orphan_end(orphan);
    at->second.head_seq = commit.events.back().seq;
    at->second.head_hash = commit.head_hash;
    if (auto done = commit_and_wait(std::move(commit)); !done) return std::move(done).error();
  }
  return {};
}

namespace {

std::string words_of(const std::string& body) {
  std::string out;
  const auto input = json::parse(body);
  if (!input) return out;
  for (const json::Value& part : input->array("parts")) {
    if (!out.empty() && !part.text("text").empty()) out += '\n';
    out += part.text("text");
  }
  return out;
}

void add_row(TurnCommit& commit, const SessionRow& session, EventRow row,
             std::string_view hashed_meta) {
  row.seq = session.head_seq + 1 + static_cast<std::int64_t>(commit.events.size());
  row.at = commit.touched_at;
  row.digest = row_digest(session.salt, row, hashed_meta);
  commit.head_hash = chain(commit.head_hash, row.digest);
  commit.events.push_back(std::move(row));
}

}  // namespace

TurnCommit Core::orphan_end(const store::OrphanTurn& orphan) {
  const SessionRow& session = orphan.session;
  TurnCommit commit;
  commit.session = session.id;
  commit.tenant = session.tenant;
  commit.seen_head = session.head_seq;
  commit.seen_epoch = session.epoch;
  commit.turn_id = orphan.turn.turn_id;
  commit.inbox_state = InboxState::interrupted;
  commit.head_hash = session.head_hash;
  commit.state = session.state;
  commit.owner = session.owner;
  commit.epoch = session.epoch;
  commit.touched_at = clock_->unix_ms();
  EventRow question;
  question.turn = orphan.turn.turn;
  question.kind = kRowInput;
  question.text = words_of(orphan.turn.body);
  add_row(commit, session, std::move(question), {});
  TurnRecord record;
  record.end.reason = EndReason::interrupted;
  record.end.answered_by = "none";
  record.end.released = -1;
  EventRow end;
  end.turn = orphan.turn.turn;
  end.kind = static_cast<int>(EventKind::end);
  std::string hashed;
  end.meta = encode(record, {}, hashed);
  add_row(commit, session, std::move(end), hashed);
  return commit;
}

Core::~Core() {
  close();
}

bool Core::inherited() const {
  return getpid() != process_;
}

Error Core::not_usable() const {
  if (inherited()) {
    return make_error(
        Status::state,
        "this handle was inherited by fork(); open an engine of your own in this process");
  }
  return make_error(Status::state, "the engine was closed");
}

bool Core::enter() {
  if (inherited()) return false;
  const std::lock_guard lock(calls_mutex_);
  if (closing_.load(std::memory_order_relaxed)) return false;
  ++calls_;
  return true;
}

void Core::leave() {
  const std::lock_guard lock(calls_mutex_);
  if (--calls_ == 0) no_calls_.notify_all();
}

void Core::close() {
  if (inherited()) return;
  std::call_once(closed_, [this] {
    {
      const std::lock_guard lock(calls_mutex_);
      closing_.store(true, std::memory_order_release);
    }
    if (!pool_) return;
    std::vector<std::shared_ptr<SessionActor>> actors;
    {
      const std::lock_guard lock(sessions_mutex_);
      for (auto& [id, weak] : sessions_) {
        if (auto actor = weak.lock()) actors.push_back(std::move(actor));
      }
    }
    for (const auto& actor : actors)
      actor->cancel_running();
    {
      std::unique_lock lock(turns_mutex_);
      no_turns_.wait(lock, [this] { return turns_ == 0; });
    }
    {
      std::unique_lock lock(calls_mutex_);
      no_calls_.wait(lock, [this] { return calls_ == 0; });
    }
    work_.wait_for_zero();
    pool_->stop();
    actors.clear();
    {
      const std::lock_guard lock(tenants_mutex_);
      tenants_.clear();
    }
    models_.reset();
    scripted_.reset();
    log_.set_function({});
    store_.reset();
  });
}

// ---- turns

Result<void> Core::turn_begins() {
  // Under the lock: close() sees every turn that was let in.
  const std::lock_guard lock(turns_mutex_);
  if (!usable()) return not_usable();
  if (draining_) return make_error(Status::state, "the engine is draining: it takes no new turns");
  const EngineLimits& limits = config_.limits;
  if (turns_ >= std::min(limits.turns_running, limits.sessions_active)) {
    const bool by_turns = limits.turns_running <= limits.sessions_active;
    return make_error(Status::limit,
                      "the engine has " + std::to_string(turns_) + " turns running, its limits." +
                          (by_turns ? "turns_running" : "sessions_active") +
                          "; try again when some have ended",
                      R"({"retryable":true,"retry_after_ms":1000})");
  }
  ++turns_;
  ++turns_total_;
  return {};
}

void Core::turn_ended() {
  const std::lock_guard lock(turns_mutex_);
  if (--turns_ == 0) no_turns_.notify_all();
}

Result<bool> Core::drain(std::int32_t timeout_ms) {
  if (!usable()) return not_usable();
  draining_ = true;
  std::unique_lock lock(turns_mutex_);
  const auto none = [this] { return turns_ == 0; };
  if (timeout_ms < 0) {
    no_turns_.wait(lock, none);
    return true;
  }
  return no_turns_.wait_for(lock, std::chrono::milliseconds(timeout_ms), none);
}

Result<bool> Core::commit_and_wait(TurnCommit commit) {
  std::promise<Result<bool>> promise;
  auto answer = promise.get_future();
  ledger_->commit(std::move(commit),
                  [&promise](Result<bool> done) { promise.set_value(std::move(done)); });
  return answer.get();
}

std::vector<std::shared_ptr<ChatModel>> Core::route(const TenantRuntime& tenant,
                                                    const std::vector<std::string>& names) {
  std::vector<std::shared_ptr<ChatModel>> out;
  for (const std::string& name : names) {
    if (auto model = models_->find(name)) {
      out.push_back(std::move(model));
    } else {
      log_.write(LogLevel::warning, "model_unavailable",
                 "tenant '" + tenant.config().id + "' names model '" + name +
                     "', which this engine cannot reach");
    }
  }
  out.push_back(tenant.responder());
  return out;
}

// ---- sessions

Result<std::shared_ptr<SessionActor>> Core::session(const std::shared_ptr<TenantSlot>& tenant,
                                                    const OpenSession& request) {
  auto row = ledger_->open_session(request);
  if (!row) return std::move(row).error();
  {
    const std::lock_guard lock(sessions_mutex_);
    const auto found = sessions_.find(row->id);
    if (found != sessions_.end()) {
      if (auto actor = found->second.lock()) return actor;
    }
  }
  return activate(tenant, *std::move(row));
}

Result<void> Core::reload(const TenantRuntime& tenant, SessionState& state) {
  auto row = ledger_->find_session(state.row.tenant, state.row.name);
  if (!row) return std::move(row).error();
  auto dialogue = dialogue::decode(row->state);
  if (!dialogue) return std::move(dialogue).error();
  auto rows = ledger_->recent_events(row->id, tenant.limits().history_turns);
  if (!rows) return std::move(rows).error();
  state.row = *std::move(row);
  state.dialogue = *std::move(dialogue);
  state.history.clear();
  for (HistoryTurn& turn : history_of(*rows))
    state.history.add(std::move(turn));
  return {};
}

Result<std::shared_ptr<SessionActor>> Core::activate(const std::shared_ptr<TenantSlot>& tenant,
                                                     SessionRow row) {
  auto runtime = tenant->runtime();
  if (!runtime) return std::move(runtime).error();
  SessionState state;
  state.row = std::move(row);
  if (auto loaded = reload(**runtime, state); !loaded) return loaded.error();
  const std::int64_t id = state.row.id;
  auto actor = std::make_shared<SessionActor>(*this, tenant, std::move(state));
  const std::lock_guard lock(sessions_mutex_);
  std::weak_ptr<SessionActor>& place = sessions_[id];
  if (auto other = place.lock()) return other;  // somebody was quicker
  place = actor;
  if (sessions_.size() >= sweep_at_) {
    std::erase_if(sessions_, [](const auto& entry) { return entry.second.expired(); });
    sweep_at_ = std::max<std::size_t>(1024, sessions_.size() * 2);
  }
  return actor;
}

}  // namespace parley
