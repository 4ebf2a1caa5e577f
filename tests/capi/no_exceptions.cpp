#include "parley.hpp"

// Compiled with -fno-exceptions: a host that has none asks ok() first.
bool opens(std::string_view json);
bool opens(std::string_view json) {
  return parley::api::Engine::open(json).ok();
}
