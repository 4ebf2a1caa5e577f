#include "memory/history.hpp"

#include <algorithm>
#include <utility>

#include "text/tokens.hpp"

namespace parley::memory {

namespace {

// Providers wrap a message in a few tokens of their own.
constexpr std::int32_t kMessageTokens = 4;

std::size_t bytes_of(const HistoryTurn& turn) {
  return turn.question.size() + turn.answer.size();
}

std::int32_t question_tokens(const HistoryTurn& turn) {
  return turn.question.empty() ? 0 : text::estimate_tokens(turn.question) + kMessageTokens;
}

}  // namespace

std::int32_t turn_tokens(const HistoryTurn& turn) {
  std::int32_t tokens = 0;
  for (const std::string* text : {&turn.question, &turn.answer}) {
    if (!text->empty()) tokens += text::estimate_tokens(*text) + kMessageTokens;
  }
  return tokens;
}

void History::add(HistoryTurn turn) {
  if (turn.tokens == 0) turn.tokens = turn_tokens(turn);
  if (turn.question_tokens == 0) turn.question_tokens = question_tokens(turn);
  bytes_ += bytes_of(turn);
  turns_.push_back(std::move(turn));
  trim();
}

bool History::amend(std::int64_t turn, std::string_view answer, bool interrupted) {
  const auto begin = turns_.begin() + static_cast<std::ptrdiff_t>(first_);
  const auto found = std::lower_bound(
      begin, turns_.end(), turn,
      [](const HistoryTurn& held, std::int64_t number) { return held.turn < number; });
  if (found == turns_.end() || found->turn != turn) return false;
  bytes_ -= bytes_of(*found);
  found->answer.assign(answer);
  found->interrupted = interrupted;
  found->tokens = turn_tokens(*found);
  bytes_ += bytes_of(*found);
  trim();
  return true;
}

void History::clear() {
  turns_.clear();
  first_ = 0;
  bytes_ = 0;
}

std::span<const HistoryTurn> History::turns() const {
  return std::span<const HistoryTurn>(turns_).subspan(first_);
}

void History::trim() {
  while (first_ < turns_.size() &&
         (turns_.size() - first_ > limits_.turns || bytes_ > limits_.bytes)) {
    drop_oldest();
  }
  if (first_ > 0 && first_ * 2 >= turns_.size()) {
    turns_.erase(turns_.begin(), turns_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  }
}

void History::drop_oldest() {
  HistoryTurn& oldest = turns_[first_++];
  bytes_ -= bytes_of(oldest);
  oldest = {};
  ++dropped_;
}

}  // namespace parley::memory
