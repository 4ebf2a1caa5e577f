#include "nlp/words.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "text/fold.hpp"
#include "text/utf8.hpp"

namespace nlp = parley::nlp;

namespace {

std::vector<std::string> folded(std::string_view source) {
  std::vector<std::string> out;
  for (const nlp::Word& w : nlp::words(source))
    out.push_back(w.folded);
  return out;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("words are runs of letters and digits, folded") {
  CHECK(folded("") == Words{});
  CHECK(folded(" ... !?") == Words{});
  CHECK(folded("Hello, World 42!") == Words{"hello", "world", "42"});
  CHECK(folded("don't e-mail") == Words{"don", "t", "e", "mail"});
  CHECK(folded("Größe ÉTÉ Ｆｕｌｌ") == Words{"grosse", "ete", "full"});
  CHECK(folded("cafe\u0301s") == Words{"cafes"});
  CHECK(folded("3.50 £9") == Words{"3", "50", "9"});
  CHECK(folded("Привет мир") == Words{"привет", "мир"});
  CHECK(folded("हिन्दी भाषा") == Words{"हिन्दी", "भाषा"});
  CHECK(folded("한국어 문장") == Words{"한국어", "문장"});
  CHECK(folded("❤️ ok") == Words{"ok"});
}

TEST_CASE("scripts without blanks give overlapping pairs") {
  CHECK(folded("東") == Words{"東"});
  CHECK(folded("東京") == Words{"東京"});
  CHECK(folded("東京都。大阪") == Words{"東京", "京都", "大阪"});
  CHECK(folded("iPhone東京15") == Words{"iphone", "東京", "15"});
  CHECK(folded("か\u3099き") == Words{"がき"});
  CHECK(folded("กิน") == Words{"กิน"});
}

TEST_CASE("a word's bytes are those of the source") {
  const std::string source = "Ein Größenplan, 東京都: naïve";
  for (const nlp::Word& w : nlp::words(source)) {
    CHECK(parley::text::fold_plain(source.substr(w.begin, w.size)) == w.folded);
  }
  const auto found = nlp::words("ab Größe");
  REQUIRE(found.size() == 2);
  CHECK(found[1].begin == 3);
  CHECK(found[1].size == 7);
}

TEST_CASE("a run longer than the limit is cut between characters") {
  const auto ascii = nlp::words(std::string(600, 'x'));
  REQUIRE(ascii.size() == 3);
  CHECK(ascii[0].size == nlp::kMaxWordBytes);
  CHECK(ascii[2].size == 600 - 2 * nlp::kMaxWordBytes);
  std::string wide = "x";
  for (int i = 0; i < 400; ++i)
    wide += "ж";
  std::size_t total = 0;
  for (const nlp::Word& w : nlp::words(wide)) {
    CHECK(w.size <= nlp::kMaxWordBytes);
    CHECK(parley::text::is_valid(w.folded));
    total += w.size;
  }
  CHECK(total == wide.size());
}

TEST_CASE("malformed bytes separate words and are never part of one") {
  CHECK(folded("a\xFF"
               "b \xE2\x82") == Words{"a", "b"});
}
