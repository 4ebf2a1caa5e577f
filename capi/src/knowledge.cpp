#include "call.hpp"

using namespace parley;
using namespace parley::capi;

parley_status parley_kb_apply(parley_tenant* tenant, const char* batch, size_t len,
                              parley_result** result, parley_error** error) {
  return ask(
      tenant, "tenant", batch, len, result, error,
      [](Tenant& value, std::string_view document) { return value.kb_apply(document); },
      kBatchBytes);
}

parley_status parley_kb_search(parley_tenant* tenant, const char* query, size_t len,
                               parley_result** result, parley_error** error) {
  return ask(tenant, "tenant", query, len, result, error,
             [](Tenant& value, std::string_view q) { return value.kb_search(q); });
}

parley_status parley_kb_info(parley_tenant* tenant, const char* query, size_t len,
                             parley_result** result, parley_error** error) {
  return ask(tenant, "tenant", query, len, result, error,
             [](Tenant& value, std::string_view q) { return value.kb_info(q); });
}

parley_status parley_kb_rollback(parley_tenant* tenant, const char* kb, size_t len, int64_t version,
                                 parley_error** error) {
  return guarded(error, [&]() -> Result<void> {
    if (auto good = usable(tenant, "tenant"); !good.ok()) return good;
    const bool standard = kb == nullptr && len == 0;
    auto base = standard ? text(nullptr, 0, "") : id(kb, len, "the knowledge base's name");
    if (!base.ok()) return std::move(base).error();
    auto answer = tenant->value.kb_rollback(base.value(), version);
    if (!answer.ok()) return std::move(answer).error();
    return {};
  });
}
