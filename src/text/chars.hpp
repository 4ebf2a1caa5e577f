#pragma once

namespace parley::text {

// Letter, digit or a mark that belongs to one: what words are made of.
bool is_word(char32_t c) noexcept;

// A mark that attaches to the character before it (categories Mn, Mc, Me).
bool is_mark(char32_t c) noexcept;

// A letter of a script written without blanks between words: Han, Hiragana, Katakana, Bopomofo,
// Thai, Lao, Khmer, Myanmar. Words in them have no boundary that a letter class could show.
bool is_unspaced(char32_t c) noexcept;

// Blank of any kind, line ends included.
bool is_space(char32_t c) noexcept;

// Capital letter (or title case).
bool is_upper(char32_t c) noexcept;

}  // namespace parley::text
