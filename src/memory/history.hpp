#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ports/history.hpp"

namespace parley::memory {

struct HistoryLimits {
  std::size_t turns = 200;
  std::size_t bytes =
      48 * 1024;  // of questions and answers; an active session has 64 KiB for everything
};

// Tokens of a turn as a prompt holds it: both texts and what the provider adds around a message.
std::int32_t turn_tokens(const HistoryTurn& turn);

// The turns an active session keeps at hand. When a limit is passed the oldest go, so that what
// stays has no gap; a turn larger than the byte limit therefore leaves nothing. Belongs to one
// session actor; not thread-safe.
class History {
 public:
  explicit History(HistoryLimits limits = {}) : limits_(limits) {}

  // Turns come in order of their numbers. Counts the tokens where `turn.tokens` is 0.
  void add(HistoryTurn turn);

  // What the person got of a turn turned out to be less (delivered, heard) or something else. False
  // when the turn is not here.
  bool amend(std::int64_t turn, std::string_view answer, bool interrupted);

  void clear();

  std::span<const HistoryTurn> turns() const;  // oldest first; valid until the next change
  std::size_t bytes() const { return bytes_; }
  std::int64_t dropped() const { return dropped_; }  // turns that overflowed since the beginning

 private:
  void trim();
  void drop_oldest();

  HistoryLimits limits_;
  std::vector<HistoryTurn> turns_;
  std::size_t first_ = 0;  // turns_ before it are dropped; moved down when they are half of all
  std::size_t bytes_ = 0;
  std::int64_t dropped_ = 0;
};

}  // namespace parley::memory
