#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parley::json {

struct Flaw {
  std::size_t offset = 0;
  std::string message;  // what is wrong and what would be right; empty: the text is good
};

// Reads a JSON text slowly and strictly to say where it goes wrong, for parse() once it has failed.
// `long_integers` receives the ends of whole numbers too long for 64 bits: legal, but refused by
// simdjson.
Flaw find_flaw(std::string_view text, std::vector<std::size_t>& long_integers);

// "line 3, column 5" of a byte: lines end with \n, columns count code points.
struct Place {
  std::size_t line = 1;
  std::size_t column = 1;
};
Place place_of(std::string_view text, std::size_t offset);

}  // namespace parley::json
