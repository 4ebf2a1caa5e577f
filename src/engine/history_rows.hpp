#pragma once

#include <vector>

#include "ports/history.hpp"
#include "ports/ledger.hpp"

namespace parley {

// The exchanges that rows of the ledger tell of, in their order: turns that ended, and what people
// of the business wrote.
std::vector<HistoryTurn> history_of(const std::vector<EventRow>& rows);

}  // namespace parley
