#include "intent/matcher.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "intent/weights.hpp"

namespace intent = parley::intent;
using intent::IntentMatcher;
using intent::IntentSpec;
using intent::ReasonKind;

namespace {

IntentMatcher build(std::vector<IntentSpec> specs, std::string_view locale = "en") {
  auto result = IntentMatcher::build(std::move(specs), locale);
  REQUIRE(result.ok());
  return std::move(result).value();
}

std::string chosen(const IntentMatcher& matcher, std::string_view text, std::string_view locale) {
  const auto understood = matcher.match(text, locale);
  return understood.chosen ? understood.ranked[*understood.chosen].name : "";
}

}  // namespace

TEST_CASE("nothing is understood from nothing") {
  CHECK(IntentMatcher().match("hello", "en").ranked.empty());
  CHECK(build({}).match("hello", "en").ranked.empty());
  const auto matcher = build({{.name = "empty", .threshold_e4 = 0}});
  for (const char* text : {"", " ", "?!", "hello", "\xFF\xFE"}) {
    const auto understood = matcher.match(text, "en");
    CHECK(understood.ranked.empty());
    CHECK_FALSE(understood.chosen);
    CHECK_FALSE(understood.runner_up);
  }
}

TEST_CASE("confidence follows the documented formula") {
  const auto matcher = build({{.name = "phrase", .phrases = {"opening hours"}},
                              {.name = "keyword", .keywords = {"parking"}}});
  // Content: opening, hours, brackwater, parking.
  const auto understood = matcher.match("opening hours in Brackwater, and the parking", "en");
  REQUIRE(understood.ranked.size() == 2);
  CHECK(understood.ranked[0].name == "phrase");
  CHECK(understood.ranked[0].confidence_e4 == 7000 + 3000 * 2 / 4);
  CHECK(understood.ranked[1].confidence_e4 == 4500 + 4500 * 1 / 4);
  CHECK(matcher.match("parking", "en").ranked[0].confidence_e4 == 9000);
  CHECK(matcher.match("Parking 24?", "en").ranked[0].confidence_e4 == 9000);
  CHECK(matcher.match("Hello, parking please", "en").ranked[0].confidence_e4 == 9000);
}

TEST_CASE("phrase, keyword and example add up") {
  const auto matcher = build(
      {{.name = "hours", .phrases = {"opening hours"}, .keywords = {"hours"}, .examples = {"a b"}},
       {.name = "other", .examples = {"opening hours parking"}}});
  const auto understood = matcher.match("opening hours", "en");
  REQUIRE(understood.ranked.size() == 2);
  CHECK(understood.ranked[0].name == "hours");
  CHECK(understood.ranked[0].confidence_e4 == 10'000);
  // Three words of equal weight, two of them said: 2 / √(2 × 3).
  CHECK(understood.ranked[1].confidence_e4 == doctest::Approx(8165).epsilon(0.002));
}

TEST_CASE("reasons say what was seen and where") {
  const auto matcher = build({{.name = "person",
                               .phrases = {"talk to a person"},
                               .keywords = {"person"},
                               .examples = {"may I talk to a person"}}});
  const std::string text = "Hi! May I  TALK to a  person?";
  const auto understood = matcher.match(text, "en");
  REQUIRE(understood.ranked.size() == 1);
  const auto& reasons = understood.ranked[0].reasons;
  REQUIRE(reasons.size() == 3);
  CHECK(reasons[0].kind == ReasonKind::phrase);
  CHECK(reasons[0].text == "talk to a person");
  CHECK(text.substr(reasons[0].begin, reasons[0].size) == "TALK to a  person");
  CHECK(reasons[1].kind == ReasonKind::keyword);
  CHECK(text.substr(reasons[1].begin, reasons[1].size) == "person");
  CHECK(reasons[2].kind == ReasonKind::example);
  CHECK(reasons[2].text == "may I talk to a person");
  CHECK(reasons[2].size == text.size());
  CHECK(intent::kind_name(ReasonKind::example) == "example");
  const auto many = matcher.match(
      "person person person person person person person person person "
      "person person",
      "en");
  CHECK(many.ranked[0].reasons.size() == IntentMatcher::kMaxReasons);
}

TEST_CASE("a negated phrase stays as a reason without weight") {
  const auto matcher = build({{.name = "person",
                               .phrases = {"talk to a person"},
                               .keywords = {"person"},
                               .examples = {"I want to talk to a person"},
                               .threshold_e4 = 1}});
  const auto understood = matcher.match("I don't want to talk to a person", "en");
  REQUIRE(understood.ranked.size() == 1);
  CHECK(understood.ranked[0].confidence_e4 == 0);
  for (const auto& reason : understood.ranked[0].reasons)
    CHECK(reason.negated);
  CHECK_FALSE(understood.chosen);
}

TEST_CASE("the priority chooses among those that hold, then confidence, then the name") {
  const auto three = [](std::int32_t a, std::int32_t b, std::int32_t c) {
    return build({{.name = "b", .phrases = {"red boots"}, .priority = a},
                  {.name = "a", .phrases = {"red boots"}, .priority = b},
                  {.name = "c", .keywords = {"boots"}, .threshold_e4 = 5000, .priority = c}});
  };
  const auto pair = [](const IntentMatcher& matcher) {
    const auto u = matcher.match("red boots", "en");
    return u.ranked.at(u.chosen.value()).name + u.ranked.at(u.runner_up.value()).name;
  };
  CHECK(pair(three(0, 0, 0)) == "ab");
  CHECK(pair(three(1, 0, 0)) == "ba");
  CHECK(pair(three(0, 0, 1)) == "ca");
  CHECK(pair(three(0, 2, 1)) == "ac");
  const auto understood = three(0, 0, 1).match("red boots", "en");
  CHECK(understood.ranked[0].name == "a");
  CHECK(understood.ranked[2].name == "c");
}

TEST_CASE("thresholds are inclusive") {
  const auto at = [](std::int32_t threshold) {
    const auto matcher = build({{.name = "k", .keywords = {"parking"}, .threshold_e4 = threshold}});
    return matcher.match("parking", "en").chosen.has_value();
  };
  CHECK(at(9000));
  CHECK_FALSE(at(9001));
}

TEST_CASE("a held back reply stays below its threshold, whatever that is") {
  for (const std::int32_t threshold : {0, 1, 3000, 10'000}) {
    const auto matcher = build({{.name = "hi",
                                 .phrases = {"hello"},
                                 .threshold_e4 = threshold,
                                 .priority = 9,
                                 .reply_only = true}});
    const auto understood = matcher.match("Hello, do you have vegan shoes?", "en");
    REQUIRE(understood.ranked.size() == 1);
    CHECK(understood.ranked[0].held_back);
    CHECK(understood.ranked[0].confidence_e4 <= std::max(threshold - 1, 0));
    CHECK_FALSE(understood.chosen);
  }
}

TEST_CASE("negation and courtesies in other languages") {
  struct Case {
    const char* locale;
    const char* phrase;
    const char* wanted;
    const char* unwanted;
  };
  const Case cases[] = {
      {"es", "hablar con una persona", "Hola, quiero hablar con una persona",
       "No quiero hablar con una persona"},
      {"fr", "parler à un humain", "Je voudrais parler à un humain, s'il vous plaît",
       "Je ne veux pas parler à un humain"},
      {"de", "mit einem menschen sprechen", "Kann ich nicht mit einem Menschen sprechen?",
       "Ich möchte nicht mit einem Menschen sprechen"},
      {"de", "mit einem menschen sprechen", "Guten Tag, ich will mit einem Menschen sprechen",
       "Mit einem Menschen sprechen möchte ich nicht"},
      {"it", "parlare con una persona", "Vorrei parlare con una persona, grazie",
       "Non voglio parlare con una persona"},
      {"pt", "falar com uma pessoa", "Quero falar com uma pessoa, por favor",
       "Não quero falar com uma pessoa"},
  };
  for (const Case& c : cases) {
    const auto matcher = build({{.name = "person", .phrases = {c.phrase}}}, c.locale);
    const std::string wanted = c.wanted;
    CAPTURE(wanted);
    CHECK(chosen(matcher, c.wanted, c.locale) == "person");
    CHECK(chosen(matcher, c.unwanted, c.locale).empty());
  }
  const auto hello = build({{.name = "hi", .phrases = {"hola"}, .reply_only = true}}, "es");
  CHECK(chosen(hello, "¡Hola, buenos días!", "es") == "hi");
  CHECK(chosen(hello, "Hola, ¿tienen zapatos veganos?", "es").empty());
}

TEST_CASE("limits name the intent") {
  auto error = [](std::vector<IntentSpec> specs) {
    auto result = IntentMatcher::build(std::move(specs), "en");
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().status == parley::Status::limit);
    return result.error().message;
  };
  CHECK(error({{.name = "ok"}, {.name = "long", .phrases = {std::string(2000, 'x')}}})
            .find("intent \"long\": phrase 0") == 0);
  CHECK(error({{.name = "much",
                .examples = std::vector<std::string>(IntentMatcher::kMaxExamples + 1, "a")}})
            .find("intent \"much\"") == 0);
  CHECK(error(std::vector<IntentSpec>(IntentMatcher::kMaxIntents + 1)).find("10001") == 0);
}

TEST_CASE("words beyond the limit count as something else") {
  const auto matcher =
      build({{.name = "hi", .phrases = {"hello"}, .threshold_e4 = 5000, .reply_only = true}});
  std::string hellos;
  for (std::size_t i = 0; i < IntentMatcher::kMaxWords; ++i)
    hellos += "hello ";
  CHECK(chosen(matcher, hellos, "en") == "hi");
  std::string more = hellos;
  for (std::size_t i = 0; i < IntentMatcher::kMaxWords; ++i)
    more += "boots ";
  CHECK(chosen(matcher, more, "en").empty());
}

TEST_CASE("any bytes are understood within bounds, twice alike") {
  const auto matcher = build({{.name = "a", .phrases = {"ab b"}, .examples = {"b a", "not a"}},
                              {.name = "b", .keywords = {"b", "京"}, .reply_only = true}});
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    static constexpr std::string_view kPieces[] = {"a", "b",    " ",    ",",      "don't ", "京",
                                                   "é", "\xFF", "\xE4", "hello ", "1",      "\n"};
    std::string text;
    for (std::size_t n = random() % 30; n > 0; --n)
      text += kPieces[random() % 12];
    const auto one = matcher.match(text, "en");
    const auto two = matcher.match(text, "en");
    REQUIRE(one.ranked.size() == two.ranked.size());
    REQUIRE(one.chosen == two.chosen);
    for (std::size_t i = 0; i < one.ranked.size(); ++i) {
      REQUIRE(one.ranked[i].confidence_e4 == two.ranked[i].confidence_e4);
      REQUIRE(one.ranked[i].confidence_e4 >= 0);
      REQUIRE(one.ranked[i].confidence_e4 <= 10'000);
      for (const auto& r : one.ranked[i].reasons)
        REQUIRE(r.begin + r.size <= text.size());
    }
  }
}

TEST_CASE("whole-number roots, logarithms and cosines") {
  for (std::uint64_t x : {0ull, 1ull, 2ull, 3ull, 4ull, 99ull, 100ull, 1ull << 40, ~0ull}) {
    const std::uint64_t root = intent::integer_sqrt(x);
    CHECK(root <= 0xFFFF'FFFFull);
    CHECK(root * root <= x);
    CHECK((root == 0xFFFF'FFFFull || (root + 1) * (root + 1) > x));
  }
  CHECK(intent::log2_fixed(1) == 0);
  CHECK(intent::log2_fixed(2) == 256);
  CHECK(intent::log2_fixed(3) == 405);  // 1.58496 × 256 = 405.7
  CHECK(intent::log2_fixed(1000) == 2551);
  CHECK(intent::word_weight(0, 0) == 256);
  CHECK(intent::word_weight(1, 3) == 512);
  CHECK(intent::cosine_e4(100, intent::norm_of(100), intent::norm_of(100)) == 10'000);
  CHECK(intent::cosine_e4(50, intent::norm_of(100), intent::norm_of(100)) == 5'000);
  CHECK(intent::cosine_e4(0, 0, 0) == 0);
}
