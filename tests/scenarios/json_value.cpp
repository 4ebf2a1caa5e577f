#include "json_value.hpp"

#include <cstdint>
#include <cstdlib>
#include <utility>

namespace parley::scenarios {
namespace {

constexpr int kMaxDepth = 64;

void skip_blanks(std::string_view text, std::size_t& at) {
  while (at < text.size() && std::string_view(" \t\r\n").find(text[at]) != std::string_view::npos)
    ++at;
}

bool take(std::string_view text, std::size_t& at, std::string_view word) {
  if (text.substr(at, word.size()) != word) return false;
  at += word.size();
  return true;
}

void append_code_point(std::string& out, std::uint32_t point) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | (point >> 6));
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | (point >> 12));
    out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (point >> 18));
    out += static_cast<char>(0x80 | ((point >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  }
}

bool read_hex(std::string_view text, std::size_t& at, std::size_t digits, std::uint32_t& out) {
  out = 0;
  if (at + digits > text.size()) return false;
  for (std::size_t i = 0; i < digits; ++i) {
    const auto letter = static_cast<char>(text[at + i] | 0x20);
    const std::size_t digit = std::string_view("0123456789abcdef").find(letter);
    if (digit > 15) return false;
    out = out * 16 + static_cast<std::uint32_t>(digit);
  }
  at += digits;
  return true;
}

bool read_unicode(std::string_view text, std::size_t& at, std::string& out) {
  std::uint32_t point = 0;
  if (!read_hex(text, at, 4, point)) return false;
  std::uint32_t low = 0;
  if (point >= 0xD800 && point < 0xDC00) {
    if (!take(text, at, "\\u") || !read_hex(text, at, 4, low)) return false;
    point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
  }
  append_code_point(out, point);
  return true;
}

bool read_escape(std::string_view text, std::size_t& at, bool bytes, std::string& out) {
  if (at >= text.size()) return false;
  const char letter = text[at++];
  if (letter == 'u') return read_unicode(text, at, out);
  std::uint32_t byte = 0;
  if (letter == 'x' && bytes) {
    if (!read_hex(text, at, 2, byte)) return false;
    out += static_cast<char>(byte);
    return true;
  }
  const std::size_t which = std::string_view("\"\\/bfnrt").find(letter);
  if (which == std::string_view::npos) return false;
  out += "\"\\/\b\f\n\r\t"[which];
  return true;
}

std::optional<std::string> read_string(std::string_view text, std::size_t& at, bool bytes) {
  std::string out;
  if (!take(text, at, "\"")) return std::nullopt;
  while (at < text.size() && text[at] != '"') {
    if (text[at] != '\\') {
      out += text[at++];
    } else if (!read_escape(text, ++at, bytes, out)) {
      return std::nullopt;
    }
  }
  if (!take(text, at, "\"")) return std::nullopt;
  return out;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool value(std::size_t& at, Json& out, int depth) {
    skip_blanks(text_, at);
    if (at >= text_.size() || depth > kMaxDepth) return false;
    if (text_[at] == '{') return object(at, out, depth);
    if (text_[at] == '[') return array(at, out, depth);
    if (text_[at] == '"') return string(at, out);
    return word(at, out);
  }

 private:
  bool string(std::size_t& at, Json& out) const {
    auto read = read_string(text_, at, false);
    if (!read) return false;
    out.type = Json::Type::string;
    out.text = std::move(*read);
    return true;
  }

  bool word(std::size_t& at, Json& out) const {
    std::size_t end = at;
    while (end < text_.size() &&
           std::string_view(",]} \t\r\n").find(text_[end]) == std::string_view::npos)
      ++end;
    out.text = std::string(text_.substr(at, end - at));
    char* rest = nullptr;
    std::strtod(out.text.c_str(), &rest);
    const bool number = !out.text.empty() && *rest == '\0' &&
                        (out.text[0] == '-' || (out.text[0] >= '0' && out.text[0] <= '9'));
    if (number)
      out.type = Json::Type::number;
    else if (out.text == "true" || out.text == "false")
      out.type = Json::Type::boolean;
    else if (out.text != "null")
      return false;
    at = end;
    return true;
  }

  bool array(std::size_t& at, Json& out, int depth) {
    out.type = Json::Type::array;
    skip_blanks(text_, ++at);
    if (take(text_, at, "]")) return true;
    do {
      if (!value(at, out.items.emplace_back(), depth + 1)) return false;
      skip_blanks(text_, at);
    } while (take(text_, at, ","));
    return take(text_, at, "]");
  }

  bool object(std::size_t& at, Json& out, int depth) {
    out.type = Json::Type::object;
    skip_blanks(text_, ++at);
    if (take(text_, at, "}")) return true;
    do {
      skip_blanks(text_, at);
      auto name = read_string(text_, at, false);
      skip_blanks(text_, at);
      if (!name || !take(text_, at, ":")) return false;
      out.names.push_back(std::move(*name));
      if (!value(at, out.items.emplace_back(), depth + 1)) return false;
      skip_blanks(text_, at);
    } while (take(text_, at, ","));
    return take(text_, at, "}");
  }

  std::string_view text_;
};

std::string unescaped(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token.substr(i, 2) == "~1") {
      out += '/';
      ++i;
    } else if (token.substr(i, 2) == "~0") {
      out += '~';
      ++i;
    } else {
      out += token[i];
    }
  }
  return out;
}

const Json* child(const Json& value, const std::string& name) {
  if (value.type == Json::Type::object) {
    for (std::size_t i = 0; i < value.names.size(); ++i) {
      if (value.names[i] == name) return &value.items[i];
    }
    return nullptr;
  }
  if (value.type != Json::Type::array || name.empty()) return nullptr;
  char* rest = nullptr;
  const std::size_t index = std::strtoul(name.c_str(), &rest, 10);
  return *rest == '\0' && index < value.items.size() ? &value.items[index] : nullptr;
}

}  // namespace

const Json* Json::at(std::string_view pointer) const {
  const Json* value = this;
  while (value != nullptr && !pointer.empty()) {
    if (pointer.front() != '/') return nullptr;
    const std::size_t end = pointer.find('/', 1);
    value =
        child(*value, unescaped(pointer.substr(1, end == std::string_view::npos ? end : end - 1)));
    pointer = end == std::string_view::npos ? std::string_view() : pointer.substr(end);
  }
  return value;
}

bool Json::operator==(const Json& other) const {
  if (type != other.type || items.size() != other.items.size()) return false;
  if (type == Type::number) {
    const double difference =
        std::strtod(text.c_str(), nullptr) - std::strtod(other.text.c_str(), nullptr);
    return difference < 1e-9 && difference > -1e-9;
  }
  if (type != Type::object) return text == other.text && items == other.items;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Json* theirs = child(other, names[i]);
    if (theirs == nullptr || !(items[i] == *theirs)) return false;
  }
  return true;
}

std::optional<Json> read_value(std::string_view text, std::size_t& at) {
  Json out;
  if (!Reader(text).value(at, out, 0)) return std::nullopt;
  return out;
}

std::optional<Json> read_json(std::string_view text) {
  std::size_t at = 0;
  auto value = read_value(text, at);
  skip_blanks(text, at);
  if (at != text.size()) return std::nullopt;
  return value;
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      (out += '\\') += c;
    } else if (byte < 0x20) {
      constexpr const char* kHex = "0123456789abcdef";
      out += "\\u00";
      (out += kHex[byte >> 4]) += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  return out += '"';
}

std::optional<std::string> read_quoted(std::string_view text, std::size_t& at) {
  return read_string(text, at, true);
}

}  // namespace parley::scenarios
