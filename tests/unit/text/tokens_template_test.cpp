#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "text/template.hpp"
#include "text/tokens.hpp"
#include "text/utf8.hpp"

namespace text = parley::text;

TEST_CASE("tokens by the documented formula") {
  CHECK(text::estimate_tokens("") == 0);
  CHECK(text::estimate_tokens("   ") == 0);
  CHECK(text::estimate_tokens("Hello, how are you?") == 6);
  CHECK(text::estimate_tokens("seven77") == 2);
  CHECK(text::estimate_tokens("internationalisation") == 1 + 19 / 7);
  CHECK(text::estimate_tokens("2026") == 2);
  CHECK(text::estimate_tokens("a\n\nb") == 3);
  CHECK(text::estimate_tokens("-----") == 2);
  CHECK(text::estimate_tokens("?!") == 2);
  CHECK(text::estimate_tokens("Größe") == 1);
  CHECK(text::estimate_tokens("cafe\u0301") == 1);
  CHECK(text::estimate_tokens("привет") == 2);
  CHECK(text::estimate_tokens("東京都。") == 4);
  CHECK(text::estimate_tokens("😀😀") == 2);
}

TEST_CASE("tokens are never more than characters") {
  for (const std::string_view s : {"a", "1 2 3", "жж", "京a1.", "..,,", "\xFF\xFF"}) {
    CHECK(text::estimate_tokens(s) <= static_cast<int>(text::code_points(s)));
    CHECK(text::estimate_tokens(s) > 0);
  }
}

TEST_CASE("a template's names are replaced once") {
  const std::vector<std::pair<std::string_view, std::string_view>> values = {
      {"name", "Lacey"}, {"shop.town", "{name}"}, {"name", "second"}, {"none", ""}};
  CHECK(text::render("", values).empty());
  CHECK(text::render("I am {name}.", values) == "I am Lacey.");
  CHECK(text::render("{name}{name}{none}|", values) == "LaceyLacey|");
  CHECK(text::render("In {shop.town}", values) == "In {name}");
  CHECK(text::render("{other} {} {name {na me} }{", values) == "{other} {} {name {na me} }{");
  CHECK(text::render("{{name}}", values) == "{Lacey}");
  CHECK(text::render("{name}", {}) == "{name}");
}
