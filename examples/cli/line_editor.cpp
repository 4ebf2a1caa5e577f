#include "line_editor.hpp"

#include <cerrno>
#include <iostream>

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "layout.hpp"
#include "output.hpp"

namespace parley::cli {
namespace {

void put(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
}

// The terminal gives each byte at once, and a paste in brackets; put back at the end.
class RawMode {
 public:
  RawMode() {
    if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios raw = before_;
    raw.c_iflag &= ~static_cast<tcflag_t>(BRKINT | ICRNL | INPCK | ISTRIP | IXON);
    raw.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | IEXTEN | ISIG);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    on_ = tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
    if (on_) put("\x1b[?2004h");
  }
  ~RawMode() {
    if (!on_) return;
    put("\x1b[?2004l");
    tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
  }
  RawMode(const RawMode&) = delete;
  RawMode& operator=(const RawMode&) = delete;
  bool on() const { return on_; }

 private:
  termios before_{};
  bool on_ = false;
};

std::size_t terminal_columns() {
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

void LineEditor::draw(std::string_view prompt) const {
  const std::size_t taken = columns(prompt);
  const std::size_t all = terminal_columns();
  const Visible shown =
      visible_part(edit_.text(), edit_.cursor(), all > taken + 2 ? all - taken - 1 : 2);
  put("\r" + std::string(prompt) + printable(shown.text) + "\x1b[K\r\x1b[" +
      std::to_string(taken + shown.column) + "C");
}

LineEnd LineEditor::read_terminal(std::string_view prompt, std::string& line) {
  const RawMode raw;
  if (!raw.on()) return LineEnd::closed;
  edit_.clear();
  draw(prompt);
  for (char byte = 0;;) {
    const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return LineEnd::closed;
    const std::optional<KeyPress> key = keys_.feed(byte);
    if (!key) continue;
    if (key->key == Key::enter) break;
    if (key->key == Key::interrupt || key->key == Key::end_of_file) {
      if (edit_.text().empty()) {
        put("\r\n");
        return key->key == Key::interrupt ? LineEnd::interrupted : LineEnd::closed;
      }
      if (key->key == Key::interrupt) edit_.clear();
    }
    if (key->key == Key::redraw) put("\x1b[2J\x1b[H");
    edit_.press(*key);
    draw(prompt);
  }
  line = edit_.take();
  put("\r\n");
  return LineEnd::line;
}

LineEnd LineEditor::read(std::string_view prompt, std::string& line) {
  if (interactive()) return read_terminal(prompt, line);
  return std::getline(std::cin, line) ? LineEnd::line : LineEnd::closed;
}

}  // namespace parley::cli
