#pragma once

#include <memory>
#include <string>
#include <utility>

#include "engine/core.hpp"
#include "engine/session_actor.hpp"
#include "engine/tenant_slot.hpp"

namespace parley {

// Behind parley::Tenant.
class TenantHandle {
 public:
  TenantHandle(std::shared_ptr<Core> owner, std::shared_ptr<TenantSlot> tenant)
      : core(std::move(owner)), slot(std::move(tenant)) {}

  // The tenant's current version, if engine and tenant are still there.
  Result<std::shared_ptr<const TenantRuntime>> runtime() const {
    if (!core->usable()) return core->not_usable();
    return slot->runtime();
  }

  const std::shared_ptr<Core> core;
  const std::shared_ptr<TenantSlot> slot;
};

// Behind parley::Session.
class SessionHandle {
 public:
  SessionHandle(std::shared_ptr<Core> owner, std::shared_ptr<SessionActor> session)
      : core(std::move(owner)), actor(std::move(session)) {}

  const std::shared_ptr<Core> core;
  const std::shared_ptr<SessionActor> actor;
};

// The views of parley::Session::view, in views.cpp.
Result<std::string> session_view(Core& core, SessionActor& session, const json::Value& query);
// View "explain", in explain.cpp.
Result<std::string> explain_turn(Core& core, SessionActor& session, const TurnRow& turn);

}  // namespace parley
