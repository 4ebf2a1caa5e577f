#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "retrieval/document.hpp"

namespace parley::retrieval {

// Collects headings and lines in reading order into blocks.
class Outline {
 public:
  explicit Outline(std::string_view title) : title_(title) {}

  // Level 1 … 6. The document's first heading gives the title when none is set, and is then no part
  // of any path.
  void heading(int level, std::string_view text);
  void line(std::string_view text);
  // Used when neither the caller nor a heading gives a title.
  void fallback_title(std::string_view title) { fallback_ = title; }
  ParsedDocument finish(std::string_view name) &&;

 private:
  std::string path() const;

  std::string title_;
  std::string fallback_;
  bool path_changed_ = true;
  bool seen_heading_ = false;
  std::vector<std::pair<int, std::string>> open_;  // an empty text: the heading that is the title
  std::vector<Block> blocks_;
};

// Runs of white space and control characters become one blank; none at the ends. Line breaks stay
// when `keep_lines`.
std::string squeeze(std::string_view text, bool keep_lines = false);

// "Header: cell; Header: cell"; empty cells are left out, a cell without header stands alone.
std::string table_line(const std::vector<std::string>& header, const std::vector<std::string>& row);

void read_markdown(std::string_view body, Outline& out);
void read_html(std::string_view body, Outline& out);
void read_text(std::string_view body, Outline& out);

}  // namespace parley::retrieval
