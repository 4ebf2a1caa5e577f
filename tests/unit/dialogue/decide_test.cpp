#include "dialogue/decide.hpp"

#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "dialogue/yes_no.hpp"
#include "full_state.hpp"

namespace parley::dialogue {
namespace {

using Kind = Decision::Kind;

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
