#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "retrieval/bm25.hpp"

namespace parley::retrieval {

struct TermCount {
  std::uint32_t term = 0;   // of the dictionary
  std::uint32_t units = 0;  // Bm25::kUnit a word
};

struct ChunkTerms {
  std::span<const TermCount> terms;  // each term once
  std::uint32_t length = 0;          // words, title and headings not counted
};

// A term of the question and how often it stands there.
struct WantedTerm {
  std::uint32_t term = 0;
  std::uint32_t times = 1;
};

struct Hit {
  std::uint32_t chunk = 0;
  std::uint32_t score_e4 = 0;
  friend bool operator==(const Hit&, const Hit&) = default;
};

// Inverted index over chunks numbered from 0. The weights stand ready in the postings, so a search
// adds whole numbers and divides nothing. Immutable after construction; any number of threads may
// search, each with its own accumulator.
class Index {
 public:
  // One score a chunk, all 0 between searches.
  using Accumulator = std::vector<std::uint32_t>;

  Index() = default;
  Index(std::span<const ChunkTerms> chunks, std::size_t terms, const Bm25& bm25);

  // The best k chunks with a score above 0, best first, ties by chunk. `terms` each once, at most
  // kMaxTerms.
  void search(std::span<const WantedTerm> terms, std::size_t k, Accumulator& scores,
              std::vector<Hit>& out) const;

  // Together they keep the sum of weights (each below 400,000) within 32 bits.
  static constexpr std::size_t kMaxTerms = 512;
  static constexpr std::uint32_t kMaxTimes = 4;

  std::size_t chunks() const { return chunks_; }
  std::size_t holding(std::uint32_t term) const;
  bool holds(std::uint32_t term, std::uint32_t chunk) const;

 private:
  struct Posting {
    std::uint32_t chunk;
    std::uint32_t weight_e4;
  };
  std::span<const Posting> postings(std::uint32_t term) const;

  std::size_t chunks_ = 0;
  std::vector<std::uint32_t>
      starts_;  // of term t: postings_[starts_[t]] … postings_[starts_[t + 1]]
  std::vector<Posting> postings_;
};

}  // namespace parley::retrieval
