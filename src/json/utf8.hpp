#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::json {

inline constexpr char32_t kBadUtf8 = 0xffffffff;

// Takes one code point from the front of `text`, which must not be empty. For bytes that are no
// UTF-8 (also surrogates and overlong forms) takes as many as could have begun a code point, at
// least one, and gives kBadUtf8.
inline char32_t take_code_point(std::string_view& text) noexcept {
  const auto at = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = at(0);
  std::size_t taken = 1;
  char32_t code = lead;
  if (lead >= 0x80) {
    const std::size_t size = lead < 0xc2   ? 0
                             : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3
                             : lead < 0xf5 ? 4
                                           : 0;
    unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    code = size == 0 ? 0 : lead & (0x7fu >> size);
    while (taken < size && taken < text.size() && at(taken) >= low && at(taken) <= high) {
      code = code << 6 | (at(taken) & 0x3fu);
      low = 0x80;
      high = 0xbf;
      ++taken;
    }
    if (taken != size) code = kBadUtf8;
  }
  text.remove_prefix(taken);
  return code;
}

// `code` must be a Unicode scalar value.
inline void append_utf8(std::string& out, char32_t code) {
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xc0 | code >> 6);
  } else {
    if (code < 0x10000) {
      put(0xe0 | code >> 12);
    } else {
      put(0xf0 | code >> 18);
      put(0x80 | (code >> 12 & 0x3f));
    }
    put(0x80 | (code >> 6 & 0x3f));
  }
  put(0x80 | (code & 0x3f));
}

// Code points of valid UTF-8.
inline std::size_t count_code_points(std::string_view text) noexcept {
  std::size_t count = 0;
  for (const char c : text)
    count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return count;
}

}  // namespace parley::json
