#pragma once

#include <cstdint>
#include <string_view>

namespace parley {

// Outcome of a call, with the same numbers as parley_status of the C ABI: 0 ok, above 0 not an
// error, below 0 failure, -100 and below: the engine is broken and can only be freed. Since 0.1.
enum class Status : std::int32_t {
  ok = 0,
  again = 1,  // nothing to hand out within the timeout
  done = 2,   // nothing will ever follow
  argument = -1,
  version = -2,
  state = -3,
  config = -4,
  not_found = -5,
  busy = -6,
  limit = -7,
  conflict = -8,
  cancelled = -9,
  deadline = -10,
  provider = -20,
  network = -21,
  store = -22,
  tool = -23,
  broken = -100,
  no_memory = -101,
  internal = -102,
};

// "ok", "again", "err_argument" …; "unknown" for a number that is none of them. Static text. Since
// 0.1.
std::string_view status_name(Status status) noexcept;

}  // namespace parley
