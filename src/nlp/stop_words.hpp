#pragma once

#include <string_view>

namespace parley::nlp {

// Articles, pronouns, prepositions, auxiliary verbs, question words and the pieces that an
// apostrophe leaves ("t", "ll", "qu"): words that say little about what a text is about. `folded`
// as text::fold_plain gives it; `language` is en es fr de it pt (a locale such as "de-AT" will do);
// other languages have none.
bool is_stop_word(std::string_view folded, std::string_view language) noexcept;

// The stop words that ask: who, what, when, where, why, how, which and their like.
bool is_question_word(std::string_view folded, std::string_view language) noexcept;

}  // namespace parley::nlp
