#include "json/pattern.hpp"

#include <string>

#include <doctest/doctest.h>

using parley::json::Pattern;

namespace {

bool matches(std::string_view pattern, std::string_view text) {
  const auto compiled = Pattern::compile(pattern);
  CAPTURE(pattern);
  REQUIRE(compiled.ok());
  return compiled->matches(text);
}

}  // namespace

TEST_CASE("patterns of the schemas") {
  constexpr std::string_view kName = "^[a-z][a-z0-9_.-]{0,63}$";
  CHECK(matches(kName, "a"));
  CHECK(matches(kName, "a" + std::string(63, '-')));
  CHECK_FALSE(matches(kName, "a" + std::string(64, '-')));
  CHECK_FALSE(matches(kName, ""));
  CHECK_FALSE(matches(kName, "a\n"));
  constexpr std::string_view kLocale = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$";
  for (const std::string_view good : {"en", "gsw", "de-AT", "zh-Hant", "zh-Hant-TW", "es-419"}) {
    CHECK(matches(kLocale, good));
  }
  for (const std::string_view bad : {"e", "engl", "de-at", "de-", "zh-Hant-", "es-41"}) {
    CHECK_FALSE(matches(kLocale, bad));
  }
  CHECK(matches("^https?://[^\x01- ]+$", "http://é.example"));
  CHECK_FALSE(matches("^https?://[^\x01- ]+$", "https:// "));
  CHECK(matches("^(a|script|model:[a-z]*)$", "model:"));
}

TEST_CASE("quantifiers, groups and classes") {
  CHECK(matches("^(ab){2,3}$", "abab"));
  CHECK(matches("^(ab){2,3}$", "ababab"));
  CHECK_FALSE(matches("^(ab){2,3}$", "ab"));
  CHECK_FALSE(matches("^(ab){2,3}$", "abababab"));
  CHECK(matches("^(a|b*c)+$", "abbcca"));
  CHECK(matches("^a{2,}$", "aaaa"));
  CHECK_FALSE(matches("^a{0}$", "a"));
  CHECK(matches("^[-a]+$", "a-a"));
  CHECK(matches("^[^é]$", "\xf0\x9f\x98\x80"));
  CHECK_FALSE(matches("^[^é]$", "é"));
  CHECK(matches("^.{2}$", "éß"));
  CHECK_FALSE(matches("^.$", "\n"));
  CHECK(matches("^\\d+\\.\\w\\s$", "12.x "));
  CHECK(matches("^$", ""));
}

TEST_CASE("without anchors a pattern is searched for") {
  CHECK(matches("b+c", "aabbcd"));
  CHECK_FALSE(matches("b+c", "aabbd"));
  CHECK(matches("^ab", "abc"));
  CHECK_FALSE(matches("^ab", "cab"));
  CHECK(matches("bc$", "abc"));
  CHECK(matches("x|y", "ayb"));
}

TEST_CASE("text that is no UTF-8 never matches") {
  CHECK_FALSE(matches("^.*$", "\xff"));
  CHECK_FALSE(matches("^[^a]$", "\xc3"));
}

TEST_CASE("what is not understood is refused") {
  for (const std::string_view bad :
       {"^(a$", "^a)$", "^[a$", "^[]$", "^[z-a]$", "^*a$", "^a{2$", "^a{3,2}$", "^a{x}$", "^(?:a)$",
        "^\\b$", "^\\", "^a|b$", "^a^b$", "a$b", "^\xff$", "^]$", "^a++$"}) {
    CAPTURE(bad);
    CHECK_FALSE(Pattern::compile(bad).ok());
  }
}

TEST_CASE(
    "a pattern that would grow without bound is refused, one that backtracks elsewhere is not") {
  CHECK_FALSE(Pattern::compile("^(a{100}){100}$").ok());
  CHECK_FALSE(Pattern::compile("^" + std::string(40, '(') + "a" + std::string(40, ')') + "$").ok());
  CHECK_FALSE(Pattern::compile("a[ab]{20}$").ok());  // 2^20 sets of states
  CHECK_FALSE(matches("^(a*)*b$", std::string(100'000, 'a')));
}
