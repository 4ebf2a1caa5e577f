#include "dialogue/reply_words.hpp"

namespace parley::dialogue {

namespace {

template <std::size_t n>
using Words = std::array<std::string_view, n>;

constexpr Words<13> kEnYes = {"yes",  "yeah", "yep",        "yup",        "sure", "ok",     "okay",
                              "okey", "fine", "absolutely", "definitely", "y",    "alright"};
constexpr Words<7> kEnNo = {"no", "nope", "nah", "not", "don", "never", "n"};
constexpr Words<1> kEnPlease = {"please"};
constexpr Words<25> kEnCourtesy = {"thanks", "thank", "you",  "that", "would", "be",    "i",
                                   "great",  "good",  "nice", "do",   "it",    "the",   "a",
                                   "to",     "me",    "like", "want", "go",    "ahead", "one",
                                   "let",    "s",     "t",    "us"};
constexpr Words<7> kEnBut = {"but", "however", "what", "how", "when", "where", "if"};
constexpr Words<4> kEnFirst = {"first", "former", "1", "1st"};
constexpr Words<4> kEnSecond = {"second", "two", "2", "2nd"};
constexpr Words<4> kEnThird = {"third", "three", "3", "3rd"};
constexpr Words<2> kEnLast = {"last", "latter"};

constexpr Words<9> kEsYes = {"si",   "claro",    "vale",    "bueno",   "ok",
                             "okay", "perfecto", "acuerdo", "adelante"};
constexpr Words<4> kEsNo = {"no", "nunca", "tampoco", "ningun"};
constexpr Words<1> kEsPlease = {"favor"};
constexpr Words<13> kEsCourtesy = {"por", "gracias", "muchas", "de", "me", "gustaria", "quiero",
                                   "que", "eso",     "seria",  "el", "la", "lo"};
constexpr Words<6> kEsBut = {"pero", "cuando", "como", "donde", "cuanto", "cual"};
constexpr Words<4> kEsFirst = {"primero", "primera", "primer", "1"};
constexpr Words<4> kEsSecond = {"segundo", "segunda", "dos", "2"};
constexpr Words<4> kEsThird = {"tercero", "tercera", "tres", "3"};
constexpr Words<2> kEsLast = {"ultimo", "ultima"};

constexpr Words<9> kFrYes = {"oui",  "ouais",        "accord",     "ok",     "okay",
                             "bien", "certainement", "absolument", "parfait"};
constexpr Words<5> kFrNo = {"non", "pas", "jamais", "ne", "aucun"};
constexpr Words<4> kFrPlease = {"plait", "svp", "stp", "volontiers"};
constexpr Words<13> kFrCourtesy = {"merci", "s",        "il",       "vous", "te", "sur", "je",
                                   "veux",  "voudrais", "beaucoup", "le",   "la", "d"};
constexpr Words<8> kFrBut = {"mais", "quand", "comment", "ou", "que", "quoi", "combien", "si"};
constexpr Words<4> kFrFirst = {"premier", "premiere", "1", "1er"};
constexpr Words<5> kFrSecond = {"deuxieme", "second", "seconde", "deux", "2"};
constexpr Words<3> kFrThird = {"troisieme", "trois", "3"};
constexpr Words<2> kFrLast = {"dernier", "derniere"};

constexpr Words<10> kDeYes = {"ja", "jo",   "jawohl",    "klar",          "sicher",
                              "ok", "okay", "naturlich", "einverstanden", "unbedingt"};
constexpr Words<8> kDeNo = {"nein", "ne", "nee", "nicht", "nie", "kein", "keine", "keinen"};
constexpr Words<3> kDePlease = {"bitte", "gerne", "gern"};
constexpr Words<14> kDeCourtesy = {"danke", "sehr", "das",   "ware",  "gut", "ich", "mochte",
                                   "will",  "mit",  "einer", "einem", "die", "der", "den"};
constexpr Words<8> kDeBut = {"aber", "zuerst", "was", "wie", "wann", "wo", "wenn", "doch"};
constexpr Words<6> kDeFirst = {"erste", "ersten", "erstes", "erster", "ersteres", "1"};
constexpr Words<6> kDeSecond = {"zweite", "zweiten", "zweites", "zweiter", "zwei", "2"};
constexpr Words<6> kDeThird = {"dritte", "dritten", "drittes", "dritter", "drei", "3"};
constexpr Words<4> kDeLast = {"letzte", "letzten", "letztes", "letzteres"};

constexpr Words<8> kItYes = {"si",   "certo",    "va",      "ok",
                             "okay", "perfetto", "accordo", "certamente"};
constexpr Words<5> kItNo = {"no", "non", "mai", "niente", "nessuno"};
constexpr Words<3> kItPlease = {"favore", "volentieri", "piacere"};
constexpr Words<11> kItCourtesy = {"per", "grazie",     "mille", "bene", "d", "vorrei",
                                   "mi",  "piacerebbe", "molto", "il",   "la"};
constexpr Words<7> kItBut = {"ma", "pero", "quando", "come", "dove", "quanto", "cosa"};
constexpr Words<3> kItFirst = {"primo", "prima", "1"};
constexpr Words<4> kItSecond = {"secondo", "seconda", "due", "2"};
constexpr Words<4> kItThird = {"terzo", "terza", "tre", "3"};
constexpr Words<2> kItLast = {"ultimo", "ultima"};

constexpr Words<9> kPtYes = {"sim",      "claro", "ok",    "okay",  "pode",
                             "perfeito", "certo", "quero", "acordo"};
constexpr Words<4> kPtNo = {"nao", "nunca", "nem", "nenhum"};
constexpr Words<1> kPtPlease = {"favor"};
constexpr Words<13> kPtCourtesy = {"por", "obrigado", "obrigada", "muito", "de", "eu", "gostaria",
                                   "ser", "isso",     "o",        "a",     "se", "faz"};
constexpr Words<6> kPtBut = {"mas", "quando", "como", "onde", "quanto", "qual"};
constexpr Words<3> kPtFirst = {"primeiro", "primeira", "1"};
constexpr Words<5> kPtSecond = {"segundo", "segunda", "dois", "duas", "2"};
constexpr Words<4> kPtThird = {"terceiro", "terceira", "tres", "3"};
constexpr Words<2> kPtLast = {"ultimo", "ultima"};

constexpr std::array<ReplyWords, 6> kAll = {{
    {"en", kEnYes, kEnNo, kEnPlease, kEnCourtesy, kEnBut, kEnFirst, kEnSecond, kEnThird, kEnLast},
    {"es", kEsYes, kEsNo, kEsPlease, kEsCourtesy, kEsBut, kEsFirst, kEsSecond, kEsThird, kEsLast},
    {"fr", kFrYes, kFrNo, kFrPlease, kFrCourtesy, kFrBut, kFrFirst, kFrSecond, kFrThird, kFrLast},
    {"de", kDeYes, kDeNo, kDePlease, kDeCourtesy, kDeBut, kDeFirst, kDeSecond, kDeThird, kDeLast},
    {"it", kItYes, kItNo, kItPlease, kItCourtesy, kItBut, kItFirst, kItSecond, kItThird, kItLast},
    {"pt", kPtYes, kPtNo, kPtPlease, kPtCourtesy, kPtBut, kPtFirst, kPtSecond, kPtThird, kPtLast},
}};

}  // namespace

std::span<const ReplyWords, 6> reply_words() {
  return kAll;
}

}  // namespace parley::dialogue
