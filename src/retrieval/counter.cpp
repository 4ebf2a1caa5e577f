#include "retrieval/counter.hpp"

#include <algorithm>
#include <utility>

#include "text/sentences.hpp"
#include "text/tokens.hpp"

namespace parley::retrieval {

std::uint32_t TermCounter::term_of(std::string_view folded) {
  const std::uint32_t known = words_.find(folded);
  if (known != Dictionary::kNone) return terms_of_words_[known];
  const std::string_view term = analyzer_.term(folded);
  const std::uint32_t id = term.empty() ? Dictionary::kNone : dictionary_.intern(term);
  if (words_.size() < kMaxRemembered) {
    words_.intern(folded);
    terms_of_words_.push_back(id);
  }
  return id;
}

// Returns the number of words.
std::uint32_t TermCounter::add(std::string_view text, std::uint32_t units) {
  std::uint32_t words = 0;
  if (units == 0) return words;
  nlp::for_each_word(text, [&](std::string_view folded, std::size_t, std::size_t) {
    const std::uint32_t term = term_of(folded);
    if (term == Dictionary::kNone) return;
    ++words;
    if (term >= units_.size()) units_.resize(std::size_t{term} + 1024);
    if (units_[term] == 0) touched_.push_back(term);
    units_[term] += units;
  });
  return words;
}

void TermCounter::count(IndexedDocument& document) {
  for (const Chunk& chunk : document.chunks) {
    const Block& block = document.parsed.blocks[chunk.block];
    const std::string_view text = std::string_view(block.text).substr(chunk.begin, chunk.size);
    const std::uint32_t length = add(text, Bm25::kUnit);
    add(document.parsed.title, bm25_.title);
    add(block.heading, bm25_.heading);
    std::sort(touched_.begin(), touched_.end());
    const auto first = static_cast<std::uint32_t>(document.counts.size());
    for (const std::uint32_t term : touched_) {
      document.counts.push_back({term, std::exchange(units_[term], 0)});
    }
    IndexedDocument::Counted counted{first, static_cast<std::uint32_t>(touched_.size()), length,
                                     text::estimate_tokens(text),
                                     static_cast<std::uint32_t>(document.sentences.size())};
    for (const text::Span& span : text::sentences(text)) {
      document.sentences.push_back(
          {static_cast<std::uint32_t>(span.begin), static_cast<std::uint32_t>(span.size)});
    }
    counted.sentence_count =
        static_cast<std::uint32_t>(document.sentences.size()) - counted.first_sentence;
    document.counted.push_back(counted);
    touched_.clear();
  }
}

}  // namespace parley::retrieval
