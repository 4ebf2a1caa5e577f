#include "text/chars.hpp"

#include <algorithm>
#include <iterator>

#include <utf8proc.h>

namespace parley::text {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

constexpr Range kUnspaced[] = {
    {0x0E01, 0x0E4F},    // Thai, digits apart
    {0x0E80, 0x0ECF},    // Lao
    {0x1000, 0x103F},    // Myanmar
    {0x1050, 0x108F},    //
    {0x1780, 0x17D3},    // Khmer
    {0x2E80, 0x2FDF},    // radicals
    {0x3005, 0x3007},    // iteration mark, closing mark, zero
    {0x3041, 0x30FA},    // Hiragana, Katakana
    {0x30FC, 0x312F},    // long vowel mark, Bopomofo
    {0x31A0, 0x31BF},    // Bopomofo
    {0x31F0, 0x31FF},    // Katakana
    {0x3400, 0x4DBF},    // Han
    {0x4E00, 0x9FFF},    //
    {0xA9E0, 0xA9FE},    // Myanmar
    {0xAA60, 0xAA7F},    //
    {0xF900, 0xFAFF},    // Han
    {0xFF66, 0xFF9F},    // half-width Katakana
    {0x1AFF0, 0x1B16F},  // kana
    {0x20000, 0x3FFFD},  // Han
};

utf8proc_category_t category(char32_t c) noexcept {
  return utf8proc_category(static_cast<utf8proc_int32_t>(c));
}

constexpr bool ascii_upper(char32_t c) {
  return c >= U'A' && c <= U'Z';
}
constexpr bool ascii_lower(char32_t c) {
  return c >= U'a' && c <= U'z';
}
constexpr bool ascii_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}

}  // namespace

bool is_word(char32_t c) noexcept {
  if (c < 0x80) return ascii_lower(c) || ascii_upper(c) || ascii_digit(c);
  switch (category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return true;
    default:
      return false;
  }
}

bool is_mark(char32_t c) noexcept {
  if (c < 0x300) return false;
  const utf8proc_category_t kind = category(c);
  return kind == UTF8PROC_CATEGORY_MN || kind == UTF8PROC_CATEGORY_MC ||
         kind == UTF8PROC_CATEGORY_ME;
}

bool is_unspaced(char32_t c) noexcept {
  if (c < kUnspaced[0].first) return false;
  const auto* range = std::upper_bound(std::begin(kUnspaced), std::end(kUnspaced), c,
                                       [](char32_t x, const Range& r) { return x < r.first; });
  return c <= std::prev(range)->last;
}

bool is_space(char32_t c) noexcept {
  if (c < 0x80) return c == U' ' || (c >= 0x09 && c <= 0x0D);
  if (c == 0x85) return true;
  const utf8proc_category_t kind = category(c);
  return kind == UTF8PROC_CATEGORY_ZS || kind == UTF8PROC_CATEGORY_ZL ||
         kind == UTF8PROC_CATEGORY_ZP;
}

bool is_upper(char32_t c) noexcept {
  if (c < 0x80) return ascii_upper(c);
  const utf8proc_category_t kind = category(c);
  return kind == UTF8PROC_CATEGORY_LU || kind == UTF8PROC_CATEGORY_LT;
}

}  // namespace parley::text
