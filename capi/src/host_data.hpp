#pragma once

#include "handles.hpp"

namespace parley::capi {

// Takes a callback's data into the library's care. `free`, if there is one, runs exactly once, also
// when this throws because memory ran out.
inline HostData own(void* data, parley_free_fn free) {
  return HostData(data, [free](void* owned) {
    if (free != nullptr) free(owned);
  });
}

}  // namespace parley::capi
