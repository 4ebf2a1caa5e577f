#include "llm/responder/pick.hpp"

#include <algorithm>
#include <array>
#include <bitset>

#include "llm/responder/answer_signs.hpp"
#include "nlp/words.hpp"

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

struct Candidate {
  std::int32_t passage = 0;
  std::size_t sentence = 0;
  std::int64_t score = 0;
  std::int64_t covered = 0;
};

class Picker {
 public:
  Picker(const Evidence& evidence, std::string_view question, std::string_view locale)
      : evidence_(evidence), texts_(responder_texts(locale)) {
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
  // Which of the question's terms stand among these.
  TermSet wanted_in(std::span<const TermId> terms) const {
    TermSet out;
    for (const TermId term : terms) {
      for (std::size_t i = 0; i < count_; ++i) {
        if (evidence_.terms[i].id == term) out.set(i);
      }
    }
    return out;
  }

  std::int64_t weight_of(const TermSet& terms) const {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < count_; ++i)
      sum += terms[i] ? weights_[i] : 0;
    return sum;
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
    const std::size_t sentences = std::min(passage.sentences.size(), kMaxSentences);
    std::array<TermSet, kMaxSentences> own;
    const TermSet heading = wanted_in(passage.heading_terms);
    const TermSet title = wanted_in(passage.title_terms);
    TermSet all;
    for (std::size_t i = 0; i < sentences; ++i) {
      const PassageSentence& sentence = passage.sentences[i];
      own[i] = wanted_in(passage.terms.subspan(sentence.first_term, sentence.term_count));
      all |= own[i];
    }
    for (std::size_t i = 0; i < sentences; ++i) {
      TermSet near;
      if (i > 0) near |= own[i - 1];
      if (i + 1 < sentences) near |= own[i + 1];
      const std::string_view text =
          passage.text.substr(passage.sentences[i].begin, passage.sentences[i].size);
      Candidate candidate{index, i, passage_part(passage.score_e4),
                          weight_of(all | heading | title)};
      TermSet counted;
      const auto add = [&](const TermSet& terms, std::int64_t share) {
        candidate.score += weight_of(terms & ~counted) * share / 100;
        counted |= terms;
      };
      add(own[i], 100);
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
    const std::span<const PassageSentence> spans = passage.sentences;
    const PassageSentence& first = spans[best.sentence];
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
  const ResponderTexts& texts_;
  AnswerType type_ = AnswerType::any;
  std::array<std::int64_t, kMaxTerms> weights_{};
  std::size_t count_ = 0;  // of the question's terms
  std::int64_t total_ = 0;
  std::int64_t best_ = 0;  // score of the best candidate so far
  std::vector<Candidate> candidates_;
};

bool holds_word(std::string_view text) {
  bool found = false;
  nlp::for_each_word(text, [&](std::string_view, std::size_t, std::size_t) { found = true; });
  return found;
}
}  // namespace

Pick pick_answer(const Evidence& evidence, std::string_view question, std::string_view locale,
                 const PickOptions& options) {
  if (evidence.terms.empty() && !holds_word(question)) {
    Pick out;
    out.kind = Pick::Kind::empty_input;
    return out;
  }
  return Picker(evidence, question, locale).pick(options);
}

}  // namespace parley::llm
