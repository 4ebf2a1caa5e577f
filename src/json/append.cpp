#include "json/append.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

#include "json/bytes.hpp"
#include "json/utf8.hpp"

namespace parley::json {
namespace {

// Not zero when one of the eight bytes is a control character, a quote, a backslash or not ASCII.
// May also say so of a byte above such a one, never misses one.
std::uint64_t needs_care(std::uint64_t bytes) {
  const std::uint64_t quote = bytes ^ repeat('"');
  const std::uint64_t backslash = bytes ^ repeat('\\');
  return (bytes | (bytes - repeat(0x20)) | (quote - repeat(1)) | (backslash - repeat(1))) &
         repeat(0x80);
}

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

// How many bytes at the front can be copied as they are.
std::size_t plain_run(std::string_view text) {
  std::size_t size = 0;
  for (std::uint64_t bytes = 0; size + sizeof bytes <= text.size(); size += sizeof bytes) {
    std::memcpy(&bytes, text.data() + size, sizeof bytes);
    if (needs_care(bytes) != 0) break;
  }
  while (size < text.size() && is_plain(text[size]))
    ++size;
  return size;
}

void append_escape(std::string& out, char c) {
  static constexpr std::string_view kShort = "\"\\\b\f\n\r\t";
  static constexpr std::string_view kLetters = "\"\\bfnrt";
  static constexpr std::string_view kDigits = "0123456789abcdef";
  out.push_back('\\');
  if (const auto found = kShort.find(c); found != std::string_view::npos) {
    out.push_back(kLetters[found]);
    return;
  }
  const auto byte = static_cast<unsigned char>(c);
  out.append("u00");
  out.push_back(kDigits[byte >> 4]);
  out.push_back(kDigits[byte & 15]);
}

template <class Number>
void append_chars(std::string& out, Number number) {
  std::array<char, 32> buffer;  // the longest double takes 24
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  out.append(buffer.data(), end);
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out.push_back('"');
  while (true) {
    const std::size_t run = plain_run(text);
    out.append(text.substr(0, run));
    text.remove_prefix(run);
    if (text.empty()) break;
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      append_escape(out, text.front());
      text.remove_prefix(1);
      continue;
    }
    const std::string_view before = text;
    const bool good = take_code_point(text) != kBadUtf8;
    out.append(good ? before.substr(0, before.size() - text.size()) : "\xef\xbf\xbd");
  }
  out.push_back('"');
}

void append_integer(std::string& out, std::int64_t number) {
  append_chars(out, number);
}

void append_unsigned(std::string& out, std::uint64_t number) {
  append_chars(out, number);
}

void append_double(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out.append("null");
  } else if (number >= -0x1p63 && number < 0x1p63 && number == std::trunc(number)) {
    append_integer(out, static_cast<std::int64_t>(number));
  } else {
    append_chars(out, number);
  }
}

}  // namespace parley::json
