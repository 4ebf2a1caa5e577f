#include "text/sentences.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

namespace text = parley::text;

namespace {

using Strings = std::vector<std::string>;

Strings split(std::string_view plain) {
  Strings out;
  for (const text::Span& s : text::sentences(plain))
    out.emplace_back(plain.substr(s.begin, s.size));
  return out;
}

}  // namespace

TEST_CASE("plain ends") {
  CHECK(split("") == Strings{});
  CHECK(split("  \n\t ") == Strings{});
  CHECK(split("One.") == Strings{"One."});
  CHECK(split("One. Two! Three? Four") == Strings{"One.", "Two!", "Three?", "Four"});
  CHECK(split("A line\nanother line\r\n\r\nThird.") == Strings{"A line", "another line", "Third."});
  CHECK(split("  Blank.   Around it.  ") == Strings{"Blank.", "Around it."});
  CHECK(split("Really?! Yes.") == Strings{"Really?!", "Yes."});
  CHECK(split("Wait... Now. Wait... and on.") == Strings{"Wait...", "Now.", "Wait... and on."});
  CHECK(split("She said “Stop.” Then she left.") == Strings{"She said “Stop.”", "Then she left."});
  CHECK(split("“Stop!” she said. Fine.") == Strings{"“Stop!” she said.", "Fine."});
  CHECK(split("(It is free.) We pay.") == Strings{"(It is free.)", "We pay."});
}

TEST_CASE("stops inside numbers, addresses and names of files do not end") {
  CHECK(split("It costs £3.50. Write to help@shop.example. Done.") ==
        Strings{"It costs £3.50.", "Write to help@shop.example.", "Done."});
  CHECK(split("See www.shop.example/a.html for 2.5 mm.").size() == 1);
  CHECK(split("Founded in 2025. We grow.") == Strings{"Founded in 2025.", "We grow."});
  CHECK(split("1. Open the box. 2. Try them on.") ==
        Strings{"1. Open the box.", "2. Try them on."});
}

TEST_CASE("English") {
  CHECK(split("Ask Mr. Pike, e.g. by mail. He is in St. Ives at 9 a.m. on Monday.") ==
        Strings{"Ask Mr. Pike, e.g. by mail.", "He is in St. Ives at 9 a.m. on Monday."});
  CHECK(split("Open until 5 p.m. The shop is small.") ==
        Strings{"Open until 5 p.m.", "The shop is small."});
  CHECK(split("Boots, shoes etc. are here. By J. R. Smith.") ==
        Strings{"Boots, shoes etc. are here.", "By J. R. Smith."});
  CHECK(split("The standard width is D. Men's is E. Next.") ==
        Strings{"The standard width is D.", "Men's is E.", "Next."});
  CHECK(split("Is it free? No. We charge. See No. 5 there.") ==
        Strings{"Is it free?", "No.", "We charge.", "See No. 5 there."});
  CHECK(split("So do I. Then go.") == Strings{"So do I.", "Then go."});
}

TEST_CASE("German") {
  CHECK(split("Am 3. Mai öffnen wir, z. B. um 9 Uhr. Danach nicht.") ==
        Strings{"Am 3. Mai öffnen wir, z. B. um 9 Uhr.", "Danach nicht."});
  CHECK(split("Der Laden ist im 2. Stock. Dr. Meier bzw. Frau Kuhn hilft.") ==
        Strings{"Der Laden ist im 2. Stock.", "Dr. Meier bzw. Frau Kuhn hilft."});
  CHECK(split("Bis zum 24. Dezember, d.h. bis Heiligabend. „Gut.“ Ende.") ==
        Strings{"Bis zum 24. Dezember, d.h. bis Heiligabend.", "„Gut.“", "Ende."});
  CHECK(split("Die Größe ist 42. Das passt usw. Ja.") ==
        Strings{"Die Größe ist 42.", "Das passt usw.", "Ja."});
}

TEST_CASE("Spanish") {
  CHECK(split("El Sr. López paga, p. ej., 3,50 €. ¿Cuánto es? ¡Gracias! Ud. manda.") ==
        Strings{"El Sr. López paga, p. ej., 3,50 €.", "¿Cuánto es?", "¡Gracias!", "Ud. manda."});
  CHECK(split("Avda. Mayor, n.º 5. Está cerca.") == Strings{"Avda. Mayor, n.º 5.", "Está cerca."});
}

TEST_CASE("French") {
  CHECK(split("M. Dupont et Mme. Petit arrivent. C’est « fini. » Ensuite, env. 3 jours.") ==
        Strings{"M. Dupont et Mme. Petit arrivent.", "C’est « fini. »", "Ensuite, env. 3 jours."});
  CHECK(split("Vraiment ? Oui ! Cf. Annexe.") == Strings{"Vraiment ?", "Oui !", "Cf. Annexe."});
}

TEST_CASE("Italian") {
  CHECK(split("Il Sig. Rossi e il Dott. Bianchi ecc. sono qui. Vedi pag. 3. Fine.") ==
        Strings{"Il Sig. Rossi e il Dott. Bianchi ecc. sono qui.", "Vedi pag. 3.", "Fine."});
}

TEST_CASE("Portuguese") {
  CHECK(split("A Dra. Sousa e o Sr. Lima, p.ex. hoje. Custa 2.500 reais. Não é?") ==
        Strings{"A Dra. Sousa e o Sr. Lima, p.ex. hoje.", "Custa 2.500 reais.", "Não é?"});
}

TEST_CASE("Chinese and Japanese need no blank") {
  CHECK(split("可以退货吗？可以。三十天内！") == Strings{"可以退货吗？", "可以。", "三十天内！"});
  CHECK(split("返品できます。「はい。」と言った。") ==
        Strings{"返品できます。", "「はい。」", "と言った。"});
}

TEST_CASE("hostile text is split once through, and spans never overlap") {
  for (const std::string& piece : {std::string(". "), std::string("a."), std::string("\"'")}) {
    std::string hostile;
    for (int i = 0; i < 100'000; ++i)
      hostile += piece;
    std::size_t end = 0;
    for (const text::Span& s : text::sentences(hostile)) {
      REQUIRE(s.begin >= end);
      REQUIRE(s.size > 0);
      end = s.begin + s.size;
    }
    CHECK(end <= hostile.size());
  }
  CHECK(split("bad \xFF. Next \xE2\x82") == Strings{"bad \xFF.", "Next \xE2\x82"});
}
