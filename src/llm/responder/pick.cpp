#include "llm/responder/pick.hpp"

#include <algorithm>
#include <array>
#include <bitset>

#include "llm/responder/answer_signs.hpp"
#include "nlp/stem.hpp"
#include "nlp/words.hpp"
#include "text/sentences.hpp"

namespace parley::llm {

namespace {
// Shares of a word's weight when it stands not in the sentence but near it, and of the whole
// question's weight for other signs; out of 100.
constexpr std::int64_t kInHeading = 80;
constexpr std::int64_t kInTitle = 60;
constexpr std::int64_t kInNeighbour = 45;
constexpr std::int64_t kInPassage = 30;
constexpr std::int64_t kSign = 12;
constexpr std::int64_t kPassageScore = 60;
// A passage below this share of the best one's score, out of 100, is not looked at.
constexpr std::int64_t kMinPassageScore = 60;
// A question's word that no chunk holds weighs at least this much, but no more than twice the
// rarest known one: where there are only a few chunks, all words are common.
constexpr std::int64_t kUnknownWeight_e4 = 60'000;
constexpr std::size_t kMaxTerms = 64;
constexpr std::size_t kMaxSentences = 64;  // of one passage
constexpr std::size_t kShortQuote = 40;    // bytes: needs what follows to be understood
constexpr std::size_t kMaxQuote = 500;

using TermSet = std::bitset<kMaxTerms>;

struct Sentence {
  TextSpan span;
  TermSet terms;
};

struct Candidate {
  std::int32_t passage = 0;
  std::size_t sentence = 0;
  std::int64_t score = 0;
  std::int64_t covered = 0;
};

// The passage's sentences; cut here, into `own`, for one that was found without them.
std::span<const TextSpan> sentence_spans(const Passage& passage, std::vector<TextSpan>& own) {
  if (!passage.sentences.empty()) return passage.sentences;
  own.clear();
  for (const text::Span& span : text::sentences(passage.text)) {
    own.push_back({static_cast<std::uint32_t>(span.begin), static_cast<std::uint32_t>(span.size)});
  }
  return own;
}

class Picker {
 public:
  Picker(const Evidence& evidence, std::string_view question, std::string_view locale)
      : evidence_(evidence), stemmer_(locale), texts_(responder_texts(locale)) {
    type_ = answer_type(question, texts_);
    const std::size_t count = std::min(evidence.terms.size(), kMaxTerms);
    count_ = count;
    std::int64_t rarest = 0;
    for (std::size_t i = 0; i < count; ++i)
      rarest = std::max(rarest, evidence.terms[i].weight_e4);
    const std::int64_t unknown = std::max(rarest, std::min(kUnknownWeight_e4, 2 * rarest));
    for (std::size_t i = 0; i < count; ++i) {
      const std::int64_t weight = evidence.terms[i].weight_e4;
      weights_[i] = weight > 0 ? weight : unknown;
      total_ += weights_[i];
    }
  }

  Pick pick(const PickOptions& options) {
    Pick out;
    if (total_ == 0) return out;
    const std::size_t count = std::min(evidence_.passages.size(), kMaxPassages);
    for (std::size_t p = 0; p < count; ++p) {
      const std::int64_t score = evidence_.passages[p].score_e4;
      if (score * 100 < evidence_.passages[0].score_e4 * kMinPassageScore) break;
      // What even a sentence with everything in it could reach here.
      if (!may_matter(passage_part(score) + total_ + total_ * kSign / 100, options)) break;
      weigh_passage(static_cast<std::int32_t>(p), options);
    }
    if (candidates_.empty()) return out;
    const Candidate& best =
        *std::max_element(candidates_.begin(), candidates_.end(),
                          [](const Candidate& a, const Candidate& b) { return a.score < b.score; });
    out.confidence_e4 = best.covered * 10'000 / total_;
    if (out.confidence_e4 < options.min_confidence_e4) return out;
    if (ask_back(best, options.ask_back_margin_e4, out)) return out;
    out.kind = Pick::Kind::quote;
    out.passage = best.passage;
    quote(best, out);
    return out;
  }

 private:
  TermSet terms_in(std::string_view text) {
    TermSet out;
    const std::size_t count = std::min(evidence_.terms.size(), kMaxTerms);
    nlp::for_each_word(text, [&](std::string_view folded, std::size_t, std::size_t) {
      if (!may_match(folded)) return;
      const std::string_view stem = stemmer_.stem(folded);
      for (std::size_t i = 0; i < count; ++i) {
        if (evidence_.terms[i].stem == stem) out.set(i);
      }
    });
    return out;
  }

  // Stems begin as their words do but for a few short ones ("dying", "die"): spares nearly all the
  // stemming.
  bool may_match(std::string_view folded) const {
    for (std::size_t i = 0; i < std::min(evidence_.terms.size(), kMaxTerms); ++i) {
      const std::string_view stem = evidence_.terms[i].stem;
      if (stem[0] != folded[0]) continue;
      if (folded.size() <= 5 || stem.size() < 2 || stem[1] == folded[1]) return true;
    }
    return false;
  }

  std::int64_t weight_of(const TermSet& terms) const {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < count_; ++i)
      sum += terms[i] ? weights_[i] : 0;
    return sum;
  }

  std::vector<Sentence> sentences_of(const Passage& passage) {
    std::vector<Sentence> out;
    for (const TextSpan& span : sentence_spans(passage, spans_)) {
      if (out.size() == kMaxSentences) break;
      out.push_back({span, terms_in(passage.text.substr(span.begin, span.size))});
    }
    return out;
  }

  std::int64_t passage_part(std::int64_t score_e4) const {
    const std::int64_t best = std::max<std::int64_t>(evidence_.passages[0].score_e4, 1);
    return total_ * kPassageScore / 100 * score_e4 / best;
  }

  // Whether a candidate of this score could win or be asked about.
  bool may_matter(std::int64_t score, const PickOptions& options) const {
    return (best_ - score) * 10'000 < options.ask_back_margin_e4 * best_ || score > best_;
  }

  void weigh_passage(std::int32_t index, const PickOptions& options) {
    const Passage& passage = evidence_.passages[static_cast<std::size_t>(index)];
    const std::vector<Sentence> sentences = sentences_of(passage);
    const TermSet heading = terms_in(passage.heading);
    const TermSet title = terms_in(passage.title);
    TermSet all;
    for (const Sentence& sentence : sentences)
      all |= sentence.terms;
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      TermSet near;
      if (i > 0) near |= sentences[i - 1].terms;
      if (i + 1 < sentences.size()) near |= sentences[i + 1].terms;
      const std::string_view text =
          passage.text.substr(sentences[i].span.begin, sentences[i].span.size);
      Candidate candidate{index, i, passage_part(passage.score_e4),
                          weight_of(all | heading | title)};
      TermSet counted;
      const auto add = [&](const TermSet& terms, std::int64_t share) {
        candidate.score += weight_of(terms & ~counted) * share / 100;
        counted |= terms;
      };
      add(sentences[i].terms, 100);
      add(heading, kInHeading);
      add(title, kInTitle);
      add(near, kInNeighbour);
      add(all, kInPassage);
      const std::int64_t sign = total_ * kSign / 100;
      if (!may_matter(candidate.score + sign, options)) continue;
      if (has_sign(text, type_, texts_.language)) candidate.score += sign;
      best_ = std::max(best_, candidate.score);
      candidates_.push_back(candidate);
    }
  }

  static std::string_view last_heading(std::string_view path) {
    const std::size_t at = path.rfind(" > ");
    return at == std::string_view::npos ? path : path.substr(at + 3);
  }

  bool ask_back(const Candidate& best, std::int64_t margin_e4, Pick& out) const {
    const Passage& first = evidence_.passages[static_cast<std::size_t>(best.passage)];
    for (const Candidate& other : candidates_) {
      const Passage& second = evidence_.passages[static_cast<std::size_t>(other.passage)];
      const bool same_place = first.document == second.document && first.heading == second.heading;
      if (same_place || (best.score - other.score) * 10'000 >= margin_e4 * best.score) continue;
      const bool by_title = first.title != second.title;
      const std::string_view a = by_title ? first.title : last_heading(first.heading);
      const std::string_view b = by_title ? second.title : last_heading(second.heading);
      if (a.empty() || b.empty() || a == b) continue;
      out.kind = Pick::Kind::clarify;
      out.choices = {std::string(a), std::string(b)};
      return true;
    }
    return false;
  }

  // The sentence; with what follows in the same line, or the list below, when it would not be
  // understood alone.
  void quote(const Candidate& best, Pick& out) const {
    const Passage& passage = evidence_.passages[static_cast<std::size_t>(best.passage)];
    const std::string_view text = passage.text;
    std::vector<TextSpan> own;
    const std::span<const TextSpan> spans = sentence_spans(passage, own);
    const TextSpan first = spans[best.sentence];
    std::size_t end = std::size_t{first.begin} + first.size;
    for (std::size_t i = best.sentence + 1; i < spans.size(); ++i) {
      const std::size_t next_end = std::size_t{spans[i].begin} + spans[i].size;
      const bool new_line =
          text.substr(end, spans[i].begin - end).find('\n') != std::string_view::npos;
      const bool opens_list = text[first.begin + first.size - 1] == ':';
      const bool is_short = end - first.begin < kShortQuote && !new_line;
      if (next_end - first.begin > kMaxQuote || !(opens_list || is_short)) break;
      end = next_end;
    }
    out.begin = static_cast<std::int32_t>(first.begin);
    out.size = static_cast<std::int32_t>(end - first.begin);
  }

  const Evidence& evidence_;
  nlp::Stemmer stemmer_;
  const ResponderTexts& texts_;
  AnswerType type_ = AnswerType::any;
  std::array<std::int64_t, kMaxTerms> weights_{};
  std::size_t count_ = 0;  // of the question's terms
  std::int64_t total_ = 0;
  std::int64_t best_ = 0;  // score of the best candidate so far
  std::vector<Candidate> candidates_;
  std::vector<TextSpan> spans_;
};

bool holds_word(std::string_view text) {
  bool found = false;
  nlp::for_each_word(text, [&](std::string_view, std::size_t, std::size_t) { found = true; });
  return found;
}
}  // namespace

Pick pick_answer(const Evidence& evidence, std::string_view question, std::string_view locale,
                 const PickOptions& options) {
  if (!holds_word(question)) {
    Pick out;
    out.kind = Pick::Kind::empty_input;
    return out;
  }
  return Picker(evidence, question, locale).pick(options);
}

}  // namespace parley::llm
