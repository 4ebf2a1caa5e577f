#pragma once

#include <cstdint>

namespace parley::retrieval {

// BM25 in whole numbers, so that every machine ranks alike. With N chunks, a term in n of them f
// times (a word of the title or of a heading counts as `title` or `heading` words of the text), a
// chunk of length l and the mean length m:
//   idf    = ln((N + 1) / (n + 1/2))
//   weight = idf · f · (k1 + 1) / (f + k1 · (1 − b + b · l / m))
// A chunk's score is the sum of the weights of the question's terms, each as often as it stands
// there (at most Index::kMaxTimes). The defaults did well on test collections as different as
// abstracts and encyclopedia paragraphs; none is tuned to one of them.
struct Bm25 {
  std::int64_t k1_e4 = 12'000;
  std::int64_t b_e4 = 6'500;
  // In units of kUnit to a word.
  std::uint32_t title = 8;
  std::uint32_t heading = 8;

  static constexpr std::uint32_t kUnit = 4;
};

// Natural logarithm of numerator / denominator times 10,000, rounded; both above 0 and below 2^62.
// Integers only.
std::int64_t ln_e4(std::uint64_t numerator, std::uint64_t denominator);

// idf × 10,000; never below 0.
std::int64_t idf_e4(std::uint64_t chunks, std::uint64_t holding);

// The length's part, k1 · (1 − b + b · l / m), × 10,000.
std::int64_t length_norm_e4(const Bm25& bm25, std::uint64_t length, std::uint64_t total_length,
                            std::uint64_t chunks);

// weight × 10,000 of a term that stands in a chunk `units` / kUnit times.
std::uint32_t weight_e4(const Bm25& bm25, std::int64_t idf_e4, std::uint64_t units,
                        std::int64_t norm_e4);

}  // namespace parley::retrieval
