#include "engine/history_rows.hpp"

#include <utility>

#include "engine/turn_record.hpp"

namespace parley {

std::vector<HistoryTurn> history_of(const std::vector<EventRow>& rows) {
  std::vector<HistoryTurn> out;
  HistoryTurn turn;
  for (const EventRow& row : rows) {
    if (row.kind == kRowHumanMessage) {
      HistoryTurn& written = out.emplace_back();
      written.turn = row.turn;
      written.answer = row.text;
      written.human = true;
    }
    if (row.kind == kRowInput) {
      turn = {};
      turn.turn = row.turn;
      turn.question = row.text;
    }
    if (row.kind != static_cast<int>(EventKind::end) || row.turn != turn.turn) continue;
    turn.answer = row.text;
    const auto record = decode(row.meta, turn.answer);
    const EndReason reason = record ? record->end.reason : EndReason::error;
    turn.interrupted = reason != EndReason::stop && reason != EndReason::handoff;
    out.push_back(std::exchange(turn, {}));
  }
  return out;
}

}  // namespace parley
