#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace parley::text {

// Bytes [begin, begin + size) of the text it was found in.
struct Span {
  std::size_t begin = 0;
  std::size_t size = 0;
  friend bool operator==(const Span&, const Span&) = default;
};

// The sentences of a plain text in order, without blanks around them, never empty, never
// overlapping. A sentence ends
//   - at a line end, always;
//   - after 。！？ and their half-width forms, blank or not;
//   - after . ! ? … (with the quotes and brackets that close there) when a blank or the end
//   follows.
// A full stop does not end one inside a number or an address ("3.50", "a.example"), before a
// lower-case letter, after an abbreviation (en es fr de it pt: "Dr.", "z. B.", "p. ej."), after an
// initial ("J. Smith"), after a number that opens the sentence ("1. Open the box") and after a
// German ordinal ("am 3. Mai", "im 2. Stock"). Linear in the text.
std::vector<Span> sentences(std::string_view plain);

}  // namespace parley::text
