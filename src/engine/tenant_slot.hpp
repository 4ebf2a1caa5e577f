#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "engine/knowledge_slot.hpp"
#include "engine/tenant_runtime.hpp"
#include "ports/catalog.hpp"

namespace parley {

class Core;

// A tenant in memory: its current version, ready to run, and its knowledge bases. All handles,
// sessions and turns of the tenant share it. Thread-safe.
class TenantSlot {
 public:
  TenantSlot(std::int64_t id, std::shared_ptr<const TenantRuntime> runtime)
      : id_(id), name_(runtime->config().id), runtime_(std::move(runtime)) {}

  std::int64_t id() const { return id_; }
  const std::string& name() const { return name_; }

  // The current version; Status::not_found once the tenant was deleted.
  Result<std::shared_ptr<const TenantRuntime>> runtime() const;
  void replace(std::shared_ptr<const TenantRuntime> runtime);
  void mark_deleted();

  // The knowledge base that a version answers from, or any by name.
  std::shared_ptr<KnowledgeSlot> knowledge(Core& core, const TenantRuntime& runtime,
                                           std::string_view kb = {});

  // The same for a version that is only looked at: the current one's stays in place.
  std::shared_ptr<KnowledgeSlot> knowledge_then(Core& core, const TenantRuntime& runtime,
                                                std::string_view kb) const;

  // Status::limit above limits.turns_running.
  Result<void> turn_begins();
  void turn_ended() { --turns_; }

  std::uint64_t last_use = 0;  // guarded by the registry that holds the slot

 private:
  const std::int64_t id_;
  const std::string name_;
  mutable std::mutex mutex_;
  std::shared_ptr<const TenantRuntime> runtime_;
  bool deleted_ = false;
  std::map<std::string, std::shared_ptr<KnowledgeSlot>, std::less<>> knowledge_;
  std::atomic<std::int64_t> turns_ = 0;
};

}  // namespace parley
