#include "shop.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "intent/matcher.hpp"

namespace intent = parley::intent;

namespace {

const intent::IntentMatcher& matcher() {
  static const intent::IntentMatcher built = [] {
    auto result = intent::IntentMatcher::build(shop::specs(), "en");
    REQUIRE(result.ok());
    return std::move(result).value();
  }();
  return built;
}

std::string chosen(std::string_view message) {
  const auto understood = matcher().match(message, "en");
  return understood.chosen ? understood.ranked[*understood.chosen].name : "";
}

}  // namespace

TEST_CASE("turns of the shop that are meant for an intent reach it") {
  const std::map<std::string, std::string> expected = {
      {"Hello", "greeting"},
      {"Thanks a lot", "thanks"},
      {"Bye", "goodbye"},
      {"Where is my order?", "order_status"},
      {"are you a bot?", "are_you_a_bot"},
      {"Can I talk to a person please", "talk_to_person"},
      {"How long do I have to return shoes that don't fit?", "returns.how"},
      {"and do I have to pay for the return label", "returns.how"},
      {"What does express delivery cost?", "delivery.cost"},
      {"do you deliver to germany and how much is it", "delivery.cost"},
      {"Is the Brackwater shop open on Sundays?", "opening_hours"},
      {"What time does the Aldermere store close on Thursday?", "opening_hours"},
  };
  const auto turns = shop::lines("turns.jsonl", "text");
  for (const auto& [text, name] : expected) {
    CAPTURE(text);
    CHECK(std::find(turns.begin(), turns.end(), text) != turns.end());
    CHECK(chosen(text) == name);
  }
  const auto specs = shop::specs();
  for (const std::string& text : turns) {
    if (expected.contains(text)) continue;
    CAPTURE(text);
    const std::string name = chosen(text);
    const auto spec =
        std::find_if(specs.begin(), specs.end(), [&](const auto& s) { return s.name == name; });
    if (spec != specs.end()) CHECK_FALSE(spec->reply_only);
    CHECK(name != "talk_to_person");
    CHECK(name != "complaint");
  }
}

TEST_CASE("no question for the documents gets a scripted reply or a person") {
  const auto specs = shop::specs();
  for (const std::string& text : shop::lines("questions.jsonl", "question")) {
    for (const std::string& message : {text, "Hello, " + text, text + " Thanks!"}) {
      CAPTURE(message);
      const std::string name = chosen(message);
      const bool knowledge = name.empty() || name == "opening_hours" || name == "returns.how" ||
                             name == "delivery.cost";
      CHECK_MESSAGE(knowledge, name);
    }
  }
}

TEST_CASE("each intent's own examples choose it, also in shouting and behind a greeting") {
  for (const intent::IntentSpec& spec : shop::specs()) {
    for (const std::string& example : spec.examples) {
      CAPTURE(example);
      CHECK(chosen(example) == spec.name);
      if (spec.name == "greeting" || spec.name == "thanks" || spec.name == "goodbye") continue;
      CHECK(chosen("Hi, " + example + "?!") == spec.name);
    }
  }
}

TEST_CASE("a reply decides only when little else is said, a hand-off inside longer messages") {
  CHECK(chosen("Hello, do you have vegan shoes?") == "");
  CHECK(chosen("thanks, and how long is delivery?") == "delivery.cost");
  CHECK(chosen("Good morning! Which boots are waterproof") == "");
  CHECK(chosen("hi, where are you?") == "");
  CHECK(chosen("Hello there, how are you?") == "greeting");
  CHECK(chosen("Hi, can you help me please?") == "greeting");
  CHECK(chosen("Ok great, thank you so much!") == "thanks");
  CHECK(chosen("Hello, where’s my order?") == "order_status");
  CHECK(chosen("Are you a bot or a human?") == "are_you_a_bot");
  CHECK(chosen("My boots arrived with a hole in the sole, the label does not work and I would "
               "really like to talk to a human about all of this today.") == "talk_to_person");
  CHECK(chosen("hello, I want to complain about the sole of my boots from last week") ==
        "complaint");
}

TEST_CASE("a negated wish is no wish") {
  for (const std::string text :
       {"I don't want to talk to a human", "I do not need to talk to a person",
        "i dont want to speak to someone", "please don't put me through",
        "No need to talk to a human", "I'd rather not talk to a person",
        "I really don't think I need to speak to a human"}) {
    CAPTURE(text);
    CHECK(chosen(text) == "");
  }
  for (const std::string text :
       {"No, I want to talk to a human", "Why can't I talk to a human?",
        "I don't understand you, let me talk to a human", "Can I not talk to a person?",
        "Don't you have a real person there?", "I don't want a bot but a real person",
        "This is not what I asked. Talk to a human!"}) {
    CAPTURE(text);
    CHECK(chosen(text) == "talk_to_person");
  }
}
