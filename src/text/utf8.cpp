#include "text/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace parley::text {
namespace {

constexpr std::string_view kReplacementBytes = "\xEF\xBF\xBD";

struct Decoded {
  char32_t code = kReplacement;
  std::size_t size = 1;
  bool valid = false;
};

// What a lead byte promises: the length, and the range the second byte must lie in, which is what
// rules out overlong forms, surrogates and numbers above U+10FFFF.
struct Lead {
  std::size_t size = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
};

constexpr Lead lead_of(unsigned char b) noexcept {
  if (b < 0xC2 || b > 0xF4) return {};
  if (b < 0xE0) return {2};
  if (b < 0xF0) {
    if (b == 0xE0) return {3, 0xA0, 0xBF};
    if (b == 0xED) return {3, 0x80, 0x9F};
    return {3};
  }
  if (b == 0xF0) return {4, 0x90, 0xBF};
  if (b == 0xF4) return {4, 0x80, 0x8F};
  return {4};
}

Decoded decode(std::string_view s, std::size_t at) noexcept {
  const auto first = static_cast<unsigned char>(s[at]);
  if (first < 0x80) return {first, 1, true};
  const Lead lead = lead_of(first);
  if (lead.size == 0) return {};
  auto code = static_cast<char32_t>(first & (0x7Fu >> lead.size));
  for (std::size_t i = 1; i < lead.size; ++i) {
    if (at + i == s.size()) return {kReplacement, i, false};
    const auto b = static_cast<unsigned char>(s[at + i]);
    const unsigned char low = i == 1 ? lead.low : 0x80;
    const unsigned char high = i == 1 ? lead.high : 0xBF;
    if (b < low || b > high) return {kReplacement, i, false};
    code = (code << 6) | (b & 0x3Fu);
  }
  return {code, lead.size, true};
}

// Where the first byte that is not ASCII stands at or behind `at`.
std::size_t skip_ascii(std::string_view s, std::size_t at) noexcept {
  while (at + 8 <= s.size()) {
    std::uint64_t word = 0;
    std::memcpy(&word, s.data() + at, 8);
    if ((word & 0x8080'8080'8080'8080u) != 0) break;
    at += 8;
  }
  while (at < s.size() && static_cast<unsigned char>(s[at]) < 0x80)
    ++at;
  return at;
}

std::size_t first_malformed(std::string_view s, std::size_t at) noexcept {
  while ((at = skip_ascii(s, at)) < s.size()) {
    const Decoded d = decode(s, at);
    if (!d.valid) return at;
    at += d.size;
  }
  return s.size();
}

}  // namespace

bool is_valid(std::string_view bytes) noexcept {
  return first_malformed(bytes, 0) == bytes.size();
}

std::string repair(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  std::size_t at = 0;
  while (true) {
    const std::size_t bad = first_malformed(bytes, at);
    out.append(bytes.substr(at, bad - at));
    if (bad == bytes.size()) return out;
    out.append(kReplacementBytes);
    at = bad + decode(bytes, bad).size;
  }
}

char32_t next(std::string_view s, std::size_t& at) noexcept {
  const Decoded d = decode(s, at);
  at += d.size;
  return d.code;
}

void append(std::string& out, char32_t c) {
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) {
    out.append(kReplacementBytes);
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

std::size_t code_points(std::string_view s) noexcept {
  std::size_t count = 0;
  std::size_t at = 0;
  while (at < s.size()) {
    const std::size_t ascii = skip_ascii(s, at);
    count += ascii - at;
    at = ascii;
    if (at == s.size()) break;
    at += decode(s, at).size;
    ++count;
  }
  return count;
}

std::string_view first_code_points(std::string_view s, std::size_t n) noexcept {
  if (s.size() <= n) return s;
  std::size_t at = 0;
  for (; n > 0 && at < s.size(); --n)
    at += decode(s, at).size;
  return s.substr(0, at);
}

}  // namespace parley::text
