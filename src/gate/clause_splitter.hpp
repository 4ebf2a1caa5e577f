#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "gate/tags.hpp"

namespace parley::gate {

inline constexpr std::size_t kMinClause = 12;  // code points before a mark ends a clause
inline constexpr std::size_t kMaxHeld = 240;   // code points that are held back, but for a tag
inline constexpr std::size_t kMaxHeldBytes = 4 * kMaxHeld + kMaxTagBytes;

// Cuts a stream of text into clauses that concatenate to the text. A clause ends
//  - after . ! ? ; : , with closing quotes and brackets, when a blank or a '<' follows (so never
//    inside 3.50, 12:30 or a URL), but not after an abbreviation, an initial or a number of one or
//    two digits with a full stop;
//  - after 。！？；：，、 and their closing brackets;
//  - after a line feed;
// each only from kMinClause code points on; and where kMaxHeld code points hold no such place,
// after the last blank, or at the limit when there is none. What looks like a tag (see tags.hpp) is
// never divided.
//
// Decides code point by code point, so the way a text is split into pieces makes no difference. No
// allocation but the buffer's. What is not UTF-8 passes through as it is.
class ClauseSplitter {
 public:
  void push(std::string_view piece);

  // The next whole clause; false when more text is needed. The view is valid until the next push().
  bool next(std::string_view& clause);

  // No more text comes: next() hands out the rest.
  void close() { closed_ = true; }

  // Forgets what is held.
  void drop();

 private:
  enum class Mark : std::uint8_t { none, spaced, wide };  // wide: no blank needs to follow

  void skip_plain();
  bool whole_code_point() const;
  bool step(std::size_t& end);
  bool step_in_tag(char32_t c, std::size_t& end);
  bool ends_before(char32_t c);
  bool note(char32_t c, std::size_t& end);
  static Mark mark_of(char32_t c);
  bool limit(char32_t c, std::size_t& end) const;
  void begin_at(std::size_t end);

  std::string buffer_;
  std::size_t begin_ = 0;         // of the clause under way
  std::size_t at_ = 0;            // first byte not looked at
  std::size_t points_ = 0;        // code points from begin_ to at_
  std::size_t tag_ = 0;           // in_tag_: where its '<' stands
  std::size_t blank_ = 0;         // behind the last blank outside tags; 0 = none
  std::size_t blank_points_ = 0;  // code points from begin_ to there
  Mark mark_ = Mark::none;        // the clause ends here if what follows agrees
  bool in_tag_ = false;
  bool after_less_ = false;  // the code point before was '<'
  bool closed_ = false;
};

}  // namespace parley::gate
