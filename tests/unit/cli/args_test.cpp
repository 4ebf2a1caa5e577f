#include "args.hpp"

#include <doctest/doctest.h>

using namespace parley;
using namespace parley::cli;

namespace {

const std::vector<Flag> kFlags = {{"data"}, {"json", false}, {"verbose", false, 'v'}, {"k"}};

Result<Arguments> parse(std::vector<std::string> words) {
  return parse_arguments(words, kFlags);
}

}  // namespace

TEST_CASE("flags may stand anywhere and the rest keeps its order") {
  const auto got = parse({"shop", "--data", "a.db", "where?", "--json"});
  REQUIRE(got.ok());
  CHECK(got->positional == std::vector<std::string>{"shop", "where?"});
  CHECK(got->text("data") == "a.db");
  CHECK(got->has("json"));
  CHECK_FALSE(got->has("verbose"));
}

TEST_CASE("a value may be joined by an equals sign, also an empty one or one with an equals sign") {
  CHECK(parse({"--data=a.db"})->text("data") == "a.db");
  CHECK(parse({"--data="})->text("data", "none") == "");
  CHECK(parse({"--data=a=b"})->text("data") == "a=b");
}

TEST_CASE("a repeated flag keeps all its values, and the last one counts") {
  const auto got = parse({"--data", "one", "--data", "two"});
  REQUIRE(got.ok());
  CHECK(got->flags.at("data") == std::vector<std::string>{"one", "two"});
  CHECK(got->text("data") == "two");
}

TEST_CASE("letters stand for flags, a single dash and negative numbers for themselves") {
  const auto got = parse({"-v", "-", "-12"});
  REQUIRE(got.ok());
  CHECK(got->has("verbose"));
  CHECK(got->positional == std::vector<std::string>{"-", "-12"});
}

TEST_CASE("behind two dashes nothing is a flag") {
  const auto got = parse({"shop", "--", "--json", "-v"});
  REQUIRE(got.ok());
  CHECK(got->positional == std::vector<std::string>{"shop", "--json", "-v"});
  CHECK_FALSE(got->has("json"));
}

TEST_CASE("an unknown flag is told with the nearest one") {
  const auto got = parse({"--jsno"});
  REQUIRE_FALSE(got.ok());
  CHECK(got.error().status == Status::argument);
  CHECK(got.error().message == "unknown flag --jsno (did you mean --json?)");
  CHECK(parse({"--entirely-else"}).error().message == "unknown flag --entirely-else");
}

TEST_CASE("a missing value and a value too many are told") {
  CHECK(parse({"--data"}).error().message == "--data needs a value behind it");
  CHECK(parse({"--json=yes"}).error().message == "--json takes no value");
}

TEST_CASE("numbers are whole and within their limits") {
  CHECK(*parse({"--k", "7"})->integer("k", 1, 1, 10) == 7);
  CHECK(*parse({})->integer("k", 3, 1, 10) == 3);
  for (const char* wrong : {"0", "11", "x", "", "7x", "99999999999999999999"}) {
    const auto got = parse({"--k", wrong})->integer("k", 1, 1, 10);
    REQUIRE_FALSE(got.ok());
    CHECK(got.error().message ==
          "--k is \"" + std::string(wrong) + "\" and must be a whole number from 1 to 10");
  }
}
