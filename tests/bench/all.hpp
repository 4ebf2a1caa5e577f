#pragma once

#include "bench/bench.hpp"

// One line a bench; each is defined in the file of its name.
namespace parley::bench {

Bench ledger_bench();
Bench memory_use_bench();
Bench responder_bench();
Bench retrieval_bench();
Bench sse_bench();
Bench startup_bench();
Bench turn_bench();

}  // namespace parley::bench
