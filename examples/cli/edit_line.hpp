#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::cli {

enum class Key {
  text,  // a character, in KeyPress::text
  enter,
  backspace,
  erase,
  left,
  right,
  up,
  down,
  home,
  end,
  kill_before,  // Ctrl-U
  kill_behind,  // Ctrl-K
  kill_word,    // Ctrl-W
  interrupt,    // Ctrl-C
  end_of_file,  // Ctrl-D
  redraw,       // Ctrl-L
};

struct KeyPress {
  Key key = Key::text;
  std::string text;
};

// Turns the bytes of a terminal in raw mode into keys. Pasted text (between the brackets of
// bracketed paste) comes as characters, its line ends as blanks, so that a paste never sends by
// itself. Sequences that it does not know are dropped.
class KeyReader {
 public:
  std::optional<KeyPress> feed(char byte);

 private:
  std::optional<KeyPress> escape(char byte);
  std::optional<KeyPress> sequence();
  std::optional<KeyPress> control(char byte);
  std::optional<KeyPress> character(char byte);

  std::string pending_;  // of an escape sequence or of a character
  bool pasting_ = false;
};

// The line being typed, UTF-8; the cursor stands between code points. Earlier lines are reached by
// up and down, at most kMostLines of them; a line has at most kMostBytes, what goes beyond is not
// taken.
class EditLine {
 public:
  static constexpr std::size_t kMostLines = 500;
  static constexpr std::size_t kMostBytes = 16 * 1024;

  void press(const KeyPress& key);
  const std::string& text() const { return text_; }
  std::size_t cursor() const { return cursor_; }
  // Ends the line: it goes to the earlier ones, and a new one begins.
  std::string take();
  void clear();

 private:
  std::size_t before(std::size_t at) const;
  std::size_t behind(std::size_t at) const;
  void erase(std::size_t from, std::size_t to);
  void recall(std::ptrdiff_t step);

  std::string text_;
  std::size_t cursor_ = 0;
  std::vector<std::string> earlier_;
  std::size_t recalled_ = 0;  // index into earlier_; its size = the line being typed
  std::string typed_;         // kept while an earlier line is shown
};

// The part of a line that fits into `width` columns around the cursor, and the column where the
// cursor stands in it.
struct Visible {
  std::string text;
  std::size_t column = 0;
};
Visible visible_part(std::string_view text, std::size_t cursor, std::size_t width);

}  // namespace parley::cli
