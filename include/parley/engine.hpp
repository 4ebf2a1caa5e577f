#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "parley/result.hpp"
#include "parley/tenant.hpp"

namespace parley {

class Core;

// Owns the data file, the threads and the models. A copyable handle; the engine closes with close()
// or when the last handle of any kind is gone. Any thread. Answers are the JSON texts that parley.h
// describes at the function of the same name. Since 0.1.
class Engine {
 public:
  using LogFunction = std::function<void(std::int32_t level, std::string_view json)>;

  // Schema "engine"; empty text means {} (a data file in memory). Errors: config, version, store,
  // busy, limit.
  static Result<Engine> open(std::string_view json = {});
  explicit Engine(std::shared_ptr<Core> core) : core_(std::move(core)) {}

  // Refuses new turns and waits for the running ones: true when none is left, false when the time
  // ran out.
  Result<bool> drain(std::int32_t timeout_ms);
  // Cancels what runs, commits what was said, ends the threads and closes the data file. Other
  // handles stay safe: their calls answer Status::state. Never from a callback.
  void close();

  Result<std::string> info(std::string_view what) const;  // health | metrics | limits
  // level: 1 error … 4 debug. Called on engine threads; must not call the engine. An empty function
  // turns logging off.
  void set_log(LogFunction function);
  // Held in memory only. An empty tenant: for the engine's own models. An empty value removes it.
  Result<void> set_secret(std::string_view tenant, std::string_view name, std::string_view value);

  // Schema "tenant". {tenant, version, hash, changed}. Errors: config with all faults, argument
  // (id), limit, store.
  Result<std::string> put_tenant(std::string_view id, std::string_view json);
  Result<std::string> list_tenants(std::string_view query_json) const;
  Result<Tenant> open_tenant(std::string_view id) const;

  // A scripted world: only for an engine opened with a member "world", else Status::state.
  Result<void> world_advance(std::int64_t ms);
  Result<void> world_feed(std::string_view json);  // schema "world"
  // Waits until nothing can run without the clock or the host: {now_ms, next_ms?, turns}.
  Result<std::string> world_settle();

  // True in a child process made by fork(); see Turn::inherited.
  bool inherited() const noexcept;
  void abandon() noexcept;

 private:
  std::shared_ptr<Core> core_;
};

// Library version ("0.1.0") and build facts as JSON. Static text.
std::string_view version() noexcept;
std::string_view build_info() noexcept;
// A published JSON Schema by name; empty when there is none of that name. Static text.
std::string_view schema(std::string_view name) noexcept;

}  // namespace parley
