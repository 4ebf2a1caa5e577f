#include "gate/tags.hpp"

#include <algorithm>

namespace parley::gate {

namespace {

constexpr std::string_view kBlanks = " \t\r\n\f";

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

bool same(std::string_view written, std::string_view lower_case) {
  if (written.size() != lower_case.size()) return false;
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (lower(written[i]) != lower_case[i]) return false;
  }
  return true;
}

void skip(std::string_view& rest, std::string_view what) {
  rest.remove_prefix(std::min(rest.find_first_not_of(what), rest.size()));
}

std::string_view take_until(std::string_view& rest, std::string_view what) {
  const std::string_view taken = rest.substr(0, rest.find_first_of(what));
  rest.remove_prefix(taken.size());
  return taken;
}

std::string_view take_value(std::string_view& rest) {
  if (rest.empty() || (rest.front() != '"' && rest.front() != '\'')) {
    return take_until(rest, kBlanks);
  }
  const std::string_view quote = rest.substr(0, 1);
  rest.remove_prefix(1);
  const std::string_view value = take_until(rest, quote);
  if (!rest.empty()) rest.remove_prefix(1);
  return value;
}

}  // namespace

std::size_t tag_size(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at, kMaxTagBytes);
  if (rest.size() < 3 || !opens_tag(static_cast<unsigned char>(rest[1]))) return 0;
  const std::size_t end = rest.find_first_of("<>", 1);
  return end != std::string_view::npos && rest[end] == '>' ? end + 1 : 0;
}

std::optional<Tag> tag_at(std::string_view text, std::size_t at) {
  const std::size_t size = tag_size(text, at);
  if (size == 0) return std::nullopt;
  Tag tag;
  tag.whole = text.substr(at, size);
  std::string_view inner = tag.whole.substr(1, size - 2);
  tag.closing = !inner.empty() && inner.front() == '/';
  if (tag.closing) inner.remove_prefix(1);
  std::size_t length = 0;
  while (length < inner.size() && is_name_char(lower(inner[length])))
    ++length;
  const std::string_view after = inner.substr(length);
  const bool ends = after.empty() || after.front() == '/' ||
                    kBlanks.find(after.front()) != std::string_view::npos;
  const char first = inner.empty() ? '\0' : lower(inner.front());
  if (!ends || first < 'a' || first > 'z') return tag;
  for (const char c : inner.substr(0, length))
    tag.name.push_back(lower(c));
  tag.attributes = after;
  return tag;
}

std::optional<std::string_view> attribute(std::string_view attributes, std::string_view name) {
  while (true) {
    skip(attributes, " \t\r\n\f/");
    if (attributes.empty()) return std::nullopt;
    // An attribute's name has at least one character, even if that is a '='.
    std::string_view behind = attributes.substr(1);
    take_until(behind, "= \t\r\n\f/");
    const std::string_view found = attributes.substr(0, attributes.size() - behind.size());
    skip(behind, kBlanks);
    std::string_view value;
    if (!behind.empty() && behind.front() == '=') {
      behind.remove_prefix(1);
      skip(behind, kBlanks);
      value = take_value(behind);
    }
    if (same(found, name)) return value;
    attributes = behind;
  }
}

}  // namespace parley::gate
