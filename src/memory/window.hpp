#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "ports/history.hpp"

namespace parley::memory {

struct WindowLimits {
  std::int32_t tokens = 2000;
  std::int32_t turns = 40;
};

struct Window {
  std::span<const HistoryTurn> turns;  // oldest first; points into what was given
  std::int32_t tokens = 0;
  std::size_t left_out = 0;  // older turns that did not fit
};

// The newest turns that fit both limits, without a gap: the first turn that does not fit ends the
// window, however small the ones before it are. A turn is never split. Looks only at the turns it
// takes and one more. Pure.
Window window(std::span<const HistoryTurn> history, WindowLimits limits);

}  // namespace parley::memory
