#include "nlp/phrases.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "text/chars.hpp"
#include "text/utf8.hpp"

namespace parley::nlp {
namespace {

constexpr bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

// Makes each run of blanks one, standing for the bytes of the whole run.
void collapse_blanks(text::FoldMap& map) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < map.folded.size(); ++i) {
    const bool blank = is_blank(map.folded[i]);
    if (blank && kept > 0 && map.folded[kept - 1] == ' ') continue;
    map.folded[kept] = blank ? ' ' : map.folded[i];
    map.origin[kept++] = map.origin[i];
  }
  map.origin[kept] = map.origin[map.folded.size()];
  map.folded.resize(kept);
  map.origin.resize(kept + 1);
}

void normalize(std::string_view source, text::FoldMap& map) {
  text::fold_plain_mapped(source, map);
  collapse_blanks(map);
}

std::string_view trimmed(std::string_view s) {
  if (s.starts_with(' ')) s.remove_prefix(1);
  if (s.ends_with(' ')) s.remove_suffix(1);
  return s;
}

char32_t before(std::string_view s, std::size_t at) noexcept {
  do {
    --at;
  } while (at > 0 && (static_cast<unsigned char>(s[at]) & 0xC0) == 0x80);
  return text::next(s, at);
}

// Whether a phrase may begin or end between folded bytes at - 1 and at.
bool is_boundary(const text::FoldMap& map, std::size_t at) noexcept {
  if (at == 0 || at == map.folded.size()) return true;
  if (map.origin[at] == map.origin[at - 1]) return false;
  const char32_t left = before(map.folded, at);
  if (!text::is_word(left)) return true;
  std::size_t after = at;
  const char32_t right = text::next(map.folded, after);
  if (!text::is_word(right)) return true;
  return (text::is_unspaced(left) || text::is_unspaced(right)) && !text::is_mark(right);
}

}  // namespace

struct PhraseAutomaton::Key {
  std::string folded;
  std::uint32_t phrase = 0;
};

Result<PhraseAutomaton> PhraseAutomaton::build(std::span<const std::string> phrases) {
  if (phrases.size() > kMaxPhrases) {
    return make_error(Status::limit, std::to_string(phrases.size()) + " phrases; at most " +
                                         std::to_string(kMaxPhrases) + " can be searched for");
  }
  std::vector<Key> keys;
  keys.reserve(phrases.size());
  text::FoldMap map;
  std::size_t total = 0;
  for (std::size_t i = 0; i < phrases.size(); ++i) {
    normalize(phrases[i], map);
    const std::string_view folded = trimmed(map.folded);
    if (folded.empty()) continue;
    total += folded.size();
    if (folded.size() > kMaxPhraseBytes || total > kMaxTotalBytes) {
      return make_error(Status::limit, "phrase " + std::to_string(i) + ": at most " +
                                           std::to_string(kMaxPhraseBytes) +
                                           " bytes a phrase and " + std::to_string(kMaxTotalBytes) +
                                           " together can be searched for");
    }
    keys.push_back({std::string(folded), static_cast<std::uint32_t>(i)});
  }
  std::sort(keys.begin(), keys.end(), [](const Key& a, const Key& b) {
    return a.folded != b.folded ? a.folded < b.folded : a.phrase < b.phrase;
  });
  const auto last = std::unique(keys.begin(), keys.end(),
                                [](const Key& a, const Key& b) { return a.folded == b.folded; });
  keys.erase(last, keys.end());
  PhraseAutomaton automaton;
  automaton.phrases_ = keys.size();
  automaton.grow(keys);
  automaton.link();
  return automaton;
}

// The trie, level by level: a node stands for a range of the sorted phrases that begin alike.
void PhraseAutomaton::grow(std::span<const Key> sorted) {
  if (sorted.empty()) return;
  struct Range {
    std::size_t first;
    std::size_t last;
  };
  std::vector<Range> ranges{{0, sorted.size()}};
  nodes_.emplace_back();
  for (std::size_t n = 0; n < nodes_.size(); ++n) {
    auto [first, last] = ranges[n];
    const std::uint32_t depth = nodes_[n].depth;
    nodes_[n].first_edge = static_cast<std::uint32_t>(bytes_.size());
    if (sorted[first].folded.size() == depth) nodes_[n].phrase = sorted[first++].phrase;
    while (first < last) {
      const char byte = sorted[first].folded[depth];
      const std::size_t begin = first;
      while (first < last && sorted[first].folded[depth] == byte)
        ++first;
      bytes_.push_back(static_cast<unsigned char>(byte));
      targets_.push_back(static_cast<std::uint32_t>(nodes_.size()));
      nodes_.push_back({.depth = depth + 1});
      ranges.push_back({begin, first});
    }
  }
  nodes_.push_back({.first_edge = static_cast<std::uint32_t>(bytes_.size())});
}

void PhraseAutomaton::link() {
  if (nodes_.empty()) return;
  root_.assign(256, 0);
  for (std::uint32_t e = 0; e < nodes_[1].first_edge; ++e)
    root_[bytes_[e]] = targets_[e];
  for (std::uint32_t n = 0; n + 1 < nodes_.size(); ++n) {
    for (std::uint32_t e = nodes_[n].first_edge; e < nodes_[n + 1].first_edge; ++e) {
      Node& target = nodes_[targets_[e]];
      target.fail = n == 0 ? 0 : step(nodes_[n].fail, bytes_[e]);
      const Node& fail = nodes_[target.fail];
      target.output = fail.phrase != kNone ? target.fail : fail.output;
    }
  }
}

std::uint32_t PhraseAutomaton::child(std::uint32_t node, unsigned char byte) const noexcept {
  const auto first = bytes_.begin() + nodes_[node].first_edge;
  const auto last = bytes_.begin() + nodes_[node + 1].first_edge;
  const auto found = std::lower_bound(first, last, byte);
  if (found == last || *found != byte) return 0;
  return targets_[static_cast<std::size_t>(found - bytes_.begin())];
}

std::uint32_t PhraseAutomaton::step(std::uint32_t node, unsigned char byte) const noexcept {
  for (; node != 0; node = nodes_[node].fail) {
    if (const std::uint32_t target = child(node, byte); target != 0) return target;
  }
  return root_[byte];
}

void PhraseAutomaton::report(std::uint32_t node, const text::FoldMap& map, std::size_t end,
                             std::vector<Hit>& hits) const {
  if (nodes_[node].phrase == kNone) node = nodes_[node].output;
  if (node == kNone || !is_boundary(map, end)) return;
  for (; node != kNone && hits.size() < kMaxHits; node = nodes_[node].output) {
    const std::size_t begin = end - nodes_[node].depth;
    if (!is_boundary(map, begin)) continue;
    hits.push_back({nodes_[node].phrase, map.origin[begin], map.origin[end] - map.origin[begin]});
  }
}

void PhraseAutomaton::find(std::string_view text, std::vector<Hit>& hits) const {
  Scratch scratch;
  find(text, hits, scratch);
}

void PhraseAutomaton::find(std::string_view text, std::vector<Hit>& hits, Scratch& scratch) const {
  hits.clear();
  if (nodes_.empty()) return;
  text::FoldMap& map = scratch.map;
  normalize(text, map);
  std::uint32_t node = 0;
  for (std::size_t i = 0; i < map.folded.size() && hits.size() < kMaxHits; ++i) {
    node = step(node, static_cast<unsigned char>(map.folded[i]));
    report(node, map, i + 1, hits);
  }
}

}  // namespace parley::nlp
