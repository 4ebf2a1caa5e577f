#include "retrieval/snapshot.hpp"

#include <algorithm>

namespace parley::retrieval {

std::unique_ptr<ScratchPool::Scratch> ScratchPool::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!kept_.empty()) {
      auto scratch = std::move(kept_.back());
      kept_.pop_back();
      return scratch;
    }
  }
  return std::make_unique<Scratch>(locale_);
}

void ScratchPool::give(std::unique_ptr<Scratch> scratch) {
  const std::lock_guard lock(mutex_);
  if (kept_.size() < kMaxKept) kept_.push_back(std::move(scratch));
}

Snapshot::Snapshot(Parts parts) : parts_(std::move(parts)) {
  std::vector<ChunkTerms> chunks;
  for (std::uint32_t d = 0; d < parts_.documents.size(); ++d) {
    const IndexedDocument& document = *parts_.documents[d];
    for (std::uint32_t c = 0; c < document.chunks.size(); ++c) {
      const IndexedDocument::Counted& counted = document.counted[c];
      places_.push_back({d, c});
      chunks.push_back(
          {std::span(document.counts).subspan(counted.first, counted.size), counted.length});
    }
  }
  index_ = Index(chunks, parts_.dictionary.size(), parts_.bm25);
}

Passage Snapshot::passage(std::int32_t ordinal) const {
  const Place place = places_[static_cast<std::size_t>(ordinal)];
  const IndexedDocument& document = *parts_.documents[place.document];
  const Chunk& chunk = document.chunks[place.chunk];
  const Block& block = document.parsed.blocks[chunk.block];
  Passage out;
  out.ordinal = ordinal;
  out.document = document.name;
  out.title = document.parsed.title;
  out.heading = block.heading;
  out.text = std::string_view(block.text).substr(chunk.begin, chunk.size);
  const IndexedDocument::Counted& counted = document.counted[place.chunk];
  out.tokens = counted.tokens;
  out.sentences =
      std::span(document.sentences).subspan(counted.first_sentence, counted.sentence_count);
  const std::span words = std::span(document.words).subspan(counted.first_word);
  out.terms = words.first(counted.text_words);
  out.heading_terms = words.subspan(counted.text_words, counted.heading_words);
  out.title_terms = document.title_words;
  return out;
}

void Snapshot::read_question(std::string_view question, ScratchPool::Scratch& scratch,
                             Evidence& out) const {
  scratch.terms.clear();
  scratch.analyzer.for_each_term(question, [&](std::string_view term) {
    const auto same = [&](const QueryTerm& seen) { return seen.stem == term; };
    const auto seen = std::find_if(out.terms.begin(), out.terms.end(), same);
    if (seen != out.terms.end()) {
      ++scratch.terms[static_cast<std::size_t>(seen - out.terms.begin())].times;
      return;
    }
    if (out.terms.size() == Index::kMaxTerms) return;
    const std::uint32_t id = parts_.dictionary.find(term);
    const std::size_t holding = id == Dictionary::kNone ? 0 : index_.holding(id);
    const std::int64_t weight = holding == 0 ? 0 : idf_e4(index_.chunks(), holding);
    out.terms.push_back({std::string(term), weight, id});
    scratch.terms.push_back({id, 1});
  });
}

std::int64_t Snapshot::covered_e4(const Evidence& evidence,
                                  const ScratchPool::Scratch& scratch) const {
  if (scratch.hits.empty()) return 0;
  std::int64_t all = 0;
  std::int64_t covered = 0;
  for (std::size_t i = 0; i < evidence.terms.size(); ++i) {
    const std::int64_t weight = evidence.terms[i].weight_e4;
    // A word that no chunk holds weighs as the rarest would.
    all += weight > 0 ? weight : idf_e4(index_.chunks(), 0);
    if (index_.holds(scratch.terms[i].term, scratch.hits.front().chunk)) covered += weight;
  }
  return all == 0 ? 0 : covered * 10'000 / all;
}

Evidence Snapshot::search(std::string_view question, std::size_t k) const {
  Evidence out;
  out.keep_alive = shared_from_this();
  out.knowledge_base = parts_.name;
  out.knowledge_version = parts_.version;
  auto scratch = parts_.pool->take();
  read_question(question, *scratch, out);
  index_.search(scratch->terms, k, scratch->scores, scratch->hits);
  out.passages.reserve(scratch->hits.size());
  for (const Hit& hit : scratch->hits) {
    out.passages.push_back(passage(static_cast<std::int32_t>(hit.chunk)));
    out.passages.back().score_e4 = hit.score_e4;
  }
  out.confidence_e4 = covered_e4(out, *scratch);
  parts_.pool->give(std::move(scratch));
  return out;
}

}  // namespace parley::retrieval
