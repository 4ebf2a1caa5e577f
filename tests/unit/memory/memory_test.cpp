#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "memory/history.hpp"
#include "memory/window.hpp"

namespace parley::memory {
namespace {

HistoryTurn turn(std::int64_t number, std::int32_t tokens) {
  HistoryTurn made;
  made.turn = number;
  made.question = "q" + std::to_string(number);
  made.answer = "a" + std::to_string(number);
  made.tokens = tokens;
  return made;
}

std::vector<HistoryTurn> turns(std::initializer_list<std::int32_t> tokens) {
  std::vector<HistoryTurn> made;
  for (const std::int32_t t : tokens) {
    made.push_back(turn(static_cast<std::int64_t>(made.size()) + 1, t));
  }
  return made;
}

TEST_CASE("the window holds the newest turns that fit, oldest first") {
  const auto history = turns({10, 20, 30, 40});
  const Window w = window(history, {.tokens = 75, .turns = 10});
  REQUIRE(w.turns.size() == 2);
  CHECK(w.turns[0].turn == 3);
  CHECK(w.turns[1].turn == 4);
  CHECK(w.tokens == 70);
  CHECK(w.left_out == 2);
  CHECK(window(history, {.tokens = 69, .turns = 10}).turns.size() == 1);
  CHECK(window(history, {.tokens = 70, .turns = 10}).turns.size() == 2);
}

TEST_CASE("the window has no gap: a turn that does not fit ends it") {
  const auto history = turns({1, 100, 5});
  const Window w = window(history, {.tokens = 50, .turns = 10});
  REQUIRE(w.turns.size() == 1);
  CHECK(w.turns[0].turn == 3);
  CHECK(w.left_out == 2);
}

TEST_CASE("the window counts turns too, and takes nothing where nothing is allowed") {
  const auto history = turns({1, 1, 1});
  CHECK(window(history, {.tokens = 100, .turns = 2}).turns.size() == 2);
  CHECK(window(history, {.tokens = 100, .turns = 0}).turns.empty());
  CHECK(window(history, {.tokens = 0, .turns = 5}).turns.empty());
  CHECK(window(history, {.tokens = -1, .turns = -1}).left_out == 3);
  CHECK(window({}, {}).turns.empty());
  CHECK(window(turns({2'000'000'000, 2'000'000'000}), {.tokens = 2'000'000'000, .turns = 9})
            .left_out == 1);
}

TEST_CASE("the window points into the history and copies nothing") {
  const auto history = turns({1, 1});
  CHECK(window(history, {.tokens = 10, .turns = 1}).turns.data() == &history[1]);
}

TEST_CASE("history counts tokens of question and answer") {
  History history;
  history.add({.turn = 1, .question = "How much is delivery?", .answer = "Four pounds."});
  REQUIRE(history.turns().size() == 1);
  const HistoryTurn& held = history.turns()[0];
  CHECK(held.tokens == turn_tokens(held));
  HistoryTurn longer = held;
  longer.answer += " More words than before.";
  CHECK(turn_tokens(longer) > held.tokens);
  CHECK(turn_tokens({}) == 0);
}

TEST_CASE("history drops the oldest turns beyond its number, keeping order") {
  History history({.turns = 3, .bytes = 1000});
  for (std::int64_t i = 1; i <= 100; ++i)
    history.add(turn(i, 1));
  REQUIRE(history.turns().size() == 3);
  CHECK(history.turns()[0].turn == 98);
  CHECK(history.turns()[2].turn == 100);
  CHECK(history.dropped() == 97);
  CHECK(history.bytes() == std::string("q98a98q99a99q100a100").size());
}

TEST_CASE("history drops the oldest turns beyond its bytes; one that is too large leaves nothing") {
  History history({.turns = 100, .bytes = 10});
  history.add(turn(1, 1));  // 4 bytes each
  history.add(turn(2, 1));
  history.add(turn(3, 1));
  CHECK(history.turns().size() == 2);
  CHECK(history.turns()[0].turn == 2);
  HistoryTurn large = turn(4, 1);
  large.answer = std::string(11, 'x');
  history.add(large);
  CHECK(history.turns().empty());
  CHECK(history.bytes() == 0);
  CHECK(history.dropped() == 4);
  history.add(turn(5, 1));
  REQUIRE(history.turns().size() == 1);
  CHECK(history.turns()[0].turn == 5);
}

TEST_CASE("amending cuts a turn to what was heard and counts anew") {
  History history({.turns = 4, .bytes = 1000});
  for (std::int64_t i = 1; i <= 6; ++i) {
    history.add({.turn = i, .question = "question", .answer = "a long answer of many words"});
  }
  const std::int32_t before = history.turns()[1].tokens;
  const std::size_t bytes = history.bytes();
  REQUIRE(history.amend(4, "a long", true));
  CHECK(history.turns()[1].answer == "a long");
  CHECK(history.turns()[1].interrupted);
  CHECK(history.turns()[1].tokens < before);
  CHECK(history.bytes() == bytes - std::string(" answer of many words").size());
  CHECK_FALSE(history.amend(2, "gone", false));
  CHECK_FALSE(history.amend(7, "not yet", false));
  history.clear();
  CHECK(history.turns().empty());
  CHECK(history.bytes() == 0);
}

}  // namespace
}  // namespace parley::memory
