#pragma once

#include <string_view>
#include <vector>

#include "parley/result.hpp"

namespace parley::json {

// The first form of a pattern: states with several ways on, for some of which nothing is read.
struct Nfa {
  struct Range {
    char32_t first;
    char32_t last;
  };
  struct Edge {
    std::vector<Range> on;
    std::size_t to;
  };
  struct State {
    std::vector<Edge> edges;
    std::vector<std::size_t> skips;
  };

  std::vector<State> states;  // the first is where matching begins
  std::size_t accept = 0;
};

Result<Nfa> parse_pattern(std::string_view text);

}  // namespace parley::json
