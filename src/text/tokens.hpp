#pragma once

#include <cstdint>
#include <string_view>

namespace parley::text {

// What a text costs a language model, about: an estimate for budgets that needs no vocabulary and
// is the same everywhere.
//   Latin letters     a run of n letters (marks ignored): 1 + (n - 1) / 7
//   other alphabets   a run of n letters: (n + 2) / 3
//   Han, kana, Thai … one each
//   digits            a run of n: (n + 2) / 3
//   line ends         a run: 1; other blanks: 0
//   anything else     (punctuation, symbols) 1 each, but a run of one repeated ASCII character of
//   length n: (n + 3) / 4
// Never negative; at most the number of code points.
std::int32_t estimate_tokens(std::string_view s) noexcept;

}  // namespace parley::text
