#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parley/result.hpp"

namespace parley::dialogue {

inline constexpr std::size_t kMaxChoices = 4;
inline constexpr std::size_t kMaxChoiceBytes = 200;
inline constexpr std::size_t kMaxIntentBytes = 64;
inline constexpr std::size_t kMaxAskedBytes = 1000;
inline constexpr std::uint32_t kMaxUnanswered = 1'000'000;

// What the engine remembers of a conversation besides its words. Kept with the session, at most
// about 2 KB.
struct State {
  std::string last_intent;
  std::vector<std::string> choices;  // the bot asked which of these was meant
  std::string asked;                 // … about this question
  std::uint32_t unanswered = 0;      // questions in a row that nothing answered
  bool offered_person = false;       // the last answer ended with "do you want a person?"

  bool operator==(const State&) const = default;
};

// Compact bytes with a version in front. Texts beyond the limits are cut at a code point, choices
// beyond kMaxChoices dropped.
std::string encode(const State& state);

// No bytes are a fresh state. Bytes that are torn, too long, or of a later version are
// Status::store; nothing is guessed.
Result<State> decode(std::string_view bytes);

// How an answer went, as its stream told.
struct AnswerOutcome {
  bool answered = true;  // false: "I do not know"
  bool offers_person = false;
  std::vector<std::string_view> choices = {};  // it asked which of these was meant
  std::string_view question = {};              // … about this question
};

// The state after an answer was given.
void note_answer(State& state, const AnswerOutcome& outcome);

}  // namespace parley::dialogue
