#include "json/locate.hpp"

#include <charconv>
#include <cstdint>
#include <unordered_set>

#include "json/utf8.hpp"
#include "json/value.hpp"

namespace parley::json {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
// For a message.
std::string shorten(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  std::string_view rest = text;
  while (!rest.empty() && text.size() - rest.size() < kLongest)
    take_code_point(rest);
  return std::string(text.substr(0, text.size() - rest.size())) + (rest.empty() ? "" : "…");
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool fits_64_bits(std::string_view digits) {
  const char* const from = digits.data();
  const char* const end = from + digits.size();
  std::int64_t negative = 0;
  std::uint64_t positive = 0;
  const auto result = digits.front() == '-' ? std::from_chars(from, end, negative)
                                            : std::from_chars(from, end, positive);
  return result.ec == std::errc();
}

// Of a well-formed number. from_chars reports too large and too small alike, so the decimal
// exponent tells them apart.
bool is_finite_number(std::string_view number) {
  double ignored = 0;
  const char* const from = number.data();
  const char* const end = from + number.size();
  if (std::from_chars(from, end, ignored).ec == std::errc()) return true;
  const std::size_t letter = number.find_first_of("eE");
  if (letter == std::string_view::npos)
    return number.find_first_of("123456789.") > number.find('.');
  std::int64_t exponent = 0;
  const std::size_t sign = number[letter + 1] == '+' ? 1 : 0;
  const auto result = std::from_chars(number.data() + letter + 1 + sign, end, exponent);
  return result.ec == std::errc() ? exponent < 0 : number[letter + 1] == '-';
}

// Every reader returns false once a flaw is noted; the first one counts.
class Reader {
 public:
  Reader(std::string_view text, std::vector<std::size_t>& long_integers)
      : text_(text), long_integers_(long_integers) {}

  Flaw run() {
    if (text_.substr(0, 3) == "\xef\xbb\xbf") {
      fail(0, "a byte order mark; expected UTF-8 without one");
    } else if (value(0)) {
      skip_blanks();
      if (!at_end()) unexpected("the end of the text after the value");
    }
    return std::move(flaw_);
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  bool take(char c) {
    if (at_end() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void skip_blanks() {
    while (!at_end() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
  }
  bool fail(std::size_t offset, std::string message) {
    flaw_ = {offset, std::move(message)};
    return false;
  }

  std::string found() const;
  bool unexpected(std::string_view expected) {
    return fail(at_, found() + "; expected " + std::string(expected));
  }

  bool value(std::size_t depth);
  bool array(std::size_t depth);
  bool object(std::size_t depth);
  bool member(std::size_t depth, std::unordered_set<std::string>& seen);
  bool string(std::string& out);
  bool escape(std::string& out);
  bool unit(char32_t& out);
  bool literal();
  bool number();
  bool digits(std::string_view where);

  std::string_view text_;
  std::vector<std::size_t>& long_integers_;
  std::size_t at_ = 0;
  Flaw flaw_;
};

std::string Reader::found() const {
  if (at_end()) return "the text ends here";
  std::string_view rest = text_.substr(at_);
  const auto byte = static_cast<unsigned char>(rest.front());
  static constexpr std::string_view kDigits = "0123456789abcdef";
  if (rest.front() == '\'') return "a single quote, but JSON has only double quotes";
  if (rest.substr(0, 2) == "//" || rest.substr(0, 2) == "/*") return "a comment, but JSON has none";
  if (byte < 0x20 || byte == 0x7f) {
    return std::string("control character 0x") + kDigits[byte >> 4] + kDigits[byte & 15];
  }
  const std::string_view before = rest;
  if (take_code_point(rest) == kBadUtf8) {
    return std::string("byte 0x") + kDigits[byte >> 4] + kDigits[byte & 15] + ", which is no UTF-8";
  }
  return "'" + std::string(before.substr(0, before.size() - rest.size())) + "'";
}

bool Reader::value(std::size_t depth) {
  skip_blanks();
  const char c = peek();
  if (c == '{' || c == '[') {
    if (depth == kMaxDepth) {
      return fail(at_, "nested too deeply; expected at most " + std::to_string(kMaxDepth) +
                           " objects and arrays in each other");
    }
    ++at_;
    return c == '{' ? object(depth + 1) : array(depth + 1);
  }
  std::string ignored;
  if (c == '"') return string(ignored);
  if (c == '-' || is_digit(c)) return number();
  if (is_letter(c)) return literal();
  return unexpected("a value");
}

bool Reader::array(std::size_t depth) {
  skip_blanks();
  if (take(']')) return true;
  while (true) {
    skip_blanks();
    if (peek() == ']') return unexpected("a value after the comma; remove the comma");
    if (!value(depth)) return false;
    skip_blanks();
    if (take(']')) return true;
    if (!take(',')) return unexpected("',' or ']' after an item");
  }
}

bool Reader::object(std::size_t depth) {
  std::unordered_set<std::string> seen;
  skip_blanks();
  if (take('}')) return true;
  while (true) {
    skip_blanks();
    if (peek() == '}') return unexpected("a member after the comma; remove the comma");
    if (!member(depth, seen)) return false;
    skip_blanks();
    if (take('}')) return true;
    if (!take(',')) return unexpected("',' or '}' after a member");
  }
}

bool Reader::member(std::size_t depth, std::unordered_set<std::string>& seen) {
  const std::size_t start = at_;
  if (peek() != '"') return unexpected("a member's name in double quotes");
  std::string name;
  if (!string(name)) return false;
  if (!seen.insert(name).second) {
    return fail(
        start, "member \"" + shorten(name) + "\" appears twice; expected each name once an object");
  }
  skip_blanks();
  if (!take(':')) return unexpected("':' after a member's name");
  return value(depth);
}

bool Reader::string(std::string& out) {
  const std::size_t start = at_++;
  while (!take('"')) {
    if (at_end()) return fail(start, "a string without end; expected '\"' before the text ends");
    const char c = peek();
    if (static_cast<unsigned char>(c) < 0x20) {
      return unexpected("it escaped in a string: \\n, \\t or \\u00XX");
    }
    if (c == '\\') {
      if (!escape(out)) return false;
      continue;
    }
    std::string_view rest = text_.substr(at_);
    const std::size_t before = rest.size();
    if (take_code_point(rest) == kBadUtf8) return unexpected("UTF-8");
    out.append(text_.substr(at_, before - rest.size()));
    at_ += before - rest.size();
  }
  return true;
}

bool Reader::escape(std::string& out) {
  const std::size_t start = at_++;
  const char c = peek();
  if (c != 'u') {
    const auto known = std::string_view("\"\\/bfnrt").find(c);
    if (at_end() || known == std::string_view::npos) {
      return unexpected("one of \" \\ / b f n r t u after a backslash");
    }
    ++at_;
    out.push_back("\"\\/\b\f\n\r\t"[known]);
    return true;
  }
  ++at_;
  char32_t code = 0;
  if (!unit(code)) return false;
  if (code >= 0xd800 && code < 0xdc00) {
    char32_t low = 0;
    if (!take('\\') || !take('u') || !unit(low) || low < 0xdc00 || low > 0xdfff) {
      return fail(start, "half a surrogate pair; expected \\uDC00 to \\uDFFF to follow");
    }
    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
  } else if (code >= 0xdc00 && code < 0xe000) {
    return fail(start, "half a surrogate pair; expected \\uD800 to \\uDBFF before it");
  }
  append_utf8(out, code);
  return true;
}

bool Reader::unit(char32_t& out) {
  const std::string_view hex = text_.substr(at_, 4);
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), code, 16);
  if (error != std::errc() || end != hex.data() + hex.size() || hex.size() != 4) {
    return unexpected("four hexadecimal digits after \\u");
  }
  out = code;
  at_ += 4;
  return true;
}

bool Reader::literal() {
  std::size_t size = 0;
  const std::string_view rest = text_.substr(at_);
  while (size < rest.size() && (is_letter(rest[size]) || is_digit(rest[size])))
    ++size;
  const std::string_view word = rest.substr(0, size);
  if (word != "true" && word != "false" && word != "null") {
    return fail(at_, "the word " + std::string(word.substr(0, 32)) +
                         "; expected true, false, null or a string in double quotes");
  }
  at_ += size;
  return true;
}

bool Reader::digits(std::string_view where) {
  if (!is_digit(peek())) return unexpected("a digit " + std::string(where));
  while (is_digit(peek()))
    ++at_;
  return true;
}

bool Reader::number() {
  const std::size_t start = at_;
  take('-');
  if (peek() == '0' && is_digit(text_.substr(at_, 2).back())) {
    return fail(at_, "a number with a leading zero; expected it without");
  }
  if (!digits("in a number")) return false;
  const std::size_t whole_end = at_;
  if (take('.') && !digits("after the point")) return false;
  if (take('e') || take('E')) {
    if (!take('+')) take('-');
    if (!digits("in the exponent")) return false;
  }
  if (is_letter(peek())) return unexpected("the end of the number");
  const std::string_view all = text_.substr(start, at_ - start);
  if (!is_finite_number(all)) return fail(start, "a number beyond the range of doubles (±1.8e308)");
  if (whole_end == at_ && !fits_64_bits(all)) long_integers_.push_back(at_);
  return true;
}

}  // namespace

Flaw find_flaw(std::string_view text, std::vector<std::size_t>& long_integers) {
  return Reader(text, long_integers).run();
}

Place place_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  Place place;
  for (const char c : before)
    place.line += c == '\n';
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  place.column = 1 + count_code_points(before.substr(line_start));
  return place;
}

}  // namespace parley::json
