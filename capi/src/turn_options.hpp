#pragma once

#include "call.hpp"

namespace parley::capi {

// A caller's options, taken over. The callback's data is in the library's care once take() was
// called, whatever becomes of it, so take() comes before the first check of any other parameter.
class TakenOptions {
 public:
  // Reads only what the struct's own size says is there. NULL: the defaults.
  static TakenOptions take(const parley_turn_options* options);

  // What the engine is to do, or why this library cannot.
  Result<TurnOptions> judge() &&;

 private:
  parley_turn_options known_{};  // members that the caller's struct has not are zero
  HostData data_;
  std::size_t size_ = sizeof(parley_turn_options);
  bool tail_zero_ = true;
};

}  // namespace parley::capi
