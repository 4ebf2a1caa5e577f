#include "call.hpp"

using namespace parley;
using namespace parley::capi;

parley_status parley_tenant_put(parley_engine* engine, const char* id_text, size_t id_len,
                                const char* json_text, size_t json_len, parley_result** result,
                                parley_error** error) {
  return guarded(error, [&]() -> Result<void> {
    if (auto good = usable(engine, "engine", result); !good.ok()) return good;
    auto name = id(id_text, id_len, "the tenant's id");
    if (!name.ok()) return std::move(name).error();
    auto document = json(json_text, json_len);
    if (!document.ok()) return std::move(document).error();
    return give(engine->value.put_tenant(name.value(), document.value()), result);
  });
}

parley_status parley_tenant_list(parley_engine* engine, const char* query, size_t len,
                                 parley_result** result, parley_error** error) {
  return ask(engine, "engine", query, len, result, error,
             [](Engine& value, std::string_view q) { return value.list_tenants(q); });
}

parley_status parley_tenant_open(parley_engine* engine, const char* id_text, size_t len,
                                 parley_tenant** tenant, parley_error** error) {
  return guarded(error, [&]() -> Result<void> {
    if (auto good = usable(engine, "engine", tenant); !good.ok()) return good;
    auto name = id(id_text, len, "the tenant's id");
    if (!name.ok()) return std::move(name).error();
    return give(engine->value.open_tenant(name.value()), tenant);
  });
}

void parley_tenant_free(parley_tenant* tenant) {
  release(tenant);
}

parley_status parley_tenant_get(parley_tenant* tenant, int64_t version, parley_result** result,
                                parley_error** error) {
  return guarded(error, [&]() -> Result<void> {
    if (auto good = usable(tenant, "tenant", result); !good.ok()) return good;
    return give(tenant->value.get(version), result);
  });
}

parley_status parley_tenant_rollback(parley_tenant* tenant, int64_t version, parley_error** error) {
  return guarded(error, [&]() -> Result<void> {
    if (auto good = usable(tenant, "tenant"); !good.ok()) return good;
    return tenant->value.rollback(version);
  });
}

parley_status parley_tenant_delete(parley_tenant* tenant, parley_error** error) {
  return guarded(error, [&]() -> Result<void> {
    if (auto good = usable(tenant, "tenant"); !good.ok()) return good;
    return tenant->value.remove();
  });
}

parley_status parley_tenant_view(parley_tenant* tenant, const char* /*query*/, size_t /*len*/,
                                 parley_result** result, parley_error** error) {
  return not_yet(tenant, "tenant", result, error);
}

parley_status parley_tenant_append(parley_tenant* tenant, const char* /*input*/, size_t /*len*/,
                                   parley_result** result, parley_error** error) {
  return not_yet(tenant, "tenant", result, error);
}

parley_status parley_tenant_understand(parley_tenant* tenant, const char* input, size_t len,
                                       parley_result** result, parley_error** error) {
  return ask(tenant, "tenant", input, len, result, error,
             [](Tenant& value, std::string_view q) { return value.understand(q); });
}
