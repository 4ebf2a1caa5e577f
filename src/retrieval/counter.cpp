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

// Counts the words of a text and appends their terms to `words`; begins_ tells where they stand.
void TermCounter::add(std::string_view text, std::uint32_t units, std::vector<TermId>& words) {
  begins_.clear();
  nlp::for_each_word(text, [&](std::string_view folded, std::size_t begin, std::size_t) {
    const TermId term = term_of(folded);
    if (term == kNoTerm) return;
    words.push_back(term);
    begins_.push_back(static_cast<std::uint32_t>(begin));
    if (units == 0) return;
    if (term >= units_.size()) units_.resize(std::size_t{term} + 1024);
    if (units_[term] == 0) touched_.push_back(term);
    units_[term] += units;
  });
}

void TermCounter::cut_sentences(std::string_view text, IndexedDocument& document,
                                IndexedDocument::Counted& counted) {
  counted.first_sentence = static_cast<std::uint32_t>(document.sentences.size());
  std::size_t word = 0;
  for (const text::Span& span : text::sentences(text)) {
    while (word < begins_.size() && begins_[word] < span.begin)
      ++word;
    const std::size_t first = word;
    while (word < begins_.size() && begins_[word] < span.begin + span.size)
      ++word;
    document.sentences.push_back(
        {static_cast<std::uint32_t>(span.begin), static_cast<std::uint32_t>(span.size),
         static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(word - first)});
    ++counted.sentence_count;
  }
}

void TermCounter::count_chunk(const Chunk& chunk, IndexedDocument& document) {
  const Block& block = document.parsed.blocks[chunk.block];
  const std::string_view text = std::string_view(block.text).substr(chunk.begin, chunk.size);
  const std::string_view title = document.parsed.title;
  IndexedDocument::Counted counted;
  counted.tokens = text::estimate_tokens(text) + text::estimate_tokens(title) +
                   text::estimate_tokens(block.heading);
  counted.first_word = static_cast<std::uint32_t>(document.words.size());
  add(text, Bm25::kUnit, document.words);
  counted.text_words = static_cast<std::uint32_t>(begins_.size());
  counted.length = counted.text_words;
  cut_sentences(text, document, counted);
  add(block.heading, bm25_.heading, document.words);
  counted.heading_words = static_cast<std::uint32_t>(begins_.size());
  document.title_words.clear();
  add(title, bm25_.title, document.title_words);
  std::sort(touched_.begin(), touched_.end());
  counted.first = static_cast<std::uint32_t>(document.counts.size());
  counted.size = static_cast<std::uint32_t>(touched_.size());
  for (const std::uint32_t term : touched_)
    document.counts.push_back({term, std::exchange(units_[term], 0)});
  touched_.clear();
  document.counted.push_back(counted);
}

void TermCounter::count(IndexedDocument& document) {
  for (const Chunk& chunk : document.chunks)
    count_chunk(chunk, document);
}

}  // namespace parley::retrieval
