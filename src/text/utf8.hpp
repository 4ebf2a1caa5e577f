#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parley::text {

// All functions are pure, may run on any thread and are linear in their input.

inline constexpr char32_t kReplacement = 0xFFFD;

// Well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. NUL is a character.
bool is_valid(std::string_view bytes) noexcept;

// The same text with one U+FFFD for every maximal part that cannot belong to a well-formed
// character (the practice the Unicode standard recommends). At most three times as long as the
// input.
std::string repair(std::string_view bytes);

// Decodes the character at `at` (below s.size()) and moves `at` behind it. A malformed part yields
// kReplacement and is stepped over as repair() would replace it, so `at` always grows.
char32_t next(std::string_view s, std::size_t& at) noexcept;

// Appends one character; a surrogate or a number above U+10FFFF becomes kReplacement.
void append(std::string& out, char32_t c);

// Number of characters; a malformed part counts as one.
std::size_t code_points(std::string_view s) noexcept;

// The longest prefix of at most n characters, never cutting inside one.
std::string_view first_code_points(std::string_view s, std::size_t n) noexcept;

}  // namespace parley::text
