#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "intent/index.hpp"
#include "intent/negation.hpp"

namespace parley::intent {

using WordSet = std::bitset<IntentMatcher::kMaxWords>;

inline constexpr std::uint32_t kUnknownStem = 0xFFFF'FFFF;

// Stop words and numbers weigh a quarter in a comparison with examples.
bool is_light(std::string_view folded, std::string_view locale) noexcept;

// A message taken apart.
struct Message {
  struct Place {
    std::size_t begin = 0;
    std::size_t size = 0;
  };
  std::vector<Place> places;         // of the first kMaxWords words
  std::vector<RoleWord> roles;       // alike
  std::vector<std::uint32_t> stems;  // alike; kUnknownStem for words no example has
  WordSet content;
  WordSet courtesy;
  std::size_t beyond = 0;  // words behind the last place
  std::int64_t norm = 0;   // for the cosine
  bool negated = false;    // some word negates

  // The words that lie inside bytes [begin, begin + size): [first, last).
  std::pair<std::size_t, std::size_t> words_in(std::size_t begin, std::size_t size) const noexcept;
};

Message take_apart(std::string_view text, std::string_view locale, const Index& index);

}  // namespace parley::intent
