#pragma once

#include <string_view>
#include <vector>

#include "retrieval/snapshot.hpp"

namespace parley::retrieval {

// Counts the terms of documents for the index. Remembers the term of each word it met, because most
// words of a batch repeat. One thread at a time.
class TermCounter {
 public:
  TermCounter(Dictionary& dictionary, std::string_view locale, const Bm25& bm25)
      : dictionary_(dictionary), analyzer_(locale), bm25_(bm25) {}

  // Fills counted and counts of a document whose chunks are cut.
  void count(IndexedDocument& document);

 private:
  static constexpr std::size_t kMaxRemembered = 200'000;

  std::uint32_t term_of(std::string_view folded);  // Dictionary::kNone for a stop word
  void add(std::string_view text, std::uint32_t units, std::vector<TermId>& words);
  void count_chunk(const Chunk& chunk, IndexedDocument& document);
  void cut_sentences(std::string_view text, IndexedDocument& document,
                     IndexedDocument::Counted& counted);

  Dictionary& dictionary_;
  Analyzer analyzer_;
  const Bm25& bm25_;
  Dictionary words_;  // folded
  std::vector<std::uint32_t>
      terms_of_words_;                  // by the word's number; Dictionary::kNone for a stop word
  std::vector<std::uint32_t> units_;    // by term, 0 but for the terms in touched_
  std::vector<std::uint32_t> touched_;  // of the chunk being counted
  std::vector<std::uint32_t> begins_;   // where its words stand in its text
};

}  // namespace parley::retrieval
