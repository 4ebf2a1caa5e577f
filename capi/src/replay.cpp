#include "call.hpp"

parley_status parley_replay(parley_engine* engine, const char* /*options*/, size_t /*options_len*/,
                            const char* /*trace*/, size_t /*len*/, parley_result** result,
                            parley_error** error) {
  return parley::capi::not_yet(engine, "engine", result, error);
}
