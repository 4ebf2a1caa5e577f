#include "retrieval/index.hpp"

#include <algorithm>
#include <utility>

namespace parley::retrieval {

namespace {
bool better(const Hit& a, const Hit& b) {
  return a.score_e4 != b.score_e4 ? a.score_e4 > b.score_e4 : a.chunk < b.chunk;
}
}  // namespace

Index::Index(std::span<const ChunkTerms> chunks, std::size_t terms, const Bm25& bm25)
    : chunks_(chunks.size()), starts_(terms + 2) {
  std::uint64_t total_length = 0;
  for (const ChunkTerms& chunk : chunks) {
    total_length += chunk.length;
    for (const TermCount& count : chunk.terms)
      ++starts_[count.term + 2];
  }
  std::vector<std::int64_t> idf(terms);
  std::vector<std::int64_t> idf_by_count(chunks_ + 1, -1);
  for (std::size_t t = 0; t < terms; ++t) {
    std::int64_t& known = idf_by_count[starts_[t + 2]];
    if (known < 0) known = idf_e4(chunks_, starts_[t + 2]);
    idf[t] = known;
    starts_[t + 2] += starts_[t + 1];
  }
  postings_.resize(starts_.back());
  for (std::size_t c = 0; c < chunks.size(); ++c) {
    const std::int64_t norm = length_norm_e4(bm25, chunks[c].length, total_length, chunks_);
    for (const TermCount& count : chunks[c].terms) {
      postings_[starts_[count.term + 1]++] = {static_cast<std::uint32_t>(c),
                                              weight_e4(bm25, idf[count.term], count.units, norm)};
    }
  }
  starts_.pop_back();
}

std::span<const Index::Posting> Index::postings(std::uint32_t term) const {
  if (std::size_t{term} + 1 >= starts_.size()) return {};
  return std::span(postings_).subspan(starts_[term], starts_[term + 1] - starts_[term]);
}

std::size_t Index::holding(std::uint32_t term) const {
  return postings(term).size();
}

bool Index::holds(std::uint32_t term, std::uint32_t chunk) const {
  const auto list = postings(term);
  const auto at = std::lower_bound(list.begin(), list.end(), chunk,
                                   [](const Posting& p, std::uint32_t c) { return p.chunk < c; });
  return at != list.end() && at->chunk == chunk;
}

void Index::search(std::span<const WantedTerm> terms, std::size_t k, Accumulator& scores,
                   std::vector<Hit>& out) const {
  out.clear();
  if (k == 0) return;
  if (scores.size() < chunks_) scores.resize(chunks_);
  for (const WantedTerm& wanted : terms.first(std::min(terms.size(), kMaxTerms))) {
    const std::uint32_t times = std::min(wanted.times, kMaxTimes);
    for (const Posting& posting : postings(wanted.term)) {
      scores[posting.chunk] += posting.weight_e4 * times;
    }
  }
  std::uint32_t floor = 0;  // what a later chunk must exceed: a tie goes to the earlier one
  for (std::uint32_t c = 0; c < chunks_; ++c) {
    const std::uint32_t score = std::exchange(scores[c], 0);
    if (score <= floor) continue;
    if (out.size() == k) {
      std::pop_heap(out.begin(), out.end(), better);
      out.pop_back();
    }
    out.push_back({c, score});
    std::push_heap(out.begin(), out.end(), better);
    if (out.size() == k) floor = out.front().score_e4;
  }
  std::sort_heap(out.begin(), out.end(), better);
}

}  // namespace parley::retrieval
