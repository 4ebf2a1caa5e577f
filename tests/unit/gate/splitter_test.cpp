#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "gate/checks.hpp"
#include "gate/clause_gate.hpp"
#include "gate/clause_splitter.hpp"
#include "splitting.hpp"
#include "text/utf8.hpp"

namespace parley::gate {
namespace {

TEST_CASE("a clause ends at a mark that a blank follows") {
  CHECK(split("You can return shoes, if they are clean. We pay the postage; always: yes? Good.") ==
        Clauses{"You can return shoes,", " if they are clean.", " We pay the postage;",
                " always: yes?", " Good."});
  CHECK(split("Short. Also short, and then the rest") ==
        Clauses{"Short. Also short,", " and then the rest"});
}

TEST_CASE("numbers, times, addresses and abbreviations are not divided") {
  CHECK(split("It costs £3.50 or 3,50 at 12:30 precisely").size() == 1);
  CHECK(split("Look at https://shop.example/a.b?c=1,2;d:e for the sizes").size() == 1);
  CHECK(split("Please ask for Dr. Smith, he knows") ==
        Clauses{"Please ask for Dr. Smith,", " he knows"});
  CHECK(split("Some leather care, e.g. wax or oil").size() == 2);
  CHECK(split("We close on the 3. of May").size() == 1);
  CHECK(split("Our founder was J. Tansy of Aldermere").size() == 1);
  CHECK(split("Er kostet ca. 30 Euro bzw. 35 Euro").size() == 1);
}

TEST_CASE("closing quotes and brackets stay with the clause") {
  CHECK(split("He said \"we are open.\" (Really we are.) Then he left") ==
        Clauses{"He said \"we are open.\"", " (Really we are.)", " Then he left"});
  CHECK(split("Wait for it to come... and there it is") ==
        Clauses{"Wait for it to come...", " and there it is"});
}

TEST_CASE("wide marks need no blank") {
  CHECK(split("我们的商店每天早上九点开门。周日休息！欢迎光临") ==
        Clauses{"我们的商店每天早上九点开门。", "周日休息！欢迎光临"});
  CHECK(split("他说我们的商店每天九点开门。」然后他走了") ==
        Clauses{"他说我们的商店每天九点开门。」", "然后他走了"});
}

TEST_CASE("a line feed ends a clause") {
  CHECK(split("- wash them gently\n- dry them slowly\n") ==
        Clauses{"- wash them gently\n", "- dry them slowly\n"});
}

TEST_CASE("what never ends is cut at a blank, or at the limit") {
  std::string words;
  while (words.size() < 600)
    words += "word and ";
  for (const std::string& clause : split(words)) {
    CHECK(text::code_points(clause) <= kMaxHeld);
    CHECK(clause.back() == ' ');
  }
  const Clauses letters = split(std::string(500, 'x'));
  REQUIRE(letters.size() == 3);
  CHECK(letters[0].size() == kMaxHeld);
}

TEST_CASE("a tag is never divided, and a '<' stays with what follows") {
  const Clauses clauses =
      split("See our long page <a href=\"x. y, z\" title='a. b'>here. </a> now");
  for (const std::string& clause : clauses) {
    CHECK(std::count(clause.begin(), clause.end(), '<') ==
          std::count(clause.begin(), clause.end(), '>'));
  }
  const Clauses seam = split(std::string(kMaxHeld, '<') + "b>");
  CHECK(seam == Clauses{std::string(kMaxHeld - 1, '<'), "<b>"});
  const Clauses tag = split("Text <a href=\"" + std::string(700, 'u') + "\">x</a>");
  REQUIRE(tag.size() >= 1);
  bool whole = false;
  for (const std::string& clause : tag) {
    whole = whole || clause.find("<a href=\"" + std::string(700, 'u') + "\">") != std::string::npos;
  }
  CHECK(whole);
}

}  // namespace
}  // namespace parley::gate
