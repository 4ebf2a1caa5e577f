#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "parley/result.hpp"
#include "parley/session.hpp"

namespace parley {

class TenantHandle;

// One business: the only way to its documents and conversations. A cheap copyable handle that
// follows the tenant through its versions; any thread. After the tenant was deleted calls answer
// Status::not_found. Answers are the JSON texts that parley.h describes at the function of the same
// name. Since 0.1.
class Tenant {
 public:
  explicit Tenant(std::shared_ptr<TenantHandle> handle) : handle_(std::move(handle)) {}

  std::string_view id() const noexcept;
  Result<std::string> get(std::int64_t version = 0) const;  // 0 = current
  Result<void> rollback(std::int64_t version);
  Result<void> remove();  // deletes the tenant

  // Schema "query", parley_tenant_understand: intents and reasons of a text; nothing is stored.
  Result<std::string> understand(std::string_view input_json) const;

  // Knowledge. apply: schema "batch", one atomic publish. search and info: schema "query".
  Result<std::string> kb_apply(std::string_view batch_json);
  Result<std::string> kb_search(std::string_view query_json) const;
  Result<std::string> kb_info(std::string_view query_json) const;
  Result<std::string> kb_rollback(std::string_view kb, std::int64_t version);

  // Schema "session"; empty text means {}. Opens or makes a conversation.
  Result<Session> open_session(std::string_view json = {});
  Result<std::string> list_sessions(std::string_view query_json) const;

 private:
  std::shared_ptr<TenantHandle> handle_;
};

}  // namespace parley
