#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "dialogue/decide.hpp"
#include "dialogue/yes_no.hpp"
#include "full_state.hpp"

namespace parley::dialogue {
namespace {

using Kind = Decision::Kind;

TEST_CASE("a text is looked up by locale, language, the tenant's locale, then any") {
  LocalText text;
  text.set("de", "de");
  text.set("de-AT", "at");
  text.set("zh-Hant", "hant");
  text.set("en", "en");
  CHECK(text.find("de-AT", "en") == "at");
  CHECK(text.find("de-CH", "en") == "de");
  CHECK(text.find("DE_at", "en") == "at");
  CHECK(text.find("zh-Hant-TW", "en") == "hant");
  CHECK(text.find("zh-Hans", "de-CH") == "de");
  CHECK(text.find("fr", "en-GB") == "en");
  CHECK(text.find("", "en") == "en");
  CHECK(text.find("fr", "it") == "de");  // the first by name
  text.set("", "any");
  CHECK(text.find("fr", "it") == "any");
  CHECK(text.find("deu", "it") == "any");
  text.set("de", "new");
  CHECK(text.find("de", "en") == "new");
  CHECK(LocalText("one").find("xx", "yy") == "one");
  CHECK(LocalText().empty());
  CHECK(LocalText().find("en", "en").empty());
  CHECK(LocalText("one").find("---", "_").size() == 3);
}

TEST_CASE("a state survives its bytes") {
  for (const State& state : {State{}, full_state()}) {
    const auto back = decode(encode(state));
    REQUIRE(back.ok());
    CHECK(back.value() == state);
  }
  REQUIRE(decode("").ok());
  CHECK(decode("").value() == State{});
  CHECK(encode(State{}).size() <= 8);
}

TEST_CASE("a state's bytes are bounded, texts cut at a code point") {
  State state;
  state.last_intent = std::string(63, 'x') + "é";
  state.choices.assign(10, std::string(1000, 'y'));
  state.asked = std::string(100'000, 'z');
  state.unanswered = 4'000'000'000;
  const std::string bytes = encode(state);
  CHECK(bytes.size() < 2048);
  const auto back = decode(bytes);
  REQUIRE(back.ok());
  CHECK(back->last_intent == std::string(63, 'x'));
  CHECK(back->choices.size() == kMaxChoices);
  CHECK(back->unanswered == kMaxUnanswered);
}

TEST_CASE("hostile bytes are refused, never guessed") {
  const std::string good = encode(full_state());
  for (std::size_t size = 1; size < good.size(); ++size) {
    const auto torn = decode(std::string_view(good).substr(0, size));
    REQUIRE_FALSE(torn.ok());
    CHECK(torn.error().status == Status::store);
  }
  CHECK_FALSE(decode(good + "x").ok());
  std::string later = good;
  later[0] = 2;
  REQUIRE_FALSE(decode(later).ok());
  CHECK(decode(later).error().message.find("version 2") != std::string::npos);
  std::mt19937 random(3);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = good;
    bytes[random() % bytes.size()] = static_cast<char>(random() & 0xff);
    const auto read = decode(bytes);
    if (read.ok()) CHECK(encode(read.value()).size() <= 2048);
  }
  CHECK_FALSE(decode(std::string("\x01\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 12)).ok());
}

TEST_CASE("an answer is noted") {
  State state;
  note_answer(state, {.answered = false, .offers_person = true});
  note_answer(state, {.answered = false, .offers_person = true});
  CHECK(state.unanswered == 2);
  CHECK(state.offered_person);
  const std::vector<std::string_view> choices = {"Returns", "Exchanges"};
  note_answer(state, {.answered = true, .choices = choices, .question = "send back"});
  CHECK(state.unanswered == 0);
  CHECK_FALSE(state.offered_person);
  CHECK(state.choices.size() == 2);
  CHECK(state.asked == "send back");
  note_answer(state, {});
  CHECK(state.choices.empty());
  CHECK(state.asked.empty());
}

TEST_CASE("yes and no in six languages") {
  for (const auto& [text, locale] :
       std::vector<std::pair<const char*, const char*>>{{"yes please", "en"},
                                                        {"Yes, I would like that.", "en-GB"},
                                                        {"ok", "fr"},
                                                        {"Please!", "en"},
                                                        {"sure, go ahead", "en"},
                                                        {"yes, connect me", "en"},
                                                        {"Ja bitte", "de"},
                                                        {"ja, gerne", "de-AT"},
                                                        {"Gern", "de"},
                                                        {"natürlich", "de"},
                                                        {"Oui, s'il vous plaît", "fr"},
                                                        {"d'accord", "fr"},
                                                        {"bien sûr", "fr"},
                                                        {"Sí, por favor", "es"},
                                                        {"claro que sí", "es"},
                                                        {"vale", "es"},
                                                        {"Sì, grazie", "it"},
                                                        {"d'accordo", "it"},
                                                        {"va bene", "it"},
                                                        {"Sim, por favor", "pt"},
                                                        {"pode ser", "pt"},
                                                        {"yes", "de"},
                                                        {"ja", "sv"},
                                                        {"YES PLEASE", ""}}) {
    INFO(text);
    CHECK(read_reply(text, locale) == Reply::yes);
  }
  for (const auto& [text, locale] :
       std::vector<std::pair<const char*, const char*>>{{"no", "en"},
                                                        {"No thanks, that is fine", "en"},
                                                        {"nope", "en"},
                                                        {"please don't", "en"},
                                                        {"Nein danke", "de"},
                                                        {"bitte nicht", "de"},
                                                        {"non merci", "fr"},
                                                        {"pas maintenant", "fr"},
                                                        {"no, gracias", "es"},
                                                        {"no grazie", "it"},
                                                        {"não, obrigado", "pt"},
                                                        {"no", "pt"}}) {
    INFO(text);
    CHECK(read_reply(text, locale) == Reply::no);
  }
}

TEST_CASE("a question, a longer message or other words are no reply") {
  for (const char* text :
       {"", "  ", "yes but how much is shipping", "yes?", "how much is it", "thanks",
        "yes I saw that my order has arrived yesterday", "ok where is my parcel",
        "delivery to France", "sure thing boss man friend", "👍"}) {
    INFO(text);
    CHECK(read_reply(text, "en") == Reply::unclear);
  }
  CHECK(read_reply("si", "fr") == Reply::unclear);
  CHECK(read_reply(std::string(1 << 16, 'y'), "en") == Reply::unclear);
}

TEST_CASE("a choice is picked by place or by name") {
  const std::vector<std::string> two = {"Returns by post", "Exchanges in a store"};
  const auto pick = [&](std::string_view text, std::string_view locale = "en") {
    const auto found = read_choice(text, two, locale);
    return found ? static_cast<int>(*found) : -1;
  };
  CHECK(pick("the first one") == 0);
  CHECK(pick("2") == 1);
  CHECK(pick("The second, please") == 1);
  CHECK(pick("the latter") == 1);
  CHECK(pick("das zweite", "de") == 1);
  CHECK(pick("la première", "fr") == 0);
  CHECK(pick("el último", "es") == 1);
  CHECK(pick("returns") == 0);
  CHECK(pick("Exchanges in a store") == 1);
  CHECK(pick("the third") == -1);
  CHECK(pick("first or second") == -1);
  CHECK(pick("returns and exchanges") == -1);
  CHECK(pick("in a") == -1);
  CHECK(pick("something else") == -1);
  CHECK(pick("how do exchanges work?") == -1);
  CHECK_FALSE(read_choice("1", {}, "en").has_value());
}

}  // namespace
}  // namespace parley::dialogue
