#include "text/fold.hpp"

#include <cstdint>
#include <string>

#include <doctest/doctest.h>

#include "text/utf8.hpp"

namespace text = parley::text;

namespace {

struct Case {
  const char* source;
  const char* folded;
  const char* plain;
};

std::string utf8(char32_t c) {
  std::string s;
  text::append(s, c);
  return s;
}

}  // namespace

TEST_CASE("folding cases") {
  const Case cases[] = {
      {"", "", ""},
      {"Hello, WORLD 42", "hello, world 42", "hello, world 42"},
      {"İstanbul", "i̇stanbul", "istanbul"},
      {"ISPARTA", "isparta", "isparta"},
      {"ı", "ı", "ı"},
      {"Straße STRASSE ẞ", "strasse strasse ss", "strasse strasse ss"},
      {"ﬁne ﬂow eﬃcient", "fine flow efficient", "fine flow efficient"},
      {"Ｆｕｌｌ　Ｗｉｄｔｈ１２", "full width12", "full width12"},
      {"Café", "café", "cafe"},
      {"Cafe\u0301", "café", "cafe"},
      {"ÀÉÎÕÜ ñ ç å ø", "àéîõü ñ ç å ø", "aeiou n c a ø"},
      {"Ǆ ǅ", "dž dž", "dz dz"},
      {"ΣΊΣΥΦΟΣ σίσυφος", "σίσυφοσ σίσυφοσ", "σισυφοσ σισυφοσ"},
      {"ᾼ", "αι", "αι"},
      {"Ёлка Йод", "ёлка йод", "елка иод"},
      {"don’t don‘t donʼt", "don't don't don't", "don't don't don't"},
      {"so\u00ADft ze\u200Bro \uFEFFbom", "soft zero bom", "soft zero bom"},
      {"①② ½ ™ Ⅷ", "12 1⁄2 tm viii", "12 1⁄2 tm viii"},
      {"𝐇𝐞𝐥𝐥𝐨", "hello", "hello"},
      {"ｶﾞｷﾞ がぎ か\u3099", "ガギ がぎ が", "ガギ がぎ が"},
      {"한국어 \u1112\u1161\u11AB", "한국어 한", "한국어 한"},
      {"हिन्दी", "हिन्दी", "हिन्दी"},
      {"مُحَمَّد", "مُحَمَّد", "محمد"},
      {"שָׁלוֹם", "שָׁלוֹם", "שלום"},
      {"a\xFFz", "a\uFFFDz", "a\uFFFDz"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.source);
    // Marks of a case's expectation may stand in any canonically equal order.
    CHECK(text::fold(c.source) == text::fold(c.folded));
    CHECK(text::fold_plain(c.source) == c.plain);
  }
  CHECK(text::fold("Cafe\u0301") == "caf\u00E9");
  CHECK(text::fold("İ") == "i\u0307");
  CHECK(text::fold("\u1112\u1161\u11AB") == "\uD55C");
}

TEST_CASE("folding a second time changes nothing, for every character") {
  for (char32_t c = 1; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const std::string once = text::fold("x" + utf8(c) + "y");
    const std::string plain = text::fold_plain("x" + utf8(c) + "y");
    if (text::fold(once) != once) FAIL("fold, code point " << std::uint32_t{c});
    if (text::fold_plain(plain) != plain) FAIL("fold_plain, code point " << std::uint32_t{c});
  }
}

TEST_CASE("the map leads every folded byte back to its character") {
  text::FoldMap map;
  text::fold_plain_mapped("Aßé\u0301ﬁ!", map);
  CHECK(map.folded == "assefi!");
  // A at 0, ß at 1, é with a mark at 3 (four bytes), ﬁ at 7, ! at 10, end 11.
  CHECK(map.origin == std::vector<std::uint32_t>{0, 1, 1, 3, 7, 7, 10, 11});
  text::fold_plain_mapped("", map);
  CHECK(map.origin == std::vector<std::uint32_t>{0});
  text::fold_plain_mapped("\u200Bx", map);
  CHECK(map.folded == "x");
  CHECK(map.origin == std::vector<std::uint32_t>{3, 4});
}

TEST_CASE("an accent on an ASCII letter behind ASCII text folds as one character") {
  CHECK(text::fold("resume\u0301 x") == "resumé x");
  CHECK(text::fold_plain("resume\u0301 x") == "resume x");
  CHECK(text::fold("E\u0301") == "é");
}

TEST_CASE("a megabyte of marks on one letter is folded in pieces") {
  std::string hostile = "e";
  for (int i = 0; i < 250'000; ++i)
    hostile += i % 2 == 0 ? "\u0301" : "\u0323";
  const std::string folded = text::fold(hostile);
  CHECK(text::is_valid(folded));
  CHECK(folded.size() <= hostile.size());
  CHECK(text::fold_plain(hostile) == "e");
}
