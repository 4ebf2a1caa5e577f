#include "llm/responder/texts.hpp"

#include <string>

#include <doctest/doctest.h>

#include "llm/responder/answer_signs.hpp"

using namespace parley::llm;

TEST_CASE("each language has its own texts with the places that are filled in") {
  for (const std::string language : {"en", "es", "fr", "de", "it", "pt"}) {
    CAPTURE(language);
    const ResponderTexts& texts = responder_texts(language + "-XX");
    CHECK(texts.language == language);
    CHECK(texts.quote.find("{quote}") != std::string::npos);
    CHECK(texts.quote.find("{title}") != std::string::npos);
    CHECK(texts.clarify.find("{first}") < texts.clarify.find("{second}"));
    CHECK(texts.greeting.find("{name}") != std::string::npos);
    for (const std::string& text :
         {texts.unknown, texts.handoff, texts.offer_person, texts.empty_input, texts.error}) {
      CHECK(!text.empty());
    }
    CHECK(texts.question_phrases.size() > 20);
  }
  CHECK(responder_texts("sv").language == "en");
  CHECK(responder_texts("").language == "en");
}

TEST_CASE("the longest question phrase tells what is asked for") {
  const ResponderTexts& en = responder_texts("en");
  CHECK(answer_type("How many days do I have?", en) == AnswerType::how_long);
  CHECK(answer_type("How many stores?", en) == AnswerType::how_much);
  CHECK(answer_type("And when do you close?", en) == AnswerType::when);
  CHECK(answer_type("  Is it open?", en) == AnswerType::yes_no);
  CHECK(answer_type("Your island is nice", en) == AnswerType::any);
  CHECK(answer_type("what is whenever", en) == AnswerType::any);
  CHECK(answer_type("¿A qué hora abren?", responder_texts("es")) == AnswerType::when);
  CHECK(answer_type("Wie lange dauert es?", responder_texts("de")) == AnswerType::how_long);
  CHECK(answer_type("", en) == AnswerType::any);
}

TEST_CASE("signs of the kind of answer") {
  CHECK(has_sign("It costs £3.95.", AnswerType::how_much, "en"));
  CHECK(has_sign("Delivery is free.", AnswerType::how_much, "en"));
  CHECK(!has_sign("It depends.", AnswerType::how_much, "en"));
  CHECK(has_sign("It takes three weeks.", AnswerType::how_long, "en"));
  CHECK(!has_sign("It takes three people.", AnswerType::how_long, "en"));
  CHECK(has_sign("Open on Monday.", AnswerType::when, "en"));
  CHECK(has_sign("Am Montag offen.", AnswerType::when, "de"));
  CHECK(has_sign("It was founded by Ruth.", AnswerType::who, "en"));
  CHECK(!has_sign("Founded long ago.", AnswerType::who, "en"));
  CHECK(!has_sign("In 1990.", AnswerType::any, "en"));
}
