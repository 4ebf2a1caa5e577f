#include "memory/window.hpp"

#include <algorithm>

namespace parley::memory {

Window window(std::span<const HistoryTurn> history, WindowLimits limits) {
  std::int64_t tokens = 0;
  std::size_t begin = history.size();
  while (begin > 0 &&
         history.size() - begin < static_cast<std::size_t>(std::max(limits.turns, 0))) {
    const std::int64_t with = tokens + history[begin - 1].tokens;
    if (with > limits.tokens) break;
    tokens = with;
    --begin;
  }
  return {history.subspan(begin), static_cast<std::int32_t>(tokens), begin};
}

}  // namespace parley::memory
