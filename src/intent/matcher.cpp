#include "intent/matcher.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "intent/index.hpp"
#include "intent/message.hpp"
#include "intent/weights.hpp"

namespace parley::intent {
namespace {

constexpr std::int64_t kFull = 10'000;
constexpr std::int64_t kLeastCosine = 5'000;  // from here an example is evidence
constexpr std::int64_t kOwnCosine = 3'000;    // from here its words are the intent's own
// Share of a message that must be an intent's own for a scripted reply.
constexpr std::int64_t kLeastWithPhrase = 6'000;
constexpr std::int64_t kLeastWithoutPhrase = 7'500;

// What speaks for one intent.
struct Evidence {
  std::uint32_t intent = 0;
  WordSet hit;      // words inside its phrases and keywords
  WordSet example;  // words its like examples have
  bool phrase = false;
  bool keyword = false;
  bool negated = false;  // something was found under a negation
  std::int64_t cosine = 0;
  std::uint32_t item = 0;  // the best example
  std::vector<Reason> reasons;
};

std::int64_t coverage(const Message& message, const WordSet& own) {
  const WordSet content = own & message.content;
  const std::size_t counted = content.any() ? content.count() : own.count();
  const WordSet left = message.content & ~own & ~message.courtesy;
  const std::size_t all = counted + left.count() + message.beyond;
  return all == 0 ? 0 : static_cast<std::int64_t>(counted) * kFull / static_cast<std::int64_t>(all);
}

// Keeps the order of kinds; when full, the last one gives way to one of an earlier kind.
void add_reason(std::vector<Reason>& reasons, Reason reason) {
  const auto place =
      std::upper_bound(reasons.begin(), reasons.end(), reason.kind,
                       [](ReasonKind kind, const Reason& r) { return kind < r.kind; });
  if (place == reasons.end() && reasons.size() == IntentMatcher::kMaxReasons) return;
  reasons.insert(place, std::move(reason));
  if (reasons.size() > IntentMatcher::kMaxReasons) reasons.pop_back();
}

class Matching {
 public:
  Matching(const Index& index, std::string_view text, std::string_view locale)
      : index_(index), text_(text), message_(take_apart(text, locale, index)) {}

  Understanding run() {
    find_phrases();
    compare_examples();
    Understanding result;
    for (Evidence& e : evidence_) {
      IntentHit hit = judge(e);
      if (!hit.reasons.empty()) result.ranked.push_back(std::move(hit));
    }
    rank(result.ranked);
    choose(result);
    return result;
  }

 private:
  Evidence& of(std::uint32_t intent) {
    const auto found = std::find_if(evidence_.begin(), evidence_.end(),
                                    [intent](const Evidence& e) { return e.intent == intent; });
    if (found != evidence_.end()) return *found;
    evidence_.emplace_back().intent = intent;
    return evidence_.back();
  }

  void find_phrases() {
    std::vector<nlp::PhraseAutomaton::Hit> hits;
    index_.automaton.find(text_, hits);
    const WordSet negated = negated_words(hits);
    for (const auto& hit : hits) {
      const Pattern& pattern = index_.patterns[hit.phrase];
      const auto [first, last] = message_.words_in(hit.begin, hit.size);
      if (pattern.courtesy) {
        for (std::size_t i = first; i < last; ++i)
          message_.courtesy.set(i);
      }
      const bool all_negated = first < last && negated[first] && negated[last - 1];
      for (const Owner& owner : pattern.owners)
        take(owner, hit, first, last, all_negated);
    }
  }

  // The words of all negated phrases: what a longer phrase denies, the keyword inside it does not
  // say.
  WordSet negated_words(const std::vector<nlp::PhraseAutomaton::Hit>& hits) const {
    WordSet negated;
    if (!message_.negated) return negated;
    for (const auto& hit : hits) {
      if (index_.patterns[hit.phrase].owners.empty()) continue;
      const auto [first, last] = message_.words_in(hit.begin, hit.size);
      if (!is_negated(message_.roles, first, last)) continue;
      for (std::size_t i = first; i < last; ++i)
        negated.set(i);
    }
    return negated;
  }

  void take(const Owner& owner, const nlp::PhraseAutomaton::Hit& hit, std::size_t first,
            std::size_t last, bool negated) {
    Evidence& e = of(owner.intent);
    const IntentSpec& spec = index_.specs[owner.intent];
    const bool is_phrase = owner.kind == ReasonKind::phrase;
    const auto& list = is_phrase ? spec.phrases : spec.keywords;
    add_reason(e.reasons, {owner.kind, list[owner.item], hit.begin, hit.size, negated});
    e.negated |= negated;
    if (negated) return;
    (is_phrase ? e.phrase : e.keyword) = true;
    for (std::size_t i = first; i < last; ++i)
      e.hit.set(i);
  }

  void compare_examples() {
    dots_.resize(index_.examples.size());
    std::vector<std::uint32_t> touched;
    for (std::size_t i = 0; i < message_.stems.size(); ++i) {
      const std::uint32_t stem = message_.stems[i];
      const auto here = message_.stems.begin() + static_cast<std::ptrdiff_t>(i);
      if (stem == kUnknownStem || std::find(message_.stems.begin(), here, stem) != here) continue;
      const std::int64_t square = index_.stems[stem].weight * index_.stems[stem].weight;
      for (const std::uint32_t e : index_.stems[stem].examples) {
        if (dots_[e] == 0) touched.push_back(e);
        dots_[e] += square;
      }
    }
    std::sort(touched.begin(), touched.end());
    for (const std::uint32_t e : touched)
      compare(e);
  }

  void compare(std::uint32_t number) {
    const Example& example = index_.examples[number];
    const std::int64_t cosine = cosine_e4(dots_[number], message_.norm, example.norm);
    if (cosine < kOwnCosine) return;
    Evidence& e = of(example.intent);
    for (std::size_t i = 0; i < message_.stems.size(); ++i) {
      if (message_.stems[i] == kUnknownStem) continue;
      const auto& examples = index_.stems[message_.stems[i]].examples;
      if (std::binary_search(examples.begin(), examples.end(), number)) e.example.set(i);
    }
    if (example.negated != message_.negated || cosine < kLeastCosine || cosine <= e.cosine) return;
    e.cosine = cosine;
    e.item = example.item;
  }

  IntentHit judge(Evidence& e) const {
    const IntentSpec& spec = index_.specs[e.intent];
    if (e.negated && !e.phrase && !e.keyword) e.cosine = 0;
    if (e.cosine > 0) {
      add_reason(e.reasons, {ReasonKind::example, spec.examples[e.item], 0, text_.size(), false});
    }
    const std::int64_t covered = coverage(message_, e.hit);
    const std::int64_t phrase = e.phrase ? 7'000 + covered * 3 / 10 : 0;
    const std::int64_t keyword = e.keyword ? 4'500 + covered * 45 / 100 : 0;
    const std::int64_t doubt =
        (kFull - phrase) * (kFull - keyword) / kFull * (kFull - e.cosine) / kFull;
    IntentHit hit{e.intent, spec.name, static_cast<std::int32_t>(kFull - doubt), false,
                  std::move(e.reasons)};
    if (hit.confidence_e4 > 0 && spec.reply_only) hold_back(e, spec, hit);
    return hit;
  }

  void hold_back(const Evidence& e, const IntentSpec& spec, IntentHit& hit) const {
    const std::int64_t own = coverage(message_, e.hit | e.example);
    if (own >= (e.phrase ? kLeastWithPhrase : kLeastWithoutPhrase)) return;
    hit.held_back = true;
    const std::int64_t scaled = hit.confidence_e4 * own / kFull;
    const std::int64_t most = std::max(spec.threshold_e4 - 1, 0);
    hit.confidence_e4 = static_cast<std::int32_t>(std::min(scaled, most));
  }

  void rank(std::vector<IntentHit>& hits) const {
    std::sort(hits.begin(), hits.end(), [this](const IntentHit& a, const IntentHit& b) {
      const auto key = [this](const IntentHit& h) {
        return std::tuple(-h.confidence_e4, -index_.specs[h.index].priority,
                          std::string_view(h.name), h.index);
      };
      return key(a) < key(b);
    });
  }

  bool holds(const IntentHit& hit) const {
    return !hit.held_back && hit.confidence_e4 > 0 &&
           hit.confidence_e4 >= index_.specs[hit.index].threshold_e4;
  }

  // `ranked` is sorted, so the first of equal priority is the best of them.
  void choose(Understanding& result) const {
    const auto better = [&](std::size_t a, const std::optional<std::size_t>& b) {
      return !b || index_.specs[result.ranked[a].index].priority >
                       index_.specs[result.ranked[*b].index].priority;
    };
    for (std::size_t i = 0; i < result.ranked.size(); ++i) {
      if (!holds(result.ranked[i])) continue;
      if (better(i, result.chosen)) {
        result.runner_up = std::exchange(result.chosen, i);
      } else if (better(i, result.runner_up)) {
        result.runner_up = i;
      }
    }
  }

  const Index& index_;
  std::string_view text_;
  Message message_;
  std::vector<Evidence> evidence_;
  std::vector<std::int64_t> dots_;  // one an example
};

}  // namespace

std::string_view kind_name(ReasonKind kind) noexcept {
  switch (kind) {
    case ReasonKind::phrase:
      return "phrase";
    case ReasonKind::keyword:
      return "keyword";
    case ReasonKind::example:
      return "example";
  }
  return "unknown";
}

Understanding IntentMatcher::match(std::string_view message, std::string_view locale) const {
  if (index_ == nullptr) return {};
  return Matching(*index_, message, locale).run();
}

}  // namespace parley::intent
