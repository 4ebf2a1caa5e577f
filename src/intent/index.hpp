#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "intent/matcher.hpp"
#include "nlp/phrases.hpp"

namespace parley::intent {

// An intent's claim on a phrase of the automaton.
struct Owner {
  std::uint32_t intent = 0;
  std::uint32_t item = 0;  // in its phrases or keywords
  ReasonKind kind = ReasonKind::phrase;
};

struct Pattern {
  std::vector<Owner> owners;
  bool courtesy = false;
};

struct Example {
  std::uint32_t intent = 0;
  std::uint32_t item = 0;
  std::int64_t norm = 0;
  bool negated = false;  // holds a negation itself
};

struct Stem {
  std::int64_t weight = 0;
  std::vector<std::uint32_t> examples;  // ascending
};

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view s) const noexcept {
    return std::hash<std::string_view>()(s);
  }
};

// What build() makes of the intents; never changed afterwards.
struct Index {
  std::vector<IntentSpec> specs;
  std::string locale;
  nlp::PhraseAutomaton automaton;
  std::vector<Pattern> patterns;
  std::vector<Example> examples;
  std::unordered_map<std::string, std::uint32_t, StringHash, std::equal_to<>> stem_ids;
  std::vector<Stem> stems;
  std::int64_t unknown_weight = 0;  // of a word no example has
};

}  // namespace parley::intent
