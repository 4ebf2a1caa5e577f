#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gate/clause_splitter.hpp"

namespace parley::gate {

inline std::vector<std::string> split(std::string_view text, std::size_t piece = 1 << 20) {
  ClauseSplitter splitter;
  std::vector<std::string> clauses;
  std::string_view clause;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    splitter.push(text.substr(at, piece));
    while (splitter.next(clause))
      clauses.emplace_back(clause);
  }
  splitter.close();
  while (splitter.next(clause))
    clauses.emplace_back(clause);
  return clauses;
}

using Clauses = std::vector<std::string>;

}  // namespace parley::gate
