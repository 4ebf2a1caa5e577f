#pragma once

#include <bitset>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley::llm {

// What a question asks for, told by its words.
enum class AnswerType : std::uint8_t { any, when, where, how_much, how_long, who, why, yes_no };

using PairSet = std::bitset<256>;

struct QuestionPhrase {
  std::string phrase;  // as text::fold_plain makes it
  AnswerType type = AnswerType::any;
  PairSet pairs = {};  // of neighbouring bytes, hashed: rules most phrases out at once
};

// The built-in sentences of one language. {quote}, {title}, {document}, {heading}, {first},
// {second} and {name} are filled in.
struct ResponderTexts {
  std::string language;
  std::string quote;
  std::string unknown;  // offers a person itself
  std::string clarify;
  std::string handoff;
  std::string offer_person;
  std::string empty_input;
  std::string greeting;
  std::string error;
  std::vector<QuestionPhrase> question_phrases;  // the longest first
};

// The texts of a locale's language; English for a language that has none. Immutable, any thread.
const ResponderTexts& responder_texts(std::string_view locale);

// By the longest phrase in the question; yes_no only when it stands at the start.
AnswerType answer_type(std::string_view question, const ResponderTexts& texts);

}  // namespace parley::llm
