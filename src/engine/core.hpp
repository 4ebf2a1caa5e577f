#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sys/types.h>

#include "parley/engine.hpp"

#include "engine/counting_ledger.hpp"
#include "engine/engine_config.hpp"
#include "engine/log.hpp"
#include "engine/models.hpp"
#include "engine/pool.hpp"
#include "engine/secrets.hpp"
#include "engine/session_actor.hpp"
#include "engine/tenant_slot.hpp"
#include "engine/time.hpp"
#include "engine/token_buckets.hpp"
#include "llm/responder/responder.hpp"
#include "llm/scripted/scripted.hpp"
#include "store/store.hpp"

namespace parley {

// What a host may put in place of the built-in parts; null keeps the built-in one. For tests and
// for C++ hosts.
struct EngineParts {
  std::shared_ptr<Embedder> embedder;
  std::shared_ptr<RateLimiter> limiter;
};

// Behind parley::Engine: owns everything and hands out references to it. All calls from any thread.
class Core : public std::enable_shared_from_this<Core> {
 public:
  // The one function that wires the modules together.
  static Result<std::shared_ptr<Core>> open(std::string_view json, EngineParts parts = {});
  ~Core();

  // False once closing began or in a forked child: every call then answers not_usable().
  bool usable() const { return !closing_.load(std::memory_order_acquire) && !inherited(); }
  bool inherited() const;
  Error not_usable() const;
  void close();

  // A host's call that touches the store: as long as one is inside, close() does not take the store
  // down. False when the engine is closing or was inherited; the call then answers not_usable().
  class Call {
   public:
    explicit Call(Core& core) : core_(core), inside_(core.enter()) {}
    ~Call() {
      if (inside_) core_.leave();
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;
    explicit operator bool() const { return inside_; }

   private:
    Core& core_;
    const bool inside_;
  };

  // Parts.
  Clock& clock() const { return *clock_; }
  Random& random() const { return *random_; }
  Pool& pool() const { return *pool_; }
  Catalog& catalog() const { return *store_; }
  Ledger& ledger() const { return *ledger_; }
  const TurnPorts& ports() const { return *ports_; }
  const EngineLimits& limits() const { return config_.limits; }
  Log& log() { return log_; }

  // Tenants.
  Result<std::string> put_tenant(std::string_view id, std::string_view json);
  Result<std::string> list_tenants(std::string_view query);
  Result<std::shared_ptr<TenantSlot>> tenant(std::string_view id);
  Result<void> rollback_tenant(TenantSlot& slot, std::int64_t version);
  Result<void> delete_tenant(TenantSlot& slot);

  // Sessions. One actor a session, however many handles.
  // The session as it stands in the ledger now.
  Result<void> reload(const TenantRuntime& tenant, SessionState& state);
  Result<std::shared_ptr<SessionActor>> session(const std::shared_ptr<TenantSlot>& tenant,
                                                const OpenSession& request);

  // Turns.
  std::vector<std::shared_ptr<ChatModel>> route(const TenantRuntime& tenant,
                                                const std::vector<std::string>& names);
  bool has_model(std::string_view name) const { return config_.models.contains(name); }
  Result<void> turn_begins();
  void turn_ended();
  Result<bool> drain(std::int32_t timeout_ms);
  Result<bool> commit_and_wait(TurnCommit commit);

  Result<std::string> info(std::string_view what);
  Result<void> set_secret(std::string_view tenant, std::string_view name, std::string_view value);

  // World.
  Result<void> world_advance(std::int64_t ms);
  Result<void> world_feed(std::string_view json);
  Result<std::string> world_settle();

 private:
  Core() = default;
  bool enter();
  void leave();
  Result<void> wire(std::string_view json, EngineParts parts);
  Result<void> open_store();
  Result<void> room_for_tenant();
  Result<void> choose_random();
  Result<void> end_orphans();
  TurnCommit orphan_end(const store::OrphanTurn& orphan);
  Result<std::shared_ptr<const TenantRuntime>> compile(const TenantRow& row) const;
  Result<std::shared_ptr<SessionActor>> activate(const std::shared_ptr<TenantSlot>& tenant,
                                                 SessionRow row);
  void remember(const std::shared_ptr<TenantSlot>& slot);
  void write_metrics(std::string& out);
  void write_limits(std::string& out) const;
  void write_health(std::string& out);

  EngineConfig config_;
  pid_t process_ = 0;
  Log log_;
  std::unique_ptr<Clock> clock_;
  ManualClock* manual_clock_ = nullptr;  // the same object, when it is one
  std::unique_ptr<Random> random_;
  WorkCount work_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<CountingLedger> ledger_;
  std::shared_ptr<RateLimiter> limiter_;
  std::shared_ptr<Embedder> embedder_;
  std::unique_ptr<TurnPorts> ports_;
  std::shared_ptr<llm::ScriptedProvider> scripted_;  // of the world; null without one
  std::unique_ptr<Pool> pool_;

  std::atomic<bool> closing_ = false;
  std::atomic<bool> draining_ = false;
  std::once_flag closed_;
  std::mutex calls_mutex_;
  std::condition_variable no_calls_;
  std::int64_t calls_ = 0;
  std::mutex turns_mutex_;
  std::condition_variable no_turns_;
  std::int64_t turns_ = 0;
  std::int64_t turns_total_ = 0;

  std::mutex putting_;  // one tenant's document at a time
  std::mutex tenants_mutex_;
  std::map<std::string, std::shared_ptr<TenantSlot>, std::less<>> tenants_;
  std::uint64_t uses_ = 0;

  std::mutex sessions_mutex_;
  std::unordered_map<std::int64_t, std::weak_ptr<SessionActor>> sessions_;
  std::size_t sweep_at_ = 1024;  // expired entries are dropped when the map reaches this size

  std::unique_ptr<Secrets> secrets_;
  std::unique_ptr<Models> models_;
};

}  // namespace parley
