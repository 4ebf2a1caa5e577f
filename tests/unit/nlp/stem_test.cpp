#include "nlp/stem.hpp"

#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "nlp/stop_words.hpp"

namespace nlp = parley::nlp;

TEST_CASE("the language of a locale") {
  CHECK(nlp::language_of("pt-BR") == "pt");
  CHECK(nlp::language_of("pt_BR.UTF-8") == "pt");
  CHECK(nlp::language_of("en") == "en");
  CHECK(nlp::language_of("").empty());
}

TEST_CASE("endings go in the language of the locale, and only there") {
  struct Case {
    const char* locale;
    const char* one;
    const char* other;
  };
  for (const Case& c : {Case{"en-GB", "return", "returning"}, Case{"es", "zapato", "zapatos"},
                        Case{"fr-CA", "livraison", "livraisons"}, Case{"de-AT", "schuh", "schuhe"},
                        Case{"it", "scarpa", "scarpe"}, Case{"pt-BR", "sapato", "sapatos"}}) {
    nlp::Stemmer stemmer(c.locale);
    CAPTURE(c.locale);
    REQUIRE(stemmer.active());
    const std::string one(stemmer.stem(c.one));
    CHECK(one == stemmer.stem(c.other));
  }
  nlp::Stemmer unknown("xx");
  CHECK_FALSE(unknown.active());
  CHECK(unknown.stem("returning") == "returning");
  CHECK(nlp::Stemmer("").stem("shoes") == "shoes");
}

TEST_CASE("a stemmer that moved works, the one it moved from is inert") {
  nlp::Stemmer first("en");
  nlp::Stemmer second(std::move(first));
  CHECK(second.stem("shoes") == "shoe");
  nlp::Stemmer third("xx");
  third = std::move(second);
  CHECK(third.stem("shoes") == "shoe");
}

TEST_CASE("stop words and question words of six languages") {
  struct Case {
    const char* language;
    const char* stop;
    const char* question;
    const char* content;
  };
  for (const Case& c :
       {Case{"en", "the", "where", "shoe"}, Case{"es", "los", "donde", "zapato"},
        Case{"fr", "les", "combien", "livraison"}, Case{"de", "nicht", "warum", "lieferung"},
        Case{"it", "degli", "quanto", "scarpa"}, Case{"pt", "nao", "quando", "sapato"}}) {
    CAPTURE(c.language);
    CHECK(nlp::is_stop_word(c.stop, c.language));
    CHECK_FALSE(nlp::is_question_word(c.stop, c.language));
    CHECK(nlp::is_stop_word(c.question, c.language));
    CHECK(nlp::is_question_word(c.question, c.language));
    CHECK_FALSE(nlp::is_stop_word(c.content, c.language));
  }
  CHECK(nlp::is_stop_word("das", "de-AT"));
  CHECK_FALSE(nlp::is_stop_word("das", "en"));
  CHECK_FALSE(nlp::is_stop_word("the", "xx"));
  CHECK_FALSE(nlp::is_stop_word("", "en"));
}
