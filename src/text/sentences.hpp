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
//   - after . ! ? … (with the quotes and brackets that close there) when a blank or the end
//   follows;
//   - after 。！？ and their half-width forms, blank or not.
// A full stop does not end one after a known abbreviation (en es fr de it pt: "Dr.", "z. B.", "p.
// ej.", "n.º"), after a single capital letter (an initial), inside a number or an address ("3.50",
// "a.example"), after an ordinal number that goes on
// ("am 3. Mai": German months and lower-case words), or before a lower-case letter.
std::vector<Span> sentences(std::string_view plain);

}  // namespace parley::text
