#include "llm/responder/texts.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "json/value.hpp"
#include "llm/responder/texts_data.hpp"
#include "nlp/stem.hpp"
#include "text/fold.hpp"

namespace parley::llm {

namespace {
constexpr std::array<std::pair<std::string_view, AnswerType>, 7> kTypes = {
    {{"when", AnswerType::when},
     {"where", AnswerType::where},
     {"how_much", AnswerType::how_much},
     {"how_long", AnswerType::how_long},
     {"who", AnswerType::who},
     {"why", AnswerType::why},
     {"yes_no", AnswerType::yes_no}}};

std::vector<QuestionPhrase> phrases_of(const json::Value& words) {
  std::vector<QuestionPhrase> out;
  for (const auto& [name, type] : kTypes) {
    for (const json::Value& phrase : words.array(name)) {
      if (phrase.as_string() != nullptr)
        out.push_back({text::fold_plain(*phrase.as_string()), type});
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const QuestionPhrase& a, const QuestionPhrase& b) {
    return a.phrase.size() > b.phrase.size();
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

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

// Where the phrase stands as whole words, else npos.
std::size_t find_words(std::string_view text, std::string_view phrase) {
  for (std::size_t at = text.find(phrase); at != std::string_view::npos;
       at = text.find(phrase, at + 1)) {
    const std::size_t end = at + phrase.size();
    if ((at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end]))) {
      return at;
    }
  }
  return std::string_view::npos;
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
  const std::string folded = text::fold_plain(question.substr(0, 2000));
  const std::size_t start = std::min(folded.find_first_not_of(" \t\n\"'("), folded.size());
  for (const QuestionPhrase& phrase : texts.question_phrases) {
    const std::size_t at = find_words(folded, phrase.phrase);
    if (at == std::string::npos) continue;
    if (phrase.type == AnswerType::yes_no && at != start) continue;
    return phrase.type;
  }
  return AnswerType::any;
}

}  // namespace parley::llm
