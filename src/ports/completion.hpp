#pragma once

#include "parley/result.hpp"

#include "base/function.hpp"

namespace parley {

// Called exactly once, from any thread and possibly before the call that took it returns. It must
// only hand the result on (post mail): it may run on the ledger's or the network's thread.
template <class T>
using Completion = UniqueFunction<void(Result<T>)>;

}  // namespace parley
