#include "intent/negation.hpp"

#include <vector>

#include "nlp/stem.hpp"
#include "nlp/word_table.hpp"

namespace parley::intent {
namespace {

constexpr std::size_t kReach = 8;  // words a negation reaches over

const std::vector<nlp::LanguageWords>& lexicons() {
  static const std::vector<nlp::LanguageWords> all = {
      {"en",
       {{"not never dont don doesn didn wouldn won without neither nor", kNegator},
        {"no", kNothing},
        {"t want wants wanna like to have really think i just even be being "
         "care feel going gonna intend plan ever yet now a an any the that for "
         "me of looking asking asked you your my actually",
         kBridge},
        {"need needs wish desire reason interest interested intention necessary "
         "point use",
         kBridge | kNeed},
        {"why can could may might is are isn aren couldn", kAsks},
        {"you", kYou}}},
      {"es",
       {{"no nunca tampoco jamas sin", kNegator},
        {"ningun ninguna", kNothing},
        {"quiero queria quisiera deseo me nos hace falta que a de con tener un "
         "una el la realmente todavia ahora voy gustaria se te le interesa",
         kBridge},
        {"necesito necesidad necesario", kBridge | kNeed},
        {"por puedo puede podria", kAsks}}},
      {"fr",
       {{"pas jamais plus sans", kNegator},
        {"aucun aucune nul", kNothing},
        {"a de d du un une le la l vraiment envie me m que besoin encore etre "
         "vouloir",
         kBridge},
        {"besoin envie", kBridge | kNeed},
        {"pourquoi peux puis peut pourrais est", kAsks}}},
      {"de",
       {{"nicht nie niemals ohne", kNegator},
        {"kein keine keinen keinem keiner", kNothing},
        {"mit einem einer einen ein eine dem der den die das zu an unbedingt "
         "wirklich jetzt mehr ich wir will mochte muss brauche wollen mochten "
         "mussen",
         kBridge},
        {"bedarf wunsch grund", kBridge | kNeed},
        {"warum wieso weshalb kann konnte darf", kAsks},
        {"nicht", kTrailing}}},
      {"it",
       {{"non mai senza", kNegator},
        {"nessun nessuna nessuno", kNothing},
        {"voglio vorrei desidero ho di a con un una il la mi ci davvero ancora "
         "adesso che serve interessa",
         kBridge},
        {"bisogno necessario", kBridge | kNeed},
        {"perche posso puo potrei", kAsks}}},
      {"pt",
       {{"nao nunca jamais sem", kNegator},
        {"nenhum nenhuma", kNothing},
        {"quero queria gostaria desejo de a com um uma o me realmente agora "
         "ainda que ter tenho",
         kBridge},
        {"preciso necessidade necessario", kBridge | kNeed},
        {"porque por posso pode poderia", kAsks}}},
  };
  return all;
}

// Whether the negator at n belongs to a question that asks for the thing.
bool only_asks(std::span<const RoleWord> words, std::size_t n) noexcept {
  std::size_t first = n;
  while (first > 0 && words[first - 1].clause == words[n].clause)
    --first;
  if (first < n && (words[first].roles & kAsks) != 0) return true;
  for (std::size_t back = 1; back <= 2 && n >= first + back; ++back) {
    if ((words[n - back].roles & kAsks) != 0) return true;
  }
  for (std::size_t i = n + 1; i < words.size() && i <= n + 2; ++i) {
    if (words[i].clause == words[n].clause && (words[i].roles & kYou) != 0) return true;
  }
  return false;
}

}  // namespace

std::uint8_t roles_of(std::string_view folded, std::string_view locale) noexcept {
  const nlp::WordTable* words = nlp::words_of(lexicons(), nlp::language_of(locale));
  return words == nullptr ? std::uint8_t{0} : words->flags(folded);
}

bool is_negated(std::span<const RoleWord> words, std::size_t first, std::size_t last) noexcept {
  if (first >= last || last > words.size()) return false;
  const std::uint32_t clause = words[first].clause;
  for (std::size_t i = first; i > 0 && first - i < kReach && words[i - 1].clause == clause; --i) {
    const RoleWord& word = words[i - 1];
    const bool at_once = i == first || (words[i].roles & kNeed) != 0;
    if ((word.roles & kNegator) != 0 || ((word.roles & kNothing) != 0 && at_once)) {
      return !only_asks(words, i - 1);
    }
    if ((word.roles & kBridge) == 0) break;
  }
  const std::uint32_t closing = words[last - 1].clause;
  for (std::size_t i = last; i < words.size() && i - last < kReach; ++i) {
    if (words[i].clause != closing) return false;
    if ((words[i].roles & kTrailing) != 0) return true;
    if ((words[i].roles & kBridge) == 0) return false;
  }
  return false;
}

}  // namespace parley::intent
