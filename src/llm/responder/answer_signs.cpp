#include "llm/responder/answer_signs.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "nlp/word_table.hpp"
#include "nlp/words.hpp"
#include "text/chars.hpp"
#include "text/utf8.hpp"

namespace parley::llm {

namespace {
constexpr std::uint8_t kNumber = 1;
constexpr std::uint8_t kTime = 2;

const std::vector<nlp::LanguageWords>& sign_words() {
  static const std::vector<nlp::LanguageWords> all = {
      {"en",
       {{"one two three four five six seven eight nine ten eleven twelve "
         "fifteen twenty thirty forty fifty sixty hundred thousand half once "
         "twice free",
         kNumber},
        {"monday tuesday wednesday thursday friday saturday sunday january "
         "february march april may june july august september october november "
         "december noon midnight week weeks month months year years day days "
         "hour hours minute minutes after before until",
         kTime}}},
      {"es",
       {{"uno una dos tres cuatro cinco seis siete ocho nueve diez once doce "
         "quince veinte treinta cien mil medio media gratis gratuito gratuita",
         kNumber},
        {"lunes martes miercoles jueves viernes sabado domingo enero febrero "
         "marzo abril mayo junio julio agosto septiembre octubre noviembre "
         "diciembre semana semanas mes meses ano anos dia dias hora horas "
         "minutos despues antes hasta",
         kTime}}},
      {"fr",
       {{"un une deux trois quatre cinq six sept huit neuf dix onze douze "
         "quinze vingt trente cent mille demi demie gratuit gratuite "
         "gratuitement",
         kNumber},
        {"lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier "
         "mars avril mai juin juillet aout septembre octobre novembre decembre "
         "semaine semaines mois an ans annees jour jours heure heures minutes "
         "apres avant jusqu",
         kTime}}},
      {"de",
       {{"ein eine einen zwei drei vier funf sechs sieben acht neun zehn elf "
         "zwolf funfzehn zwanzig dreissig hundert tausend halb halbe kostenlos "
         "gratis",
         kNumber},
        {"montag dienstag mittwoch donnerstag freitag samstag sonntag januar "
         "februar marz april mai juni juli august september oktober november "
         "dezember woche wochen monat monate monaten jahr jahre jahren tag tage "
         "tagen stunde stunden minuten nach vor bis",
         kTime}}},
      {"it",
       {{"uno una due tre quattro cinque sei sette otto nove dieci undici "
         "dodici quindici venti trenta cento mille mezzo mezza gratis gratuito "
         "gratuita",
         kNumber},
        {"lunedi martedi mercoledi giovedi venerdi sabato domenica gennaio "
         "febbraio marzo aprile maggio giugno luglio agosto settembre ottobre "
         "novembre dicembre settimana settimane mese mesi anno anni giorno "
         "giorni ora ore minuti dopo prima fino",
         kTime}}},
      {"pt",
       {{"um uma dois duas tres quatro cinco seis sete oito nove dez onze doze "
         "quinze vinte trinta cem mil meio meia gratis gratuito gratuita",
         kNumber},
        {"segunda terca quarta quinta sexta sabado domingo janeiro fevereiro "
         "marco abril maio junho julho agosto setembro outubro novembro "
         "dezembro semana semanas mes meses ano anos dia dias hora horas "
         "minutos depois antes ate",
         kTime}}},
  };
  return all;
}

bool holds_digit(std::string_view s) {
  return std::any_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool holds_word_of(std::string_view sentence, std::string_view language, std::uint8_t kind) {
  const nlp::WordTable* words = nlp::words_of(sign_words(), language);
  if (words == nullptr) return false;
  bool found = false;
  nlp::for_each_word(sentence, [&](std::string_view folded, std::size_t, std::size_t) {
    found = found || (words->flags(folded) & kind) != 0;
  });
  return found;
}

// A word with a capital that does not begin the sentence.
bool holds_name(std::string_view sentence) {
  char32_t before = 0;
  std::size_t at = 0;
  bool first = true;
  while (at < sentence.size()) {
    const char32_t c = text::next(sentence, at);
    if (text::is_upper(c) && !first && (before == ' ' || before == '-')) return true;
    if (text::is_word(c)) first = false;
    before = c;
  }
  return false;
}
}  // namespace

bool has_sign(std::string_view sentence, AnswerType type, std::string_view language) {
  switch (type) {
    case AnswerType::when:
      return holds_digit(sentence) || holds_word_of(sentence, language, kTime);
    case AnswerType::how_much:
      return holds_digit(sentence) || holds_word_of(sentence, language, kNumber);
    case AnswerType::how_long:
      return (holds_digit(sentence) || holds_word_of(sentence, language, kNumber)) &&
             holds_word_of(sentence, language, kTime);
    case AnswerType::who:
    case AnswerType::where:
      return holds_name(sentence);
    case AnswerType::any:
    case AnswerType::why:
    case AnswerType::yes_no:
      return false;
  }
  return false;
}

}  // namespace parley::llm
