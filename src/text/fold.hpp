#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley::text {

// Folding makes texts comparable: compatibility forms become plain ones (NFKC: "ﬁ" → "fi",
// full-width "Ａ" → "a"), case goes (full case folding: "ß" → "ss", "İ" → "i̇"), invisible
// characters (soft hyphen, zero-width) go, and every apostrophe becomes '. Malformed UTF-8 becomes
// U+FFFD. Linear; a character with its marks is taken as one piece of at most kMaxCluster code
// points.
inline constexpr std::size_t kMaxCluster = 32;

std::string fold(std::string_view s);

// As fold(), and without the accents and points that readers leave out: "é" → "e", "İ" → "i",
// Arabic and Hebrew vowel points. Marks that make another letter (Devanagari vowels, Japanese
// voicing) stay.
std::string fold_plain(std::string_view s);

// Appends fold_plain(s) to `out` without other allocation.
void fold_plain_into(std::string_view s, std::string& out);

// Where folded bytes come from. origin has one entry a folded byte and one more for the end: folded
// bytes [a, b) stand for source bytes [origin[a], origin[b]). All bytes of one character (with its
// marks) have the same origin, so a cut inside one shows as origin[a] == origin[a - 1]. Reuse one
// object to save allocations. Sources up to 4 GiB.
struct FoldMap {
  std::string folded;
  std::vector<std::uint32_t> origin;
};

// Fills `map` from s; what was in it goes.
void fold_plain_mapped(std::string_view s, FoldMap& map);

}  // namespace parley::text
