#include "call.hpp"

using namespace parley;
using namespace parley::capi;

parley_status parley_world_advance(parley_engine* engine, int64_t ms, parley_error** error) {
  return guarded(error, [&]() -> Result<void> {
    if (auto good = usable(engine, "engine"); !good.ok()) return good;
    return engine->value.world_advance(ms);
  });
}

parley_status parley_world_feed(parley_engine* engine, const char* json_text, size_t len,
                                parley_error** error) {
  return guarded(error, [&]() -> Result<void> {
    if (auto good = usable(engine, "engine"); !good.ok()) return good;
    auto document = json(json_text, len);
    if (!document.ok()) return std::move(document).error();
    return engine->value.world_feed(document.value());
  });
}

parley_status parley_world_settle(parley_engine* engine, parley_result** result,
                                  parley_error** error) {
  return guarded(error, [&]() -> Result<void> {
    if (auto good = usable(engine, "engine", result); !good.ok()) return good;
    return give(engine->value.world_settle(), result);
  });
}
