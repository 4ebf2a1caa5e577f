#include "nlp/phrases.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "text/chars.hpp"
#include "text/fold.hpp"
#include "text/utf8.hpp"

namespace nlp = parley::nlp;
namespace text = parley::text;
using Hit = nlp::PhraseAutomaton::Hit;

namespace {

std::vector<Hit> find(const std::vector<std::string>& phrases, std::string_view source) {
  auto automaton = nlp::PhraseAutomaton::build(phrases);
  REQUIRE(automaton.ok());
  std::vector<Hit> hits;
  automaton->find(source, hits);
  return hits;
}

std::vector<std::string> found(const std::vector<std::string>& phrases, std::string_view source) {
  std::vector<std::string> out;
  for (const Hit& hit : find(phrases, source))
    out.emplace_back(source.substr(hit.begin, hit.size));
  return out;
}

using Strings = std::vector<std::string>;

// The same by trying every pair of edges between the characters of the text: slow and plain.
bool is_edge(const std::u32string& s, std::size_t at) {
  if (at == 0 || at == s.size()) return true;
  if (text::is_mark(s[at])) return false;
  if (!text::is_word(s[at - 1]) || !text::is_word(s[at])) return true;
  return text::is_unspaced(s[at - 1]) || text::is_unspaced(s[at]);
}

std::u32string decode(std::string_view s) {
  std::u32string out;
  for (std::size_t at = 0; at < s.size();)
    out.push_back(text::next(s, at));
  return out;
}

std::string encode(std::u32string_view s) {
  std::string out;
  for (const char32_t c : s)
    text::append(out, c);
  return out;
}

std::vector<Hit> search_naively(const std::vector<std::string>& phrases,
                                const std::string& source) {
  const std::u32string s = decode(source);
  std::vector<Hit> hits;
  for (std::size_t end = 1; end <= s.size(); ++end) {
    for (std::size_t begin = 0; begin < end; ++begin) {
      if (!is_edge(s, begin) || !is_edge(s, end)) continue;
      const std::string part = encode(std::u32string_view(s).substr(begin, end - begin));
      if (part.starts_with(' ') || part.ends_with(' ')) continue;
      const std::string folded = text::fold_plain(part);
      for (std::uint32_t p = 0; p < phrases.size(); ++p) {
        if (text::fold_plain(phrases[p]) != folded) continue;
        hits.push_back({p, encode(s.substr(0, begin)).size(), part.size()});
        break;
      }
    }
  }
  return hits;
}

}  // namespace

TEST_CASE("phrases are found at word boundaries, whatever case, accents and blanks") {
  CHECK(found({"hi"}, "this, Hi! ahi") == Strings{"Hi"});
  CHECK(found({"talk to a human"}, "I want to TALK  to\na human.") == Strings{"TALK  to\na human"});
  CHECK(found({"cafe"}, "Das Café, cafes") == Strings{"Café"});
  CHECK(found({"where's my order"}, "Where’s my order?") == Strings{"Where’s my order"});
  CHECK(found({"straße"}, "Die STRASSE") == Strings{"STRASSE"});
  CHECK(found({"c++"}, "I like C++, not c+") == Strings{"C++"});
  CHECK(found({" bye "}, "bye") == Strings{"bye"});
  CHECK(found({"hello"}, "❤️hello❤️") == Strings{"hello"});
  CHECK(found({"bot"}, "robot bot_ b\u00ADot") == Strings{"bot", "b\u00ADot"});
}

TEST_CASE("overlapping phrases are all found, by end and then the longer first") {
  const std::vector<std::string> phrases = {"order", "my order", "where is my order", "is my"};
  CHECK(found(phrases, "where is my order") ==
        Strings{"is my", "where is my order", "my order", "order"});
}

TEST_CASE("scripts without blanks need no boundary, but a character is never cut") {
  CHECK(found({"京都"}, "東京都へ") == Strings{"京都"});
  CHECK(found({"返品"}, "返品したいiPhone返品") == Strings{"返品", "返品"});
  CHECK(found({"株式"}, "㍿").empty());
  CHECK(found({"株式会社"}, "㍿") == Strings{"㍿"});
  CHECK(found({"か"}, "か\u3099").empty());
}

TEST_CASE("equal phrases report the first, empty ones nothing") {
  const auto hits = find({"", " ", "Bye", "bye", "\u200B"}, "bye  ");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0] == Hit{2, 0, 3});
  CHECK(find({}, "bye").empty());
  CHECK(find({"bye"}, "").empty());
  std::vector<Hit> none;
  nlp::PhraseAutomaton().find("bye", none);
  CHECK(none.empty());
}

TEST_CASE("the automaton finds what a naive search finds, in several scripts") {
  const std::u32string alphabets[] = {U"ab ",    U"aAbÉ é",  U"жЖё й", U"αΣσς ", U"東京都あ。",
                                      U"aß東 1", U"한국 어", U"ﬁfi ",  U"กิน ก",  U"a'-b "};
  std::mt19937 random(11);
  for (const std::u32string& alphabet : alphabets) {
    const auto any = [&](std::size_t size) {
      std::u32string s;
      for (std::size_t i = 0; i < size; ++i) {
        const char32_t c = alphabet[random() % alphabet.size()];
        if (c == U' ' && (s.empty() || s.back() == U' ')) continue;
        s.push_back(c);
      }
      while (!s.empty() && s.back() == U' ')
        s.pop_back();
      return encode(s);
    };
    for (int round = 0; round < 60; ++round) {
      std::vector<std::string> phrases;
      phrases.reserve(12);
      for (int i = 0; i < 12; ++i)
        phrases.push_back(any(1 + random() % 5));
      std::erase(phrases, std::string());
      const std::string source = any(random() % 40);
      CAPTURE(source);
      REQUIRE(find(phrases, source) == search_naively(phrases, source));
    }
  }
}

TEST_CASE("limits are refused with a reason") {
  const auto refused = [](const std::vector<std::string>& phrases) {
    auto built = nlp::PhraseAutomaton::build(phrases);
    REQUIRE_FALSE(built.ok());
    CHECK(built.error().status == parley::Status::limit);
    return built.error().message;
  };
  using A = nlp::PhraseAutomaton;
  CHECK(A::build(std::vector{std::string(A::kMaxPhraseBytes, 'x')}).ok());
  CHECK(refused({"a", std::string(A::kMaxPhraseBytes + 1, 'x')}).find("phrase 1") == 0);
  CHECK(refused(std::vector<std::string>(A::kMaxPhrases + 1, "a")).find("200001") == 0);
  const std::vector<std::string> many(A::kMaxTotalBytes / 1000 + 1, std::string(1000, 'y'));
  CHECK(refused(many).find("phrase 8000") == 0);
}

TEST_CASE("hits are bounded, and hostile text is searched once through") {
  std::vector<std::string> nested;
  for (std::size_t n = 1; n <= 200; ++n) {
    std::string phrase;
    for (std::size_t i = 0; i < n; ++i)
      phrase += "京";
    nested.push_back(phrase);
  }
  std::string source;
  for (int i = 0; i < 5000; ++i)
    source += "京";
  CHECK(find(nested, source).size() == nlp::PhraseAutomaton::kMaxHits);
  const std::string almost = std::string(1000, 'a') + "b";
  CHECK(find({almost}, std::string(1'000'000, 'a')).empty());
  CHECK(find({almost}, std::string(5000, 'a') + " " + almost).size() == 1);
}
