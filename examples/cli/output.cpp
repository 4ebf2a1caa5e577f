#include "output.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <sys/ioctl.h>
#include <unistd.h>

#include "layout.hpp"

namespace parley::cli {
namespace {

void put(std::FILE* file, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), file);
}

bool wants_colour() {
  const char* refused = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  return !dumb && (refused == nullptr || *refused == '\0');
}

}  // namespace

Output::Output(bool json)
    : json_(json), terminal_(isatty(STDOUT_FILENO) == 1), colour_(terminal_ && wants_colour()) {}

std::size_t Output::width() const {
  if (!terminal_) return 0;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20) return 80;
  return std::min<std::size_t>(size.ws_col, 100);
}

void Output::text(std::string_view text) {
  if (!json_) put(stdout, printable(text));
}

void Output::styled(std::string_view style, std::string_view text) {
  if (json_) return;
  if (colour_) put(stdout, style);
  put(stdout, printable(text));
  if (colour_) put(stdout, "\x1b[0m");
}

void Output::dim(std::string_view text) {
  styled("\x1b[2m", text);
}
void Output::bold(std::string_view text) {
  styled("\x1b[1m", text);
}

void Output::json_line(const json::Value& value) {
  json_line(std::string_view(json::write(value)));
}

void Output::json_line(std::string_view json) {
  put(stdout, json);
  put(stdout, "\n");
}

void Output::remark(std::string_view text) {
  if (json_) return;
  std::fflush(stdout);
  put(stderr, printable(text));
}

void Output::flush() {
  std::fflush(stdout);
}

bool Output::good() {
  return std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

bool interactive() {
  return isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
}

}  // namespace parley::cli
