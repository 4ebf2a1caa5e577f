#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley::scenarios {

// One line of a file, with the indented lines below it.
struct Step {
  int line = 0;
  std::string word;   // the first word: "tenant", ">", "<", "advance" …
  std::string rest;   // what follows on the line
  std::string block;  // the indented lines, without their common indentation
};

struct Case {
  int line = 0;
  std::string name;
  std::vector<Step> steps;  // those in front of the file's first case included
};

struct Script {
  std::string path;
  std::vector<Case> cases;
};

// Something wrong with a scenario or with what it tests, at a line of a file.
struct Failure {
  int line = 0;
  std::string message;
};

// Reads a file. Throws Failure with line 0 if that is not possible, else with the line that is
// wrong.
Script read_script(const std::string& path);

std::string read_file(const std::string& path);  // throws Failure (line 0)

// Walks over a line's words and values. Throws Failure.
class Words {
 public:
  Words(std::string_view text, int line) : text_(text), line_(line) {}

  bool done();
  bool next_is(char c);
  std::string word();    // up to the next blank
  std::string string();  // in quotes
  std::string rest();
  long long number();
  [[noreturn]] void fault(const std::string& message) const;
  std::string_view left();  // all that is left, not taken
  void skip(std::size_t bytes);

 private:
  void blanks();

  std::string_view text_;
  std::size_t at_ = 0;
  int line_;
};

}  // namespace parley::scenarios
