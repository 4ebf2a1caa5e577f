#pragma once

#include <string_view>

#include "llm/responder/texts.hpp"

namespace parley::llm {

// Whether a sentence holds something of the kind that is asked for: a number or number word for
// amounts, times and spans, a name for persons and places. Always false for why, yes_no and any.
bool has_sign(std::string_view sentence, AnswerType type, std::string_view language);

}  // namespace parley::llm
