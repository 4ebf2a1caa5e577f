#include "script.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "json_value.hpp"

namespace parley::scenarios {
namespace {

bool blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

std::size_t indentation(std::string_view line) {
  return line.find_first_not_of(' ');
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

class Lines {
 public:
  explicit Lines(const std::string& text) : stream_(text) {}

  bool next(std::string& line) {
    if (!std::getline(stream_, line)) return false;
    ++number_;
    return true;
  }
  int number() const { return number_; }

 private:
  std::istringstream stream_;
  int number_ = 0;
};

Step step_of(std::string_view line, int number) {
  Step step;
  step.line = number;
  const std::size_t end = line.find_first_of(" \t");
  step.word = std::string(line.substr(0, end));
  if (end != std::string_view::npos) step.rest = std::string(trimmed(line.substr(end)));
  return step;
}

// Takes the common indentation away; blank lines at the end do not belong to a block.
std::string block_of(const std::vector<std::string>& lines) {
  std::size_t common = std::string::npos;
  std::size_t last = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (blank(lines[i])) continue;
    common = std::min(common, indentation(lines[i]));
    last = i + 1;
  }
  std::string block;
  for (std::size_t i = 0; i < last; ++i) {
    block += (blank(lines[i]) ? "" : lines[i].substr(common)) + "\n";
  }
  return block;
}

class Builder {
 public:
  void indented(const std::string& line, int number) {
    if (steps().empty() || (steps().back().line < barrier_)) {
      if (blank(line)) return;
      throw Failure{number, "an indented line belongs to the line above it, and there is none"};
    }
    block_.push_back(line);
  }

  void flush(int number) {
    if (!block_.empty() && !steps().empty()) steps().back().block = block_of(block_);
    block_.clear();
    barrier_ = number;
  }

  void step(Step step) {
    if (step.word == "case") {
      if (step.rest.empty()) throw Failure{step.line, "a case needs a name"};
      script_.cases.push_back({step.line, step.rest, {}});
    } else {
      steps().push_back(std::move(step));
    }
  }

  Script finish(const std::string& path) {
    script_.path = path;
    if (script_.cases.empty()) throw Failure{barrier_, "the file has no line \"case NAME\""};
    for (Case& one : script_.cases) {
      one.steps.insert(one.steps.begin(), before_.begin(), before_.end());
    }
    return std::move(script_);
  }

 private:
  std::vector<Step>& steps() {
    return script_.cases.empty() ? before_ : script_.cases.back().steps;
  }

  Script script_;
  std::vector<Step> before_;
  std::vector<std::string> block_;
  int barrier_ = 0;
};

}  // namespace

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) throw Failure{0, "cannot read " + path};
  return text.str();
}

Script read_script(const std::string& path) {
  Lines lines(read_file(path));
  Builder builder;
  std::string line;
  while (lines.next(line)) {
    if (blank(line) || line[0] == ' ' || line[0] == '\t') {
      builder.indented(line, lines.number());
      continue;
    }
    builder.flush(lines.number());
    if (line[0] != '#') builder.step(step_of(line, lines.number()));
  }
  builder.flush(lines.number());
  return builder.finish(path);
}

void Words::blanks() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t'))
    ++at_;
}

bool Words::done() {
  blanks();
  return at_ >= text_.size();
}

bool Words::next_is(char c) {
  return !done() && text_[at_] == c;
}

std::string Words::word() {
  if (done()) fault("a word is missing at the end of the line");
  const std::size_t end = text_.find_first_of(" \t", at_);
  const std::string_view word = text_.substr(at_, end - at_);
  at_ += word.size();
  return std::string(word);
}

std::string Words::string() {
  if (!next_is('"')) fault("a text in quotes is missing");
  auto text = read_quoted(text_, at_);
  if (!text) fault("the text in quotes has no end, or a wrong escape");
  return *text;
}

std::string Words::rest() {
  blanks();
  const std::string_view all = text_.substr(at_);
  at_ = text_.size();
  return std::string(all);
}

long long Words::number() {
  const std::string digits = word();
  char* end = nullptr;
  const long long value = std::strtoll(digits.c_str(), &end, 10);
  if (*end != '\0') fault("\"" + digits + "\" is no whole number");
  return value;
}

void Words::fault(const std::string& message) const {
  throw Failure{line_, message};
}

std::string_view Words::left() {
  blanks();
  return text_.substr(at_);
}

void Words::skip(std::size_t bytes) {
  at_ += bytes;
}

}  // namespace parley::scenarios
