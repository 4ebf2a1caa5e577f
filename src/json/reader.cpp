#include "json/reader.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <limits>

#include "json/bytes.hpp"

namespace parley::json {
namespace {

// Marks each byte that ends a plain run of a string: quote, backslash, control character. Bytes
// above the first one marked may be marked wrongly.
std::uint64_t marks(std::uint64_t bytes) {
  const std::uint64_t quote = bytes ^ repeat('"');
  const std::uint64_t backslash = bytes ^ repeat('\\');
  const std::uint64_t found = ((bytes - repeat(0x20)) & ~bytes) | ((quote - repeat(1)) & ~quote) |
                              ((backslash - repeat(1)) & ~backslash);
  return found & repeat(0x80);
}

// What begins with each byte.
constexpr std::array<Reader::Kind, 256> kKinds = [] {
  using Kind = Reader::Kind;
  std::array<Kind, 256> kinds{};
  kinds.fill(Kind::fault);
  for (unsigned char digit = '0'; digit <= '9'; ++digit)
    kinds[digit] = Kind::number;
  kinds['-'] = Kind::number;
  kinds['{'] = Kind::object;
  kinds['['] = Kind::array;
  kinds['"'] = Kind::string;
  kinds['t'] = kinds['f'] = Kind::boolean;
  kinds['n'] = Kind::null;
  return kinds;
}();

bool is_plain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

const char* skip_plain(const char* at, const char* end) {
  if constexpr (std::endian::native == std::endian::little) {
    for (std::uint64_t bytes = 0; end - at >= 8; at += 8) {
      std::memcpy(&bytes, at, sizeof bytes);
      if (const std::uint64_t found = marks(bytes); found != 0) {
        return at + std::countr_zero(found) / 8;
      }
    }
  }
  while (at != end && is_plain(*at))
    ++at;
  return at;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

const char* skip_digits(const char* at, const char* end) {
  while (at != end && is_digit(*at))
    ++at;
  return at;
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::uint32_t hex_unit(const char* digits) {
  std::uint32_t unit = 0;
  for (int i = 0; i < 4; ++i)
    unit = unit * 16 + static_cast<std::uint32_t>(hex_value(digits[i]));
  return unit;
}

void append_code(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0 | (code >> 6));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
  }
  put(0x80 | (code & 0x3F));
}

char plain_escape(char letter) {
  switch (letter) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return letter;
  }
}

// Of an escape at the front of `raw`, which is "\u….": how many bytes it takes, with its other
// half.
std::size_t append_unit(std::string& out, std::string_view raw) {
  const std::uint32_t unit = hex_unit(raw.data() + 2);
  const bool high = unit >= 0xD800 && unit < 0xDC00;
  if (high && raw.size() >= 12 && raw[6] == '\\' && raw[7] == 'u') {
    const std::uint32_t low = hex_unit(raw.data() + 8);
    if (low >= 0xDC00 && low < 0xE000) {
      append_code(out, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
      return 12;
    }
  }
  append_code(out, unit);
  return 6;
}

}  // namespace

Reader::Kind Reader::kind() {
  skip_blanks();
  if (!ok_ || at_ == end_) return Kind::fault;
  return kKinds[static_cast<unsigned char>(*at_)];
}

bool Reader::begin_object() {
  if (kind() != Kind::object) return fault();
  ++at_;
  return fresh_ = true;
}

bool Reader::begin_array() {
  if (kind() != Kind::array) return fault();
  ++at_;
  return fresh_ = true;
}

bool Reader::string(std::string_view& raw) {
  return kind() == Kind::string ? scan_string(raw) : fault();
}

bool Reader::integer(std::int64_t& number) {
  std::string_view text;
  if (kind() != Kind::number || !scan_number(text)) return fault();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return true;
  double value = 0;
  const bool fits =
      std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc();
  using Limits = std::numeric_limits<std::int64_t>;
  if (!fits || value >= 0x1p63 || value < -0x1p63) {
    number = text.front() == '-' ? Limits::min() : Limits::max();
    return true;
  }
  number = static_cast<std::int64_t>(value);
  return true;
}

bool Reader::boolean(bool& value) {
  if (kind() != Kind::boolean) return fault();
  value = *at_ == 't';
  return scan_word(value ? "true" : "false");
}

bool Reader::raw(std::string_view& text) {
  skip_blanks();
  const char* from = at_;
  if (!skip()) return false;
  text = {from, static_cast<std::size_t>(at_ - from)};
  return true;
}

bool Reader::skip() {
  std::uint64_t objects = 0;  // one bit for each container we are in
  int depth = 0;
  do {
    const Kind next = kind();
    if (next == Kind::object || next == Kind::array) {
      if (depth++ == kMaxDepth) return fault();
      objects = objects << 1 | (next == Kind::object ? 1u : 0u);
      ++at_;
      fresh_ = true;
    } else if (!scan_scalar(next)) {
      return false;
    }
    std::string_view name;
    while (depth > 0 && !((objects & 1) != 0 ? next_member(name) : next_item())) {
      if (!ok_) return false;
      objects >>= 1;
      --depth;
    }
  } while (depth > 0);
  return true;
}

bool Reader::next_member(std::string_view& name) {
  if (!separate('}')) return false;
  skip_blanks();
  if (at_ == end_ || *at_ != '"' || !scan_string(name)) return fault();
  if (escaped_) {
    name_.clear();
    unescape(name_, name);
    name = name_;
  }
  skip_blanks();
  if (at_ == end_ || *at_ != ':') return fault();
  ++at_;
  return true;
}

bool Reader::next_item() {
  return separate(']');
}

bool Reader::finish() {
  skip_blanks();
  return ok_ && at_ == end_;
}

bool Reader::fault() {
  return ok_ = false;
}

void Reader::skip_blanks() {
  while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t'))
    ++at_;
}

// Takes the comma before the next entry, or the container's end.
bool Reader::separate(char close) {
  skip_blanks();
  if (!ok_ || at_ == end_) return fault();
  const bool first = fresh_;
  fresh_ = false;
  if (*at_ == close) {
    ++at_;
    return false;
  }
  if (first) return true;
  if (*at_ != ',') return fault();
  ++at_;
  return true;
}

bool Reader::scan_string(std::string_view& raw) {
  const char* from = ++at_;
  fresh_ = escaped_ = false;
  for (at_ = skip_plain(at_, end_); at_ != end_ && *at_ == '\\'; at_ = skip_plain(at_, end_)) {
    if (!scan_escape()) return fault();
    escaped_ = true;
  }
  if (at_ == end_ || *at_ != '"') return fault();
  raw = {from, static_cast<std::size_t>(at_ - from)};
  ++at_;
  return true;
}

bool Reader::scan_escape() {
  if (end_ - at_ < 2) return false;
  const char letter = at_[1];
  at_ += 2;
  if (letter != 'u') return letter != '\0' && std::strchr("\"\\/bfnrt", letter) != nullptr;
  if (end_ - at_ < 4) return false;
  for (int i = 0; i < 4; ++i) {
    if (hex_value(*at_++) < 0) return false;
  }
  return true;
}

bool Reader::scan_number(std::string_view& text) {
  const char* from = at_;
  fresh_ = false;
  if (*at_ == '-') ++at_;
  if (at_ == end_ || !is_digit(*at_)) return fault();
  at_ = *at_ == '0' ? at_ + 1 : skip_digits(at_, end_);
  if (at_ != end_ && *at_ == '.') {
    const char* digits = ++at_;
    at_ = skip_digits(at_, end_);
    if (at_ == digits) return fault();
  }
  if (at_ != end_ && (*at_ | 0x20) == 'e') {
    ++at_;
    if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
    const char* digits = at_;
    at_ = skip_digits(at_, end_);
    if (at_ == digits) return fault();
  }
  text = {from, static_cast<std::size_t>(at_ - from)};
  return true;
}

bool Reader::scan_word(std::string_view word) {
  fresh_ = false;
  if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word)) {
    return fault();
  }
  at_ += word.size();
  return true;
}

bool Reader::scan_scalar(Kind kind) {
  std::string_view dropped;
  switch (kind) {
    case Kind::string:
      return scan_string(dropped);
    case Kind::number:
      return scan_number(dropped);
    case Kind::boolean:
      return scan_word(*at_ == 't' ? "true" : "false");
    case Kind::null:
      return scan_word("null");
    default:
      return fault();
  }
}

void unescape(std::string& out, std::string_view raw) {
  while (true) {
    const std::size_t run = std::min(raw.find('\\'), raw.size());
    out.append(raw.substr(0, run));
    raw.remove_prefix(run);
    if (raw.empty()) return;
    if (raw[1] == 'u') {
      raw.remove_prefix(append_unit(out, raw));
    } else {
      out.push_back(plain_escape(raw[1]));
      raw.remove_prefix(2);
    }
  }
}

bool is_json(std::string_view text) {
  Reader reader(text);
  return reader.skip() && reader.finish();
}

}  // namespace parley::json
