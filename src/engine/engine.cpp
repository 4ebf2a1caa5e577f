// parley::Engine: checks that the engine is there, then forwards.
#include "parley/engine.hpp"

#include <new>
#include <utility>

#include "engine/core.hpp"
#include "engine/handles.hpp"
#include "parley_build_info.hpp"
#include "schemas/schemas.hpp"

namespace parley {

Result<Engine> Engine::open(std::string_view json) {
  auto core = Core::open(json);
  if (!core) return std::move(core).error();
  return Engine(*std::move(core));
}

Result<bool> Engine::drain(std::int32_t timeout_ms) {
  return core_->drain(timeout_ms);
}

void Engine::close() {
  core_->close();
}

Result<std::string> Engine::info(std::string_view what) const {
  return core_->info(what);
}

void Engine::set_log(LogFunction function) {
  if (core_->usable()) core_->log().set_function(std::move(function));
}

Result<void> Engine::set_secret(std::string_view tenant, std::string_view name,
                                std::string_view value) {
  return core_->set_secret(tenant, name, value);
}

Result<std::string> Engine::put_tenant(std::string_view id, std::string_view json) {
  return core_->put_tenant(id, json);
}

Result<std::string> Engine::list_tenants(std::string_view query_json) const {
  return core_->list_tenants(query_json);
}

Result<Tenant> Engine::open_tenant(std::string_view id) const {
  auto slot = core_->tenant(id);
  if (!slot) return std::move(slot).error();
  return Tenant(std::make_shared<TenantHandle>(core_, *std::move(slot)));
}

Result<void> Engine::world_advance(std::int64_t ms) {
  return core_->world_advance(ms);
}

Result<void> Engine::world_feed(std::string_view json) {
  return core_->world_feed(json);
}

Result<std::string> Engine::world_settle() {
  return core_->world_settle();
}

bool Engine::inherited() const noexcept {
  return core_->inherited();
}

// The child must not run the parent's destructors: the object stays as it is, for ever.
void Engine::abandon() noexcept {
  new std::shared_ptr<Core>(std::move(core_));
}

std::string_view version() noexcept {
  return kVersion;
}

std::string_view build_info() noexcept {
  return kBuildInfo;
}

std::string_view schema(std::string_view name) noexcept {
  return schemas::find(name);
}

}  // namespace parley
