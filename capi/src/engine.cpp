#include "call.hpp"
#include "host_data.hpp"

using namespace parley;
using namespace parley::capi;

parley_status parley_engine_open(const char* json_text, size_t len, parley_engine** engine,
                                 parley_error** error) {
  return guarded(error, [&]() -> Result<void> {
    if (engine == nullptr) return null_argument("the place for the engine");
    *engine = nullptr;
    auto document = json(json_text, len);
    if (!document.ok()) return std::move(document).error();
    return give(Engine::open(document.value()), engine);
  });
}

parley_status parley_engine_drain(parley_engine* engine, int32_t timeout_ms, parley_error** error) {
  return guarded(error, [&]() -> Result<parley_status> {
    if (auto good = usable(engine, "engine"); !good.ok()) return std::move(good).error();
    auto empty = engine->value.drain(timeout_ms);
    if (!empty.ok()) return std::move(empty).error();
    return parley_status{empty.value() ? PARLEY_OK : PARLEY_AGAIN};
  });
}

void parley_engine_free(parley_engine* engine) {
  if (engine == nullptr || engine->born.inherited()) return;
  guarded(nullptr, [&]() -> Result<void> {
    engine->value.close();
    return {};
  });
  delete engine;
}

parley_status parley_engine_info(parley_engine* engine, const char* what, size_t len,
                                 parley_result** result, parley_error** error) {
  return ask(engine, "engine", what, len, result, error,
             [](Engine& value, std::string_view word) { return value.info(word); });
}

parley_status parley_engine_next_turn(parley_engine* engine, int32_t /*timeout_ms*/,
                                      parley_turn** turn, parley_error** error) {
  return not_yet(engine, "engine", turn, error);
}

void parley_engine_set_notify(parley_engine* engine, parley_notify_fn /*fn*/, void* data,
                              parley_free_fn data_free) {
  guarded(nullptr, [&]() -> Result<void> {
    HostData fresh = own(data, data_free);
    if (auto good = usable(engine, "engine"); !good.ok()) return good;
    const std::lock_guard lock(engine->mutex);
    engine->notify.swap(fresh);
    return {};
  });
}

parley_status parley_engine_set_secret(parley_engine* engine, const char* tenant, size_t tenant_len,
                                       const char* name, size_t name_len, const char* value,
                                       size_t value_len, parley_error** error) {
  return guarded(error, [&]() -> Result<void> {
    if (auto good = usable(engine, "engine"); !good.ok()) return good;
    const bool of_engine = tenant == nullptr && tenant_len == 0;
    auto owner = of_engine ? text(nullptr, 0, "") : id(tenant, tenant_len, "the tenant's id");
    if (!owner.ok()) return std::move(owner).error();
    auto word = id(name, name_len, "the secret's name");
    if (!word.ok()) return std::move(word).error();
    auto bytes = text(value, value_len, "the secret's value");
    if (!bytes.ok()) return std::move(bytes).error();
    return engine->value.set_secret(owner.value(), word.value(), bytes.value());
  });
}

void parley_engine_set_log(parley_engine* engine, parley_log_fn fn, void* data,
                           parley_free_fn data_free) {
  guarded(nullptr, [&]() -> Result<void> {
    HostData owned = own(data, data_free);
    if (auto good = usable(engine, "engine"); !good.ok()) return good;
    Engine::LogFunction sink;
    if (fn != nullptr) {
      sink = [fn, owned = std::move(owned)](std::int32_t level, std::string_view line) {
        fn(owned.get(), level, borrow(line));
      };
    }
    engine->value.set_log(std::move(sink));
    return {};
  });
}
