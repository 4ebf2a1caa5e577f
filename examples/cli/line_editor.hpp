#pragma once

#include <string>
#include <string_view>

#include "edit_line.hpp"

namespace parley::cli {

enum class LineEnd { line, interrupted, closed };

// Reads lines from a person, with arrows, earlier lines and paste on a terminal, plainly from
// anything else. The terminal is in raw mode only while a line is being read, so Ctrl-C stays a
// signal at all other times.
class LineEditor {
 public:
  // Ctrl-C on an empty line, or Ctrl-D, ends the reading; Ctrl-C on a line that has text only
  // clears it.
  LineEnd read(std::string_view prompt, std::string& line);

 private:
  LineEnd read_terminal(std::string_view prompt, std::string& line);
  void draw(std::string_view prompt) const;

  EditLine edit_;
  KeyReader keys_;
};

}  // namespace parley::cli
