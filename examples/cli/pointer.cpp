#include <charconv>
#include <string>
#include <string_view>

#include "failure.hpp"
#include "json/value.hpp"

namespace parley::cli {
namespace {

// Walks over JSON text that has been parsed before, so it only has to find where values begin.
class Walker {
 public:
  explicit Walker(std::string_view text) : text_(text) {}

  std::size_t find(std::string_view pointer) {
    skip_blanks();
    std::size_t found = at_;
    while (!pointer.empty()) {
      pointer.remove_prefix(1);
      const std::size_t slash = std::min(pointer.find('/'), pointer.size());
      if (!enter(unescape(pointer.substr(0, slash)), found)) break;
      pointer.remove_prefix(slash);
    }
    return found;
  }

 private:
  static std::string unescape(std::string_view token) {
    std::string out;
    for (std::size_t i = 0; i < token.size(); ++i) {
      const bool escaped = token[i] == '~' && i + 1 < token.size();
      out += escaped ? (token[++i] == '1' ? '/' : '~') : token[i];
    }
    return out;
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_blanks() {
    while (at_ < text_.size() &&
           std::string_view(" \t\r\n,:").find(text_[at_]) != std::string_view::npos) {
      ++at_;
    }
  }

  // The string that begins here, with its quotes.
  std::string_view skip_string() {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && text_[at_] != '"')
      at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_ + 1, text_.size());
    return text_.substr(begin, at_ - begin);
  }

  void skip_value() {
    std::size_t depth = 0;
    do {
      skip_blanks();
      const char c = peek();
      if (c == '"') {
        skip_string();
      } else if (c == '{' || c == '[') {
        ++depth;
        ++at_;
      } else if (c == '}' || c == ']') {
        --depth;
        ++at_;
      } else {
        while (at_ < text_.size() &&
               std::string_view(" \t\r\n,:]}").find(text_[at_]) == std::string_view::npos) {
          ++at_;
        }
      }
    } while (depth > 0 && at_ < text_.size());
  }

  // On success at_ is where the value begins, and found what a reader looks for: a member's name,
  // an element itself.
  bool enter(const std::string& token, std::size_t& found) {
    if (peek() == '{') return enter_member(token, found);
    if (peek() != '[' || !enter_element(token)) return false;
    found = at_;
    return true;
  }

  bool enter_member(const std::string& name, std::size_t& found) {
    ++at_;
    for (skip_blanks(); peek() == '"'; skip_blanks()) {
      const std::size_t begin = at_;
      const Result<json::Value> read = json::parse(skip_string());
      skip_blanks();
      const std::string* key = read ? read->as_string() : nullptr;
      if (key != nullptr && *key == name) {
        found = begin;
        return true;
      }
      skip_value();
    }
    return false;
  }

  bool enter_element(const std::string& token) {
    std::size_t index = 0;
    const auto [end, fault] = std::from_chars(token.data(), token.data() + token.size(), index);
    if (fault != std::errc() || end != token.data() + token.size()) return false;
    ++at_;
    for (skip_blanks(); peek() != ']' && peek() != '\0'; skip_blanks()) {
      if (index-- == 0) return true;
      skip_value();
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::size_t locate_pointer(std::string_view text, std::string_view pointer) {
  const std::size_t found = Walker(text).find(pointer);
  return found < text.size() ? found : 0;
}

}  // namespace parley::cli
