#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "dialogue/decide.hpp"
#include "dialogue/yes_no.hpp"

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

State full_state() {
  State state;
  state.last_intent = "returns.how";
  state.choices = {"Returns", "Exchanges"};
  state.asked = "how do I send shoes back";
  state.unanswered = 3;
  state.offered_person = true;
  return state;
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

// One conversation's surroundings, changed by each test.
struct Scene {
  DialogueConfig config;
  State state;
  std::vector<Action> actions;
  DecisionInput input;

  Scene() {
    config.greeting = LocalText("Hello.");
    config.queue = "care";
    config.handing_off.set("en", "A colleague comes.");
    config.handing_off.set("de", "Ein Kollege kommt.");
    input.text = "how do I return shoes";
    input.locale = "en";
    input.epoch = 4;
  }
  Decision decide() {
    input.state = &state;
    input.config = &config;
    input.intent.actions = actions;
    return dialogue::decide(input);
  }
  Scene& intent(std::string_view name) {
    input.intent.name = name;
    input.intent.confidence_e4 = 9000;
    return *this;
  }
};

Action reply(std::string text) {
  Action action;
  action.kind = Action::Kind::reply;
  action.text = LocalText(std::move(text));
  return action;
}

Action named(Action::Kind kind, std::string name) {
  Action action;
  action.kind = kind;
  action.name = std::move(name);
  return action;
}

Action hand_off(std::string queue, std::string say) {
  Action action;
  action.kind = Action::Kind::hand_off;
  action.queue = std::move(queue);
  if (!say.empty()) action.text = LocalText(std::move(say));
  return action;
}

TEST_CASE("without an intent knowledge answers, the owner stays") {
  Scene scene;
  const Decision d = scene.decide();
  CHECK(d.kind == Kind::answer);
  CHECK(d.say.empty());
  CHECK(d.owner == Owner::bot);
  CHECK(d.epoch == 4);
  CHECK_FALSE(d.reason.empty());
}

TEST_CASE("an intent without actions is answered from knowledge and remembered") {
  Scene scene;
  const Decision d = scene.intent("returns.how").decide();
  CHECK(d.kind == Kind::answer);
  CHECK(d.state.last_intent == "returns.how");
  CHECK(d.reason == "intent returns.how: an answer from knowledge");
}

TEST_CASE("a scripted reply is the whole answer; several are joined") {
  Scene scene;
  scene.actions = {reply("One."), reply("Two.")};
  const Decision d = scene.intent("thanks").decide();
  CHECK(d.kind == Kind::say);
  CHECK(d.say == "One.\nTwo.");
}

TEST_CASE("a hand-off changes owner and epoch and ends the actions") {
  Scene scene;
  scene.actions = {reply("Sorry."), hand_off("complaints", "Callum comes."), reply("never")};
  const Decision d = scene.intent("complaint").decide();
  CHECK(d.kind == Kind::hand_off);
  CHECK(d.say == "Sorry.\nCallum comes.");
  CHECK(d.queue == "complaints");
  CHECK(d.owner == Owner::human);
  CHECK(d.epoch == 5);
}

TEST_CASE("a hand-off takes what it does not say from the tenant, in the session's language") {
  Scene scene;
  scene.actions = {hand_off("", "")};
  scene.input.locale = "de-AT";
  const Decision d = scene.intent("talk_to_person").decide();
  CHECK(d.queue == "care");
  CHECK(d.say == "Ein Kollege kommt.");
}

TEST_CASE("while a person owns the conversation nothing is said and nothing changes") {
  Scene scene;
  scene.state = full_state();
  scene.actions = {reply("never")};
  scene.intent("thanks");
  for (const Owner owner : {Owner::human, Owner::closed}) {
    for (const InputKind kind : {InputKind::message, InputKind::greeting, InputKind::timer}) {
      scene.input.owner = owner;
      scene.input.kind = kind;
      const Decision d = scene.decide();
      CHECK(d.kind == Kind::silent);
      CHECK(d.say.empty());
      CHECK(d.owner == owner);
      CHECK(d.epoch == 4);
      CHECK(d.state == scene.state);
    }
  }
}

TEST_CASE("a greeting is greeted; without a text there is nothing to say") {
  Scene scene;
  scene.input.kind = InputKind::greeting;
  scene.input.text = "";
  CHECK(scene.decide().kind == Kind::say);
  CHECK(scene.decide().say == "Hello.");
  scene.config.greeting = {};
  CHECK(scene.decide().kind == Kind::silent);
}

TEST_CASE("an agent answers, after what is said before") {
  Scene scene;
  scene.actions = {reply("One moment."), named(Action::Kind::agent, "sizes")};
  const Decision d = scene.intent("size").decide();
  CHECK(d.kind == Kind::answer);
  CHECK(d.agent == "sizes");
  CHECK(d.say == "One moment.");
}

TEST_CASE("what is not built yet is said, and knowledge answers") {
  Scene scene;
  scene.actions = {named(Action::Kind::tool, "order"), named(Action::Kind::other, "dance"),
                   named(Action::Kind::webhook, "crm")};
  const Decision d = scene.intent("order").decide();
  CHECK(d.kind == Kind::answer);
  CHECK(d.webhooks == std::vector<std::string>{"crm"});
  CHECK(
      d.reason ==
      "intent order: an answer from knowledge; not done by this version: tool order, action dance");
}

TEST_CASE("yes after the bot offered a person hands off") {
  Scene scene;
  scene.state.offered_person = true;
  scene.input.text = "yes please";
  const Decision d = scene.decide();
  CHECK(d.kind == Kind::hand_off);
  CHECK(d.queue == "care");
  CHECK(d.say == "A colleague comes.");
  CHECK(d.owner == Owner::human);
  CHECK(d.epoch == 5);
  CHECK_FALSE(d.state.offered_person);
}

TEST_CASE("yes without an offer, or an offer one message earlier, is nothing") {
  Scene scene;
  scene.input.text = "yes please";
  CHECK(scene.decide().kind == Kind::answer);
  scene.state.offered_person = true;
  scene.input.text = "what are your opening hours";
  const Decision d = scene.decide();
  CHECK(d.kind == Kind::answer);
  CHECK_FALSE(d.state.offered_person);
}

TEST_CASE("yes wins over a scripted reply, an intent's own hand-off over yes") {
  Scene scene;
  scene.state.offered_person = true;
  scene.input.text = "yes, thanks";
  scene.actions = {reply("You are welcome.")};
  CHECK(scene.intent("thanks").decide().kind == Kind::hand_off);
  scene.actions = {hand_off("complaints", "")};
  CHECK(scene.decide().queue == "complaints");
}

TEST_CASE("no after an offer is taken kindly, in the session's language") {
  Scene scene;
  scene.state.offered_person = true;
  scene.input.text = "nein danke";
  scene.input.locale = "de-AT";
  const Decision d = scene.decide();
  CHECK(d.kind == Kind::say);
  CHECK(d.say.starts_with("In Ordnung."));
  CHECK(d.owner == Owner::bot);
  scene.config.declined = LocalText("Fine.");
  CHECK(scene.decide().say == "Fine.");
}

TEST_CASE("an offer outlives what the customer did not say") {
  Scene scene;
  scene.state.offered_person = true;
  scene.input.kind = InputKind::timer;
  scene.input.text = "yes";
  const Decision d = scene.decide();
  CHECK(d.kind == Kind::answer);
  CHECK(d.state.offered_person);
}

TEST_CASE("an answer to the bot's question asks the earlier question with the choice") {
  Scene scene;
  scene.state.choices = {"Returns", "Exchanges"};
  scene.state.asked = "how long do I have";
  scene.input.text = "the second one";
  const Decision d = scene.decide();
  CHECK(d.kind == Kind::answer);
  CHECK(d.question == "how long do I have Exchanges");
  CHECK(d.state.choices.empty());
  scene.input.text = "where are your stores";
  CHECK(scene.decide().question.empty());
}

}  // namespace
}  // namespace parley::dialogue
