#include "found_questions.hpp"

#include <doctest/doctest.h>

#include "new_document.hpp"

using namespace parley::cli;
using Questions = std::vector<std::string>;

TEST_CASE("Markdown: headings of both kinds, bold lines and Q: lines") {
  CHECK(
      find_questions("markdown",
                     "# Help\n\n## Do you ship abroad?\n\nYes.\n\nCan I pay by card?\n---\nYes.\n\n"
                     "**Is it vegan?**\nNo.\n\nQ: When do you open?\nA: At nine.\n") ==
      Questions{"Do you ship abroad?", "Can I pay by card?", "Is it vegan?", "When do you open?"});
}

TEST_CASE("questions inside running text, lists, quotes and code are none") {
  CHECK(find_questions("markdown",
                       "You may ask yourself: why us?\nBecause we care.\n\n- really?\n\n> who?\n\n"
                       "```\n## not this?\n```\n\nWe are open. Did you know?\n") == Questions{});
}

TEST_CASE("each question once, none that is too long") {
  CHECK(find_questions("markdown", "# Who?!\n# What now?\n\n# What now?\n# " +
                                       std::string(400, 'x') + "?\n") == Questions{"What now?"});
}

TEST_CASE("HTML: headings, terms and summaries, without tags and entities") {
  CHECK(find_questions(
            "html",
            "<h2 class=\"q\">Do you <em>repair</em> bags &amp; belts?</h2><p>Why not?</p>"
            "<dl><dt>How long\ndoes it take?</dt><dd>A week.</dd></dl>"
            "<details><SUMMARY>Where?!</SUMMARY></details><details><summary>Where to?</summary>") ==
        Questions{"Do you repair bags & belts?", "How long does it take?", "Where to?"});
}

TEST_CASE("text files: a short line of its own") {
  CHECK(find_questions("text", "Where are you?\n\nIn the old town.\n\nAnd when?\nAlways.\n") ==
        Questions{"Where are you?"});
}

TEST_CASE("the language by its small words") {
  CHECK(guess_language("We are open from nine to five and on the weekend by appointment") == "en");
  CHECK(guess_language(
            "Wir haben von neun bis fünf geöffnet und am Wochenende nach Vereinbarung") == "de");
  CHECK(guess_language("Estamos abiertos de nueve a cinco y los fines de semana con cita previa "
                       "para el público") == "es");
  CHECK(guess_language("Nous sommes ouverts de neuf heures à cinq heures et le week-end sur "
                       "rendez-vous avec vous") == "fr");
  CHECK(guess_language("") == "en");
}

TEST_CASE("ids of tenants are small and plain") {
  CHECK(tenant_id_of("Bakery") == "bakery");
  CHECK(tenant_id_of("Café Zürich & Söhne") == "cafe-zurich-sohne");
  CHECK(tenant_id_of("  --A--  ") == "a");
  CHECK(tenant_id_of("!?") == "");
  CHECK(tenant_id_of(std::string(100, 'x')).size() == 64);
}
