#include "text/utf8.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

using namespace std::string_literals;
namespace text = parley::text;

namespace {

const std::string kBad = "\xEF\xBF\xBD";

struct Case {
  std::string bytes;
  std::string repaired;
};

}  // namespace

TEST_CASE("well-formed text of every length of character is valid and untouched") {
  for (const std::string& s :
       {""s, "plain"s, "a\0b"s, "é"s, "€"s, "😀"s, "\x7F"s, "\xC2\x80"s, "\xDF\xBF"s,
        "\xE0\xA0\x80"s, "\xED\x9F\xBF"s, "\xEE\x80\x80"s, "\xEF\xBF\xBF"s, "\xF0\x90\x80\x80"s,
        "\xF4\x8F\xBF\xBF"s, "eight by eight and éight more"s}) {
    CAPTURE(s);
    CHECK(text::is_valid(s));
    CHECK(text::repair(s) == s);
  }
}

TEST_CASE("each malformed part becomes one replacement character") {
  const Case cases[] = {
      {"\x80", kBad},                                   // continuation alone
      {"\xBF\xBF", kBad + kBad},                        //
      {"\xC0\x80", kBad + kBad},                        // overlong NUL
      {"\xC1\xBF", kBad + kBad},                        // overlong 2
      {"\xE0\x80\x80", kBad + kBad + kBad},             // overlong 3
      {"\xE0\x9F\xBF", kBad + kBad + kBad},             //
      {"\xF0\x8F\xBF\xBF", kBad + kBad + kBad + kBad},  // overlong 4
      {"\xED\xA0\x80", kBad + kBad + kBad},             // first surrogate
      {"\xED\xBF\xBF", kBad + kBad + kBad},             // last surrogate
      {"\xF4\x90\x80\x80", kBad + kBad + kBad + kBad},  // above U+10FFFF
      {"\xF5\x80\x80\x80", kBad + kBad + kBad + kBad},  //
      {"\xFF\xFE", kBad + kBad},                        //
      {"\xE2\x82", kBad},                               // truncated
      {"\xE2\x82"
       "a",
       kBad + "a"},  //
      {"\xF0\x9F\x98"
       "\xC3\xA9",
       kBad + "é"},                              //
      {"\xF0\x9F\x98\xE2\x82\xAC", kBad + "€"},  //
      {"\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", kBad + kBad + kBad + kBad + "A"},
      {"ok \xC3( ok", "ok " + kBad + "( ok"},   //
      {"a\0\xFF\0b"s, "a\0"s + kBad + "\0b"s},  // NUL is kept
  };
  for (const Case& c : cases) {
    CAPTURE(c.repaired);
    CHECK_FALSE(text::is_valid(c.bytes));
    CHECK(text::repair(c.bytes) == c.repaired);
    CHECK(text::is_valid(c.repaired));
  }
}

TEST_CASE("a character cut off at any byte is one replacement, at the end and before more text") {
  for (const std::string& whole : {"é"s, "€"s, "😀"s, "\xED\x9F\xBF"s, "\xF4\x8F\xBF\xBF"s}) {
    for (std::size_t keep = 1; keep < whole.size(); ++keep) {
      const std::string part = whole.substr(0, keep);
      CHECK(text::repair("x" + part) == "x" + kBad);
      CHECK(text::repair(part + "x") == kBad + "x");
      CHECK(text::repair(part + whole) == kBad + whole);
    }
  }
}

TEST_CASE("decoding agrees with encoding for every code point") {
  std::string s;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    s.clear();
    text::append(s, c);
    std::size_t at = 0;
    const char32_t back = text::next(s, at);
    if (back != c || at != s.size() || !text::is_valid(s)) FAIL("code point " << std::uint32_t{c});
  }
  s.clear();
  text::append(s, 0xD800);
  text::append(s, 0x110000);
  CHECK(s == kBad + kBad);
}

TEST_CASE("on any bytes: repair is valid, changes valid text never, and counts as next() does") {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes(random() % 24, '\0');
    for (char& b : bytes) {
      static const unsigned char kEdge[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F,
                                            0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xE2,
                                            0xED, 0xEF, 0xF0, 0xF3, 0xF4, 0xF5, 0xFF};
      b = static_cast<char>(kEdge[random() % sizeof kEdge]);
    }
    const std::string fixed = text::repair(bytes);
    REQUIRE(text::is_valid(fixed));
    REQUIRE(text::repair(fixed) == fixed);
    REQUIRE((fixed == bytes) == text::is_valid(bytes));
    REQUIRE(fixed.size() <= bytes.size() * 3);
    std::string decoded;
    for (std::size_t at = 0; at < bytes.size();)
      text::append(decoded, text::next(bytes, at));
    REQUIRE(decoded == fixed);
    REQUIRE(text::code_points(bytes) == text::code_points(fixed));
  }
}

TEST_CASE("characters are counted and cut whole") {
  CHECK(text::code_points("") == 0);
  CHECK(text::code_points("naïve 😀 and more than eight") == 27);
  CHECK(text::first_code_points("naïve", 3) == "naï");
  CHECK(text::first_code_points("naïve", 2) == "na");
  CHECK(text::first_code_points("naïve", 0).empty());
  CHECK(text::first_code_points("naïve", 99) == "naïve");
  CHECK(text::first_code_points("€€€", 2) == "€€");
}
