#include "engine/tenant_slot.hpp"

#include <utility>

#include "base/error.hpp"
#include "engine/core.hpp"

namespace parley {

Result<std::shared_ptr<const TenantRuntime>> TenantSlot::runtime() const {
  const std::lock_guard lock(mutex_);
  if (deleted_) return make_error(Status::not_found, "tenant '" + name_ + "' was deleted");
  return runtime_;
}

void TenantSlot::replace(std::shared_ptr<const TenantRuntime> runtime) {
  const std::lock_guard lock(mutex_);
  // Two puts may cross: the later version stays.
  if (runtime->version() >= runtime_->version()) runtime_ = std::move(runtime);
}

void TenantSlot::mark_deleted() {
  const std::lock_guard lock(mutex_);
  deleted_ = true;
  knowledge_.clear();
}

std::shared_ptr<KnowledgeSlot> TenantSlot::knowledge(Core& core, const TenantRuntime& runtime,
                                                     std::string_view kb) {
  const KnowledgeConfig& config = runtime.knowledge();
  const std::string_view name = kb.empty() ? std::string_view(config.kb) : kb;
  const std::lock_guard lock(mutex_);
  auto found = knowledge_.find(name);
  if (found != knowledge_.end() && found->second->serves(runtime.config().locale, config))
    return found->second;
  auto fresh = std::make_shared<KnowledgeSlot>(core.catalog(), core.pool(), id_, std::string(name),
                                               runtime.config().locale, config);
  knowledge_.insert_or_assign(std::string(name), fresh);
  return fresh;
}

std::shared_ptr<KnowledgeSlot> TenantSlot::knowledge_then(Core& core, const TenantRuntime& runtime,
                                                          std::string_view kb) const {
  const KnowledgeConfig& config = runtime.knowledge();
  {
    const std::lock_guard lock(mutex_);
    const auto found = knowledge_.find(kb);
    if (found != knowledge_.end() && found->second->serves(runtime.config().locale, config))
      return found->second;
  }
  return std::make_shared<KnowledgeSlot>(core.catalog(), core.pool(), id_, std::string(kb),
                                         runtime.config().locale, config);
}

Result<void> TenantSlot::turn_begins() {
  std::int64_t limit = 0;
  {
    const std::lock_guard lock(mutex_);
    limit = runtime_->limits().turns_running;
  }
  if (++turns_ <= limit) return {};
  --turns_;
  return make_error(Status::limit,
                    "tenant '" + name_ + "' has " + std::to_string(limit) +
                        " turns running, its limits.turns_running; try again when some have ended",
                    R"({"retryable":true,"retry_after_ms":1000})");
}

}  // namespace parley
