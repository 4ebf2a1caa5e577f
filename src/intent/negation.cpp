#include "intent/negation.hpp"

#include <algorithm>
#include <iterator>

#include "nlp/stem.hpp"

namespace parley::intent {
namespace {

constexpr std::size_t kReach = 8;  // words a negation reaches over

struct Lexicon {
  std::string_view language;
  std::string_view negators;
  std::string_view none;
  std::string_view bridges;
  std::string_view needs;
  std::string_view asks;
  std::string_view you;
  std::string_view trailing;
};

constexpr Lexicon kLexicons[] = {
    {"en", "not never dont don doesn didn wouldn won without neither nor", "no",
     "t want wants wanna like to have really think i just even be being care feel going gonna "
     "intend plan ever yet now a an any the that for me of looking asking asked you your my "
     "actually",
     "need needs wish desire reason interest interested intention necessary point use",
     "why can could may might is are isn aren couldn", "you", ""},
    {"es", "no nunca tampoco jamas sin", "ningun ninguna",
     "quiero queria quisiera deseo me nos hace falta que a de con tener un una el la realmente "
     "todavia ahora voy gustaria se te le interesa",
     "necesito necesidad necesario", "por puedo puede podria", "", ""},
    {"fr", "pas jamais plus sans", "aucun aucune nul",
     "a de d du un une le la l vraiment envie me m que besoin encore etre vouloir", "besoin envie",
     "pourquoi peux puis peut pourrais est", "", ""},
    {"de", "nicht nie niemals ohne", "kein keine keinen keinem keiner",
     "mit einem einer einen ein eine dem der den die das zu an unbedingt wirklich jetzt mehr ich "
     "wir will mochte muss brauche wollen mochten mussen",
     "bedarf wunsch grund", "warum wieso weshalb kann konnte darf", "", "nicht"},
    {"it", "non mai senza", "nessun nessuna nessuno",
     "voglio vorrei desidero ho di a con un una il la mi ci davvero ancora adesso che serve "
     "interessa",
     "bisogno necessario", "perche posso puo potrei", "", ""},
    {"pt", "nao nunca jamais sem", "nenhum nenhuma",
     "quero queria gostaria desejo de a com um uma o me realmente agora ainda que ter tenho",
     "preciso necessidade necessario", "porque por posso pode poderia", "", ""},
};

bool lists(std::string_view list, std::string_view word) noexcept {
  for (std::size_t at = list.find(word); at != std::string_view::npos;
       at = list.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || list[at - 1] == ' ') && (end == list.size() || list[end] == ' ')) return true;
  }
  return false;
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
  const std::string_view language = nlp::language_of(locale);
  const auto* l = std::find_if(std::begin(kLexicons), std::end(kLexicons),
                               [&](const Lexicon& x) { return x.language == language; });
  if (l == std::end(kLexicons) || folded.empty() || folded.size() > 12) return 0;
  unsigned roles = 0;
  if (lists(l->negators, folded)) roles |= kNegator;
  if (lists(l->none, folded)) roles |= kNothing;
  if (lists(l->bridges, folded)) roles |= kBridge;
  if (lists(l->needs, folded)) roles |= kBridge | kNeed;
  if (lists(l->asks, folded)) roles |= kAsks;
  if (lists(l->you, folded)) roles |= kYou;
  if (lists(l->trailing, folded)) roles |= kTrailing;
  return static_cast<std::uint8_t>(roles);
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
