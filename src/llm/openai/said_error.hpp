#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "json/reader.hpp"

namespace parley::llm::openai {

// What a provider says about a failure. Its words are foreign: they may hold keys and questions.
struct SaidError {
  std::string message;
  std::string type;
  std::string code;       // also a number's digits
  std::int64_t http = 0;  // a code or status that is a number
};

// Takes the next value, which stands behind "error". False when it says that there is none: null,
// false or an empty object.
bool read_error(json::Reader& reader, SaidError& out);

// Looks for an error in a whole JSON text: under "error", also within an array, or at the top as
// {"message", "type", "code"} or {"detail"}. False when there is none.
bool find_error(std::string_view body, SaidError& out);

}  // namespace parley::llm::openai
