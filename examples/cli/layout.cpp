#include "layout.hpp"

#include <algorithm>
#include <array>
#include <ctime>

#include <fmt/format.h>

#include "json/utf8.hpp"

namespace parley::cli {
namespace {

struct Range {
  char32_t first, last;
};

// Marks that stand on the character before them, and what is invisible.
constexpr std::array<Range, 12> kNoColumn = {{{0x300, 0x36f},
                                              {0x483, 0x489},
                                              {0x591, 0x5bd},
                                              {0x610, 0x61a},
                                              {0x64b, 0x65f},
                                              {0x93c, 0x93c},
                                              {0x94d, 0x94d},
                                              {0x1ab0, 0x1aff},
                                              {0x200b, 0x200f},
                                              {0x20d0, 0x20f0},
                                              {0xfe00, 0xfe0f},
                                              {0xfe20, 0xfe2f}}};

constexpr std::array<Range, 10> kTwoColumns = {{{0x1100, 0x115f},
                                                {0x2e80, 0x303e},
                                                {0x3041, 0x33ff},
                                                {0x3400, 0x4dbf},
                                                {0x4e00, 0xa4cf},
                                                {0xac00, 0xd7a3},
                                                {0xf900, 0xfaff},
                                                {0xfe30, 0xfe6f},
                                                {0xff00, 0xff60},
                                                {0x1f300, 0x1faff}}};

template <std::size_t N>
bool within(char32_t c, const std::array<Range, N>& ranges) {
  return std::ranges::any_of(ranges, [c](Range r) { return c >= r.first && c <= r.last; });
}

bool is_control(char32_t c) {
  return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) || c == json::kBadUtf8 ||
         (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

std::size_t columns(char32_t c) {
  if (c < 0x300) return 1;
  return within(c, kNoColumn) ? 0 : within(c, kTwoColumns) ? 2 : 1;
}

std::size_t columns(std::string_view text) {
  std::size_t sum = 0;
  while (!text.empty())
    sum += columns(json::take_code_point(text));
  return sum;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    std::string_view rest = text;
    const char32_t c = json::take_code_point(rest);
    if (is_control(c)) {
      out += "\xef\xbf\xbd";
    } else {
      out += text.substr(0, text.size() - rest.size());
    }
    text = rest;
  }
  return out;
}

std::string WrapStream::feed(std::string_view piece) {
  std::string out;
  while (!piece.empty()) {
    if (piece.front() == '\n' || piece.front() == ' ') {
      out += piece.front();
      column_ = piece.front() == '\n' ? 0 : column_ + 1;
      piece.remove_prefix(1);
      continue;
    }
    const std::string_view word =
        piece.substr(0, std::min(piece.find_first_of(" \n"), piece.size()));
    const std::size_t wide = columns(word);
    if (width_ > 0 && column_ > 0 && column_ + wide > width_) {
      while (!out.empty() && out.back() == ' ')
        out.pop_back();
      out += '\n';
      column_ = 0;
    }
    out += word;
    column_ += wide;
    piece.remove_prefix(word.size());
  }
  return out;
}

std::string wrap(std::string_view text, std::size_t width, std::size_t indent) {
  const std::size_t room = width > indent ? width - indent : 0;
  std::string broken = WrapStream(room).feed(text);
  if (indent == 0) return broken;
  std::string out;
  for (std::size_t at = 0; at <= broken.size();) {
    const std::size_t end = std::min(broken.find('\n', at), broken.size());
    if (at > 0) out += '\n';
    if (end > at) out.append(indent, ' ').append(broken, at, end - at);
    at = end + 1;
  }
  return out;
}

std::string shorten(std::string_view text, std::size_t width) {
  if (columns(text) <= width) return std::string(text);
  std::string out;
  for (std::size_t used = 1; !text.empty();) {
    std::string_view rest = text;
    used += columns(json::take_code_point(rest));
    if (used > width) break;
    out += text.substr(0, text.size() - rest.size());
    text = rest;
  }
  return out + "…";
}

std::string Table::text() const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], columns(row[i]));
  }
  std::string out;
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::string cell = printable(row[i]);
      std::ranges::replace(cell, '\n', ' ');
      out += cell;
      if (i + 1 < row.size()) out.append(widths[i] - columns(row[i]) + 2, ' ');
    }
    out += '\n';
  }
  return out;
}

std::string time_text(std::int64_t unix_ms) {
  const std::time_t seconds = static_cast<std::time_t>(unix_ms / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> out{};
  const std::size_t size = std::strftime(out.data(), out.size(), "%Y-%m-%d %H:%M:%S", &parts);
  return {out.data(), size};
}

std::string score_text(double score) {
  return fmt::format("{:.4f}", score);
}

std::string counted(std::int64_t number, std::string_view one) {
  return fmt::format("{} {}{}", number, one, number == 1 ? "" : "s");
}

}  // namespace parley::cli
