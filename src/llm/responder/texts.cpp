#include "llm/responder/texts.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "json/value.hpp"
#include "llm/responder/texts_data.hpp"
#include "nlp/stem.hpp"
#include "nlp/words.hpp"
#include "text/utf8.hpp"

namespace parley::llm {

namespace {
constexpr std::size_t kMaxQuestion = 2000;  // characters that are looked at

constexpr std::array<std::pair<std::string_view, AnswerType>, 7> kTypes = {
    {{"when", AnswerType::when},
     {"where", AnswerType::where},
     {"how_much", AnswerType::how_much},
     {"how_long", AnswerType::how_long},
     {"who", AnswerType::who},
     {"why", AnswerType::why},
     {"yes_no", AnswerType::yes_no}}};

// The words, each between blanks: what holds the phrase " a b " holds it as whole words.
std::string spaced(std::string_view text) {
  std::string out = " ";
  nlp::for_each_word(text, [&](std::string_view folded, std::size_t, std::size_t) {
    out.append(folded).push_back(' ');
  });
  return out;
}

// Which pairs of neighbouring bytes a text holds, folded into 256 bits: a phrase with a pair that
// the question lacks is not in it.
PairSet pairs_of(std::string_view text) {
  PairSet out;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const auto a = static_cast<unsigned char>(text[i - 1]);
    const auto b = static_cast<unsigned char>(text[i]);
    out.set((a * 31u + b) & 255u);
  }
  return out;
}

std::vector<QuestionPhrase> phrases_of(const json::Value& words) {
  std::vector<QuestionPhrase> out;
  for (const auto& [name, type] : kTypes) {
    for (const json::Value& phrase : words.array(name)) {
      if (phrase.as_string() == nullptr) continue;
      std::string words_between_blanks = spaced(*phrase.as_string());
      const PairSet pairs = pairs_of(words_between_blanks);
      out.push_back({std::move(words_between_blanks), type, pairs});
    }
  }
  std::sort(out.begin(), out.end(), [](const QuestionPhrase& a, const QuestionPhrase& b) {
    if (a.phrase.size() != b.phrase.size()) return a.phrase.size() > b.phrase.size();
    return std::tie(a.phrase, a.type) < std::tie(b.phrase, b.type);
  });
  return out;
}

ResponderTexts texts_of(const std::string& language, const json::Value& value) {
  ResponderTexts out;
  out.language = language;
  out.quote = value.text("quote");
  out.unknown = value.text("unknown");
  out.clarify = value.text("clarify");
  out.handoff = value.text("handoff");
  out.offer_person = value.text("offer_person");
  out.empty_input = value.text("empty_input");
  out.greeting = value.text("greeting");
  out.error = value.text("error");
  const json::Value* words = value.find("question_words");
  if (words != nullptr) out.question_phrases = phrases_of(*words);
  return out;
}

std::vector<ResponderTexts> read_all() {
  const auto parsed = json::parse(responder_texts_json());
  // Built in and tested: what fails here is the build.
  if (!parsed) throw std::logic_error("responder_texts.json: " + parsed.error().message);
  std::vector<ResponderTexts> out;
  for (const auto& [language, value] : *parsed.value().as_object()) {
    out.push_back(texts_of(language, value));
  }
  return out;
}

}  // namespace

const ResponderTexts& responder_texts(std::string_view locale) {
  static const std::vector<ResponderTexts> all = read_all();
  const std::string language(nlp::language_of(locale));
  const auto is = [&](std::string_view wanted) {
    return std::find_if(all.begin(), all.end(),
                        [&](const ResponderTexts& texts) { return texts.language == wanted; });
  };
  const auto found = is(language);
  return found != all.end() ? *found : *is("en");
}

AnswerType answer_type(std::string_view question, const ResponderTexts& texts) {
  const std::string words = spaced(text::first_code_points(question, kMaxQuestion));
  const PairSet pairs = pairs_of(words);
  for (const QuestionPhrase& phrase : texts.question_phrases) {
    if ((phrase.pairs & ~pairs).any()) continue;
    const std::size_t at = words.find(phrase.phrase);
    if (at == std::string::npos || (phrase.type == AnswerType::yes_no && at != 0)) continue;
    return phrase.type;
  }
  return AnswerType::any;
}

}  // namespace parley::llm
