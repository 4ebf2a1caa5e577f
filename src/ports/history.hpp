#pragma once

#include <cstdint>
#include <string>

namespace parley {

// One exchange as the prompt sees it: what was asked and what the person got. Both together or
// neither.
struct HistoryTurn {
  std::int64_t turn = 0;    // number within the session
  std::string question;     // empty: nothing was asked (a greeting, a colleague's message)
  std::string answer;       // what was released, or heard where that is known; empty: nothing was
  std::int32_t tokens = 0;  // estimate of both; 0 = not counted yet
  std::int32_t question_tokens = 0;  // the question's share of it; 0 = not counted yet
  bool interrupted = false;          // the answer ended before its time
  bool human = false;                // a colleague answered, not the engine
};

}  // namespace parley
