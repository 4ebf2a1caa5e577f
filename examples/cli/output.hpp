#pragma once

#include <string_view>

#include "json/value.hpp"

namespace parley::cli {

// Where answers go. Text that came from documents or customers is made printable, so that no escape
// byte of theirs reaches a terminal or a pipe; our own colours are written only to a terminal and
// not when NO_COLOR is set.
class Output {
 public:
  explicit Output(bool json);

  bool json() const { return json_; }
  bool terminal() const { return terminal_; }
  bool colour() const { return colour_; }
  // Columns to wrap at; 0 when the output is no terminal.
  std::size_t width() const;

  // Human text; nothing under --json.
  void text(std::string_view text);
  void dim(std::string_view text);
  void bold(std::string_view text);
  // One line of JSON, also without --json.
  void json_line(const json::Value& value);
  void json_line(std::string_view json);
  // Progress and remarks, on stderr; nothing under --json.
  void remark(std::string_view text);
  void flush();
  // False when something could not be written, for instance to a full disk.
  bool good();

 private:
  void styled(std::string_view style, std::string_view text);

  bool json_;
  bool terminal_;
  bool colour_;
};

// Whether a person sits at both ends.
bool interactive();

}  // namespace parley::cli
