#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parley/result.hpp"

namespace parley::intent {

// One intent as the tenant's document has it.
struct IntentSpec {
  std::string name;
  std::vector<std::string> phrases{};
  std::vector<std::string> keywords{};
  std::vector<std::string> examples{};
  std::int32_t threshold_e4 = 6'000;  // confidence from which it holds, 0 to 10000
  std::int32_t priority = 0;
  bool reply_only = false;  // it has actions, and all of them are scripted replies
};

enum class ReasonKind : std::uint8_t { phrase, keyword, example };

// "phrase", "keyword", "example". Static text.
std::string_view kind_name(ReasonKind kind) noexcept;

// Why an intent was considered.
struct Reason {
  ReasonKind kind = ReasonKind::phrase;
  std::string text;       // the phrase, keyword or example as the tenant wrote it
  std::size_t begin = 0;  // bytes of the message it was seen in; for an example the whole message
  std::size_t size = 0;
  bool negated = false;  // the message says it is not meant ("I don't want to …"): no evidence
};

struct IntentHit {
  std::uint32_t index = 0;  // in what build() was given
  std::string name;
  std::int32_t confidence_e4 = 0;  // 0 to 10000
  bool held_back = false;          // too much else in the message for a scripted reply
  std::vector<Reason> reasons;     // at most kMaxReasons: phrases, keywords, then an example
};

struct Understanding {
  // Every intent with a reason, the most confident first; equal ones by priority, then by name.
  std::vector<IntentHit> ranked;
  // Places in `ranked`. Of the intents that reach their threshold the one with the highest priority
  // is chosen, then the most confident, then by name; the runner-up is the next of them.
  std::optional<std::size_t> chosen;
  std::optional<std::size_t> runner_up;
};

// Finds out which intents a message has, from phrases, keywords and examples. All arithmetic that
// decides is in integers (1e-4), so every machine decides alike. Immutable and cheap to copy: any
// thread may match.
//
// Words. A content word is no stop word, or asks (what, where …), and has no digit. Courtesies
// (greetings, thanks, "can you help me", in six languages) count as nothing unless they are the
// intent's own words. A phrase or keyword inside "I don't want to …" is negated and does not count.
//
//   coverage  = own / (own + left), own: content words inside the intent's phrases and keywords,
//               all their words when none is a content word; left: the other content words
//   phrase    = 0.70 + 0.30 × coverage       when one was found, else 0
//   keyword   = 0.45 + 0.45 × coverage       when one was found, else 0
//   example   = the best cosine of message and example, 0 below 0.50. Words are stemmed and counted
//               once; weight = 1 + log2((N + 1) / (n + 1)) for a word in n of the N examples, a
//               quarter of it for stop words and numbers. 0 when only one of the two has a
//               negation, or when the intent's phrases or keywords were found but all negated.
//   confidence = 1 − (1 − phrase)(1 − keyword)(1 − example)
//
// A scripted reply must not answer "Hello, do you have vegan shoes?" with a greeting: with
// reply_only the intent is held back when less than 0.60 of the content words are its own (0.75
// when none of its phrases was found), those counting as its own too that stand in one of its
// examples of cosine 0.30 or more. Held back, its confidence is multiplied by that share and stays
// below its threshold.
class IntentMatcher {
 public:
  static constexpr std::size_t kMaxIntents = 10'000;
  static constexpr std::size_t kMaxExamples = 200'000;  // of all intents together
  static constexpr std::size_t kMaxWords = 512;  // words of a message; later ones count as left
  static constexpr std::size_t kMaxReasons = 8;

  IntentMatcher() = default;  // understands nothing

  // `locale` gives the language of phrases and examples. Status::limit, with the intent's name
  // where there is one to blame, when a limit above or one of nlp::PhraseAutomaton is passed.
  static Result<IntentMatcher> build(std::vector<IntentSpec> specs, std::string_view locale);

  // `locale`: the language of the message, for stop words and negation.
  Understanding match(std::string_view message, std::string_view locale) const;

 private:
  std::shared_ptr<const struct Index> index_;
};

}  // namespace parley::intent
