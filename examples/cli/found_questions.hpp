#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley::cli {

// Questions that a document asks itself: headings that end in a question mark, and lines of a FAQ
// ("Q: …", a bold line, a short line of its own). In the order of the text, without repetitions;
// none longer than 300 bytes. `format` as in schema "batch".
std::vector<std::string> find_questions(std::string_view format, std::string_view body);

// The language of a text among en es fr de it pt by its small words; "en" when none stands out.
std::string_view guess_language(std::string_view text);

}  // namespace parley::cli
