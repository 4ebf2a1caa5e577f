#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley::cli {

// Columns of a terminal that a UTF-8 text takes: marks none, East Asian wide characters two.
std::size_t columns(std::string_view text);
std::size_t columns(char32_t c);

// The same text without what a terminal would obey: control characters other than line ends and
// tabs become U+FFFD.
std::string printable(std::string_view text);

// Breaks lines at blanks so that none is wider than `width`; every line begins with `indent`
// blanks. Width 0 breaks nothing.
std::string wrap(std::string_view text, std::size_t width, std::size_t indent = 0);

// The first `width` columns, with an ellipsis when something was cut.
std::string shorten(std::string_view text, std::size_t width);

// The same as wrap for a text that comes in pieces.
class WrapStream {
 public:
  explicit WrapStream(std::size_t width, std::size_t column = 0) : width_(width), column_(column) {}
  std::string feed(std::string_view piece);

 private:
  std::size_t width_;
  std::size_t column_;
};

// Rows under a heading, columns as wide as their widest cell; the last is never padded.
class Table {
 public:
  explicit Table(std::vector<std::string> heading) { rows_.push_back(std::move(heading)); }
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.size() == 1; }
  // Ends with a line end. Cells are made printable.
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

// "2026-11-21 13:05:09" in UTC.
std::string time_text(std::int64_t unix_ms);

// 0.8312 for numbers of four decimals.
std::string score_text(double score);

// "1 question", "3 questions".
std::string counted(std::int64_t number, std::string_view one);

}  // namespace parley::cli
