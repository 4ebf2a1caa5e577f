#pragma once

#include "dialogue/state.hpp"

namespace parley::dialogue {

inline State full_state() {
  State state;
  state.last_intent = "returns.how";
  state.choices = {"Returns", "Exchanges"};
  state.asked = "how do I send shoes back";
  state.unanswered = 3;
  state.offered_person = true;
  return state;
}

}  // namespace parley::dialogue
