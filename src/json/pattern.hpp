#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "parley/result.hpp"

namespace parley::json {

// A regular expression over code points, turned into a table when compiled, so that matching takes
// one step a character whatever the pattern. Knows literals, '.', classes, groups, '|', the
// quantifiers * + ? {n} {n,} {n,m}, \d \w \s and escaped punctuation; '^' and '$' only at the very
// ends. Immutable.
class Pattern {
 public:
  // Status::argument for what it does not know and for patterns above kMaxStates.
  static Result<Pattern> compile(std::string_view text);

  // Without '^' or '$' the match may begin or end anywhere. False for text that is no UTF-8.
  bool matches(std::string_view text) const;

  static constexpr std::size_t kMaxStates = 1024;

 private:
  friend class PatternTable;

  std::size_t class_of(char32_t code) const;

  std::array<std::uint16_t, 128> ascii_{};  // class of each ASCII character
  std::vector<char32_t> bounds_;            // where each class but the first begins
  std::vector<std::uint16_t> next_;         // state * classes + class; state 0 leads nowhere
  std::vector<std::uint8_t> accepts_;       // by state
};

}  // namespace parley::json
