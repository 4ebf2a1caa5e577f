#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "llm/responder/texts.hpp"
#include "ports/evidence.hpp"

namespace parley::llm {

struct PickOptions {
  std::int64_t min_confidence_e4 = 4'600;  // below it the answer is not known
  std::int64_t ask_back_margin_e4 =
      200;  // two answers closer than this share of the better one are asked about; 0 = never
};

struct Pick {
  enum class Kind : std::uint8_t { quote, clarify, unknown, empty_input };
  Kind kind = Kind::unknown;
  // quote: bytes of evidence.passages[passage].text
  std::int32_t passage = -1;
  std::int32_t begin = 0;
  std::int32_t size = 0;
  // clarify: what the two answers are about
  std::vector<std::string> choices;
  // Share of the question's weight that the best sentence and what stands around it cover, 0 …
  // 10,000.
  std::int64_t confidence_e4 = 0;
};

// Finds the sentence that answers. Pure: equal arguments give an equal pick. Looks at the first
// kMaxPassages passages. A sentence counts what it shares with the question, each word by its
// rarity; less what only its headings, neighbours and passage share; a bonus when it holds the kind
// of answer asked for; and the passage's score.
Pick pick_answer(const Evidence& evidence, std::string_view question, std::string_view locale,
                 const PickOptions& options = {});

inline constexpr std::size_t kMaxPassages = 8;

}  // namespace parley::llm
