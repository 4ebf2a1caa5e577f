#include "new_document.hpp"

#include <array>

#include "json/value.hpp"
#include "text/fold.hpp"

namespace parley::cli {
namespace {

// What people say in six languages when they want a person.
struct PersonPhrases {
  std::string_view language;
  std::array<std::string_view, 6> phrases;
  std::array<std::string_view, 2> keywords;
};

constexpr std::array<PersonPhrases, 6> kPersonPhrases = {{
    {"en",
     {"talk to a person", "speak to a person", "talk to a human", "speak to someone", "real person",
      "put me through"},
     {"human", "representative"}},
    {"es",
     {"hablar con una persona", "hablar con alguien", "persona real", "quiero un agente",
      "atención al cliente", "hablar con un humano"},
     {"humano", "operador"}},
    {"fr",
     {"parler à quelqu'un", "parler à une personne", "une vraie personne", "un conseiller",
      "service client", "parler à un humain"},
     {"humain", "opérateur"}},
    {"de",
     {"mit einem menschen sprechen", "mit jemandem sprechen", "echter mensch",
      "mitarbeiter sprechen", "verbinden sie mich", "mit einer person sprechen"},
     {"mensch", "mitarbeiter"}},
    {"it",
     {"parlare con una persona", "parlare con qualcuno", "persona vera", "un operatore",
      "servizio clienti", "parlare con un umano"},
     {"umano", "operatore"}},
    {"pt",
     {"falar com uma pessoa", "falar com alguém", "pessoa de verdade", "um atendente",
      "atendimento ao cliente", "falar com um humano"},
     {"humano", "atendente"}},
}};

template <std::size_t N>
json::Array strings(const std::array<std::string_view, N>& texts) {
  return json::Array(texts.begin(), texts.end());
}

const PersonPhrases& phrases_for(std::string_view locale) {
  for (const PersonPhrases& entry : kPersonPhrases) {
    if (locale.substr(0, 2) == entry.language) return entry;
  }
  return kPersonPhrases[0];
}

}  // namespace

std::string tenant_id_of(std::string_view name) {
  std::string out;
  for (const char c : text::fold_plain(name)) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept) {
      out += c;
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
    if (out.size() == 64) break;
  }
  while (!out.empty() && out.back() == '-')
    out.pop_back();
  return out;
}

std::string new_tenant_document(const std::string& id, const std::string& name,
                                const std::string& locale) {
  const PersonPhrases& words = phrases_for(locale);
  const json::Value hand_over = json::Object{{"handoff", json::Object{{"queue", "care"}}}};
  const json::Value person =
      json::Object{{"name", "talk_to_person"},
                   {"description", "The customer asks for a person instead of the assistant."},
                   {"phrases", strings(words.phrases)},
                   {"keywords", strings(words.keywords)},
                   {"priority", 90},
                   {"actions", json::Array{hand_over}}};
  return json::write_pretty(json::Object{{"id", id},
                                         {"name", name},
                                         {"locale", locale},
                                         {"intents", json::Array{person}},
                                         {"knowledge", json::Object{{"kb", "main"}}},
                                         {"handoff", json::Object{{"queue", "care"}}}}) +
         "\n";
}

}  // namespace parley::cli
