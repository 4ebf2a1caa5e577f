#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parley/result.hpp"

#include "text/fold.hpp"

namespace parley::nlp {

// Finds many phrases in one pass over a text (Aho–Corasick). Both are compared as text::fold_plain
// makes them, runs of blanks counting as one. A phrase is found only where words begin and end: no
// letter or digit may stand next to a letter or digit at its edge, but for scripts without blanks
// between words. Hits may overlap. Immutable after build: any thread may search.
class PhraseAutomaton {
 public:
  static constexpr std::size_t kMaxPhrases = 200'000;
  static constexpr std::size_t kMaxPhraseBytes = 1'024;     // one phrase, folded
  static constexpr std::size_t kMaxTotalBytes = 8'000'000;  // all phrases, folded
  static constexpr std::size_t kMaxHits = 4'096;            // one search; later hits are left out

  struct Hit {
    std::uint32_t phrase = 0;  // index in what build() was given; of equal phrases the first
    std::size_t begin = 0;     // bytes in the searched text as it was given
    std::size_t size = 0;
    friend bool operator==(const Hit&, const Hit&) = default;
  };

  // Space for a search, to be reused; one thread at a time.
  struct Scratch {
    text::FoldMap map;
  };

  PhraseAutomaton() = default;  // finds nothing

  // Status::limit with the phrase's number when a limit above is passed. Phrases that fold to
  // nothing are never found.
  static Result<PhraseAutomaton> build(std::span<const std::string> phrases);

  // Replaces what is in `hits` by the phrases found, in order of their end, the longer one first.
  // Time is linear in the text; only nested phrases that end at the same place (at most
  // kMaxPhraseBytes of them) add to it.
  void find(std::string_view text, std::vector<Hit>& hits) const;
  void find(std::string_view text, std::vector<Hit>& hits, Scratch& scratch) const;

  // Different phrases that can be found.
  std::size_t phrase_count() const noexcept { return phrases_; }

 private:
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;
  struct Node {
    std::uint32_t first_edge = 0;  // node n's edges: [first_edge, that of n + 1), sorted by byte
    std::uint32_t fail = 0;        // the longest proper suffix that begins a phrase
    std::uint32_t phrase = kNone;  // the phrase that ends here
    std::uint32_t output = kNone;  // the next shorter suffix that is a phrase
    std::uint32_t depth = 0;       // bytes from the root, which is node 0
  };
  struct Key;  // a phrase to be built in

  void grow(std::span<const Key> sorted);
  void link();
  std::uint32_t child(std::uint32_t node, unsigned char byte) const noexcept;
  std::uint32_t step(std::uint32_t node, unsigned char byte) const noexcept;
  void report(std::uint32_t node, const text::FoldMap& map, std::size_t end,
              std::vector<Hit>& hits) const;

  std::vector<Node> nodes_;  // breadth first, and one more that closes the last one's edges
  std::vector<unsigned char> bytes_;
  std::vector<std::uint32_t> targets_;
  std::vector<std::uint32_t> root_;  // the root's step for every byte
  std::size_t phrases_ = 0;
};

}  // namespace parley::nlp
