#include "text/tokens.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

#include "text/chars.hpp"
#include "text/utf8.hpp"

namespace parley::text {
namespace {

enum class Kind { latin, alphabet, single, digit, line_end, blank, symbol, mark };

Kind kind_of_ascii(char32_t c) noexcept {
  if ((c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z')) return Kind::latin;
  if (c >= U'0' && c <= U'9') return Kind::digit;
  if (c == U'\n' || c == U'\r') return Kind::line_end;
  return is_space(c) ? Kind::blank : Kind::symbol;
}

const std::array<Kind, 0x80> kAsciiKinds = [] {
  std::array<Kind, 0x80> kinds{};
  for (char32_t c = 0; c < kinds.size(); ++c)
    kinds[c] = kind_of_ascii(c);
  return kinds;
}();

Kind kind_of(char32_t c) noexcept {
  if (c < 0x80) return kAsciiKinds[c];
  if (is_unspaced(c)) return Kind::single;
  if (is_mark(c)) return Kind::mark;
  if (is_word(c)) {
    const bool latin = (c >= 0xC0 && c < 0x250) || (c >= 0x1E00 && c < 0x1F00);
    return latin ? Kind::latin : Kind::alphabet;
  }
  return is_space(c) ? Kind::blank : Kind::symbol;
}

std::size_t cost(Kind kind, std::size_t run, bool ascii) noexcept {
  switch (kind) {
    case Kind::latin:
      return 1 + (run - 1) / 7;
    case Kind::alphabet:
    case Kind::digit:
      return (run + 2) / 3;
    case Kind::symbol:
      return ascii ? (run + 3) / 4 : run;
    case Kind::single:
      return run;
    case Kind::line_end:
      return 1;
    case Kind::blank:
    case Kind::mark:
      return 0;
  }
  return 0;
}

}  // namespace

std::int32_t estimate_tokens(std::string_view s) noexcept {
  std::size_t total = 0;
  Kind kind = Kind::blank;
  char32_t symbol = 0;
  std::size_t run = 0;
  for (std::size_t at = 0; at < s.size();) {
    const auto byte = static_cast<unsigned char>(s[at]);
    const char32_t c = byte < 0x80 ? (++at, byte) : next(s, at);
    const Kind own = kind_of(c);
    if (own == Kind::mark) continue;
    if (own != kind || (own == Kind::symbol && c != symbol)) {
      total += cost(kind, run, symbol < 0x80);
      kind = own;
      symbol = c;
      run = 0;
    }
    ++run;
  }
  total += cost(kind, run, symbol < 0x80);
  constexpr std::size_t kMost = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>(std::min(total, kMost));
}

}  // namespace parley::text
