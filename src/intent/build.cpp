#include <algorithm>
#include <iterator>
#include <utility>

#include "base/error.hpp"
#include "intent/courtesy.hpp"
#include "intent/index.hpp"
#include "intent/message.hpp"
#include "intent/weights.hpp"
#include "nlp/stem.hpp"
#include "nlp/words.hpp"

namespace parley::intent {
namespace {

// The automaton knows each phrase once; find(phrase) tells under which number.
void claim(Index& index, const std::string& phrase, const Owner* owner,
           std::vector<nlp::PhraseAutomaton::Hit>& hits) {
  index.automaton.find(phrase, hits);
  const auto longest = std::max_element(
      hits.begin(), hits.end(), [](const auto& a, const auto& b) { return a.size < b.size; });
  if (longest == hits.end()) return;
  Pattern& pattern = index.patterns[longest->phrase];
  if (owner != nullptr) {
    pattern.owners.push_back(*owner);
  } else {
    pattern.courtesy = true;
  }
}

void claim_all(Index& index) {
  std::vector<nlp::PhraseAutomaton::Hit> hits;
  for (std::uint32_t i = 0; i < index.specs.size(); ++i) {
    const IntentSpec& spec = index.specs[i];
    for (const auto& [list, kind] : {std::pair(&spec.phrases, ReasonKind::phrase),
                                     std::pair(&spec.keywords, ReasonKind::keyword)}) {
      for (std::uint32_t item = 0; item < list->size(); ++item) {
        const Owner owner{i, item, kind};
        claim(index, (*list)[item], &owner, hits);
      }
    }
  }
  for (const std::string_view courtesy : kCourtesies) {
    claim(index, std::string(courtesy), nullptr, hits);
  }
}

Result<void> build_phrases(Index& index) {
  std::vector<std::string> phrases;
  for (const IntentSpec& spec : index.specs) {
    for (const auto* list : {&spec.phrases, &spec.keywords}) {
      if (auto alone = nlp::PhraseAutomaton::build(*list); !alone) {
        return make_error(alone.error().status,
                          "intent \"" + spec.name + "\": " + alone.error().message);
      }
      phrases.insert(phrases.end(), list->begin(), list->end());
    }
  }
  phrases.insert(phrases.end(), std::begin(kCourtesies), std::end(kCourtesies));
  auto automaton = nlp::PhraseAutomaton::build(phrases);
  if (!automaton) return automaton.error();
  index.automaton = std::move(*automaton);
  index.patterns.resize(phrases.size());
  claim_all(index);
  return {};
}

// Notes which stems an example has; light ones are told by the word they came from.
void add_example(Index& index, nlp::Stemmer& stemmer, std::string_view text, Example example,
                 std::vector<bool>& light) {
  const auto number = static_cast<std::uint32_t>(index.examples.size());
  nlp::for_each_word(text, [&](std::string_view folded, std::size_t, std::size_t) {
    const bool is_light_word = is_light(folded, index.locale);
    example.negated |= (roles_of(folded, index.locale) & (kNegator | kNothing)) != 0;
    const auto [found, fresh] = index.stem_ids.try_emplace(
        std::string(stemmer.stem(folded)), static_cast<std::uint32_t>(index.stems.size()));
    if (fresh) {
      index.stems.emplace_back();
      light.push_back(is_light_word);
    }
    auto& examples = index.stems[found->second].examples;
    if (examples.empty() || examples.back() != number) examples.push_back(number);
  });
  index.examples.push_back(example);
}

void build_examples(Index& index) {
  nlp::Stemmer stemmer(index.locale);
  std::vector<bool> light;
  for (std::uint32_t i = 0; i < index.specs.size(); ++i) {
    const auto& examples = index.specs[i].examples;
    for (std::uint32_t item = 0; item < examples.size(); ++item) {
      add_example(index, stemmer, examples[item], {.intent = i, .item = item}, light);
    }
  }
  const std::size_t all = index.examples.size();
  index.unknown_weight = word_weight(0, all);
  std::vector<std::int64_t> squares(all);
  for (std::size_t s = 0; s < index.stems.size(); ++s) {
    Stem& stem = index.stems[s];
    stem.weight = word_weight(stem.examples.size(), all) / (light[s] ? 4 : 1);
    for (const std::uint32_t e : stem.examples)
      squares[e] += stem.weight * stem.weight;
  }
  for (std::size_t e = 0; e < all; ++e)
    index.examples[e].norm = norm_of(squares[e]);
}

}  // namespace

Result<IntentMatcher> IntentMatcher::build(std::vector<IntentSpec> specs, std::string_view locale) {
  if (specs.size() > kMaxIntents) {
    return make_error(Status::limit, std::to_string(specs.size()) + " intents; at most " +
                                         std::to_string(kMaxIntents) + " can be told apart");
  }
  std::size_t examples = 0;
  for (const IntentSpec& spec : specs) {
    examples += spec.examples.size();
    if (examples <= kMaxExamples) continue;
    return make_error(Status::limit, "intent \"" + spec.name + "\": more than " +
                                         std::to_string(kMaxExamples) +
                                         " examples with those before it");
  }
  auto index = std::make_shared<Index>();
  index->specs = std::move(specs);
  index->locale = locale;
  if (auto built = build_phrases(*index); !built) return built.error();
  build_examples(*index);
  IntentMatcher matcher;
  matcher.index_ = std::move(index);
  return matcher;
}

}  // namespace parley::intent
