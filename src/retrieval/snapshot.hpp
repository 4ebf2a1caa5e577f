#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "ports/evidence.hpp"
#include "retrieval/analyzer.hpp"
#include "retrieval/chunk.hpp"
#include "retrieval/dictionary.hpp"
#include "retrieval/index.hpp"

namespace parley::retrieval {

// One document, read, cut and counted. Shared by all snapshots that hold it.
struct IndexedDocument {
  struct Counted {
    std::uint32_t first = 0;  // in `counts`
    std::uint32_t size = 0;
    std::uint32_t length = 0;          // words
    std::int32_t tokens = 0;           // estimate of the chunk's text, title and heading
    std::uint32_t first_sentence = 0;  // in `sentences`
    std::uint32_t sentence_count = 0;
    std::uint32_t first_word = 0;  // in `words`: those of the text, then those of the heading
    std::uint32_t text_words = 0;
    std::uint32_t heading_words = 0;
  };
  std::string name;
  Digest digest{};
  ParsedDocument parsed;
  std::vector<Chunk> chunks;
  std::vector<Counted> counted;  // one a chunk
  std::vector<TermCount> counts;
  std::vector<PassageSentence> sentences;
  std::vector<TermId> words;  // of all chunks, without stop words
  std::vector<TermId> title_words;
};
using DocumentPtr = std::shared_ptr<const IndexedDocument>;

// What searches need besides the index, lent and given back so that none allocates it anew.
// Thread-safe.
class ScratchPool {
 public:
  struct Scratch {
    explicit Scratch(std::string_view locale) : analyzer(locale) {}
    Analyzer analyzer;
    Index::Accumulator scores;
    std::vector<WantedTerm> terms;  // beside Evidence::terms
    std::vector<Hit> hits;
  };

  explicit ScratchPool(std::string_view locale) : locale_(locale) {}
  std::unique_ptr<Scratch> take();
  void give(std::unique_ptr<Scratch> scratch);

 private:
  static constexpr std::size_t kMaxKept = 16;
  std::string locale_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Scratch>> kept_;
};

// One version of a knowledge base, ready to be searched. Immutable; any thread.
class Snapshot : public std::enable_shared_from_this<Snapshot> {
 public:
  struct Parts {
    std::string name;
    std::int64_t version = 0;
    std::vector<DocumentPtr> documents;  // by name
    Dictionary dictionary;
    Bm25 bm25;
    std::shared_ptr<ScratchPool> pool;
  };
  explicit Snapshot(Parts parts);

  // The best `k` chunks for the question. Stop words of the question are those of the base's
  // locale. Views of the answer live as long as its keep_alive.
  Evidence search(std::string_view question, std::size_t k) const;

  std::int64_t version() const { return parts_.version; }
  const std::vector<DocumentPtr>& documents() const { return parts_.documents; }
  std::size_t chunk_count() const { return places_.size(); }

  // The chunk of an ordinal below chunk_count(), score 0. Views live as long as the snapshot.
  Passage passage(std::int32_t ordinal) const;

 private:
  struct Place {
    std::uint32_t document;
    std::uint32_t chunk;
  };
  void read_question(std::string_view question, ScratchPool::Scratch& scratch, Evidence& out) const;
  std::int64_t covered_e4(const Evidence& evidence, const ScratchPool::Scratch& scratch) const;

  Parts parts_;
  std::vector<Place> places_;
  Index index_;
};

}  // namespace parley::retrieval
