#include "call.hpp"

using namespace parley;
using namespace parley::capi;

parley_status parley_session_open(parley_tenant* tenant, const char* json_text, size_t len,
                                  parley_session** session, parley_error** error) {
  return guarded(error, [&]() -> Result<void> {
    if (auto good = usable(tenant, "tenant", session); !good.ok()) return good;
    auto document = json(json_text, len);
    if (!document.ok()) return std::move(document).error();
    return give(tenant->value.open_session(document.value()), session);
  });
}

void parley_session_free(parley_session* session) {
  release(session);
}

parley_str parley_session_get_id(const parley_session* session) {
  return session == nullptr ? borrow({}) : borrow(session->value.id());
}

parley_status parley_session_list(parley_tenant* tenant, const char* query, size_t len,
                                  parley_result** result, parley_error** error) {
  return ask(tenant, "tenant", query, len, result, error,
             [](Tenant& value, std::string_view q) { return value.list_sessions(q); });
}

parley_status parley_session_append(parley_session* session, const char* input, size_t len,
                                    parley_result** result, parley_error** error) {
  return ask(session, "session", input, len, result, error,
             [](Session& value, std::string_view document) { return value.append(document); });
}

parley_status parley_session_view(parley_session* session, const char* query, size_t len,
                                  parley_result** result, parley_error** error) {
  return ask(session, "session", query, len, result, error,
             [](Session& value, std::string_view q) { return value.view(q); });
}

parley_status parley_customer_export(parley_tenant* tenant, const char* /*customer*/,
                                     size_t /*len*/, parley_result** result, parley_error** error) {
  return not_yet(tenant, "tenant", result, error);
}

parley_status parley_customer_erase(parley_tenant* tenant, const char* /*customer*/, size_t /*len*/,
                                    parley_result** result, parley_error** error) {
  return not_yet(tenant, "tenant", result, error);
}
