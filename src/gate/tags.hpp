#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace parley::gate {

inline constexpr std::size_t kMaxTagBytes = 1000;  // what looks like a tag and is longer is text

// Whether this byte behind a '<' makes HTML see markup.
constexpr bool opens_tag(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' || c == '!' || c == '?';
}

// What looks like a tag: '<', one of opens_tag(), up to the next '>' with no '<' between, at most
// kMaxTagBytes. Attribute values are no exception, so a '>' in one ends the tag early: the rest is
// then text, which does no harm.
struct Tag {
  std::string_view whole;
  std::string name;  // in small letters; empty: not an element's name (<!…>, <?…>, <a@b>)
  std::string_view attributes;  // as written
  bool closing = false;
};

// The size of the tag at `at`, where a '<' stands; 0 when none does.
std::size_t tag_size(std::string_view text, std::size_t at);

// The same, taken apart.
std::optional<Tag> tag_at(std::string_view text, std::size_t at);

// The value of the first attribute of that name, quotes taken off; nothing when there is none.
std::optional<std::string_view> attribute(std::string_view attributes, std::string_view name);

}  // namespace parley::gate
