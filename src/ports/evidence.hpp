#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

// The number of a word's stem within one knowledge version; kNoTerm stands nowhere in it.
using TermId = std::uint32_t;
inline constexpr TermId kNoTerm = 0xffffffff;

// A sentence of a passage: bytes of its text, and which of its terms it holds.
struct PassageSentence {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
  std::uint32_t first_term = 0;
  std::uint32_t term_count = 0;
};

// What retrieval found for a question; handed to prompt, model, gate and ledger. Views point into
// `keep_alive`.
struct Passage {
  std::int32_t ordinal =
      0;  // of the chunk within its knowledge version: documents by name, then position
  std::string_view document;  // name within the knowledge base
  std::string_view title;     // the document's
  std::string_view heading;   // path of headings above the chunk, joined by " > "; may be empty
  std::string_view text;      // the chunk as plain text
  std::int64_t score_e4 = 0;  // BM25 × 10,000
  // Found when the chunk was made, so that no turn reads the text again:
  std::span<const PassageSentence> sentences;  // of `text`, as text::sentences cuts it
  std::span<const TermId> terms;               // of `text`, in order, without stop words
  std::span<const TermId> heading_terms;
  std::span<const TermId> title_terms;
  std::int32_t tokens = 0;  // estimate of text, title and heading; 0 = not counted
};

struct QueryTerm {
  std::string stem;
  std::int64_t weight_e4 =
      0;  // inverse document frequency × 10,000; 0 when no chunk holds the term
  TermId id = kNoTerm;
};

struct Evidence {
  std::shared_ptr<const void> keep_alive;
  std::string knowledge_base;
  std::int64_t knowledge_version = 0;  // 0 = the tenant has no knowledge
  std::vector<QueryTerm> terms;   // of the question, in order, without stop words and repetitions
  std::vector<Passage> passages;  // best first, ties by ordinal
  std::int64_t confidence_e4 =
      0;  // 0 … 10,000: share of the question's term weight that the best passage covers
  std::int64_t search_ns = 0;  // how long the search took: for people, decides nothing
};

}  // namespace parley
