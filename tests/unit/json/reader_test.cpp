#include "json/reader.hpp"

#include <limits>
#include <string>

#include <doctest/doctest.h>

#include "json/value.hpp"

using namespace parley::json;

namespace {

std::string unescaped(std::string_view text) {
  Reader reader(text);
  std::string_view raw;
  REQUIRE(reader.string(raw));
  CHECK(reader.finish());
  std::string out;
  unescape(out, raw);
  return out;
}

std::int64_t integer_of(std::string_view text) {
  Reader reader(text);
  std::int64_t number = 0;
  CHECK(reader.integer(number));
  CHECK(reader.finish());
  return number;
}

}  // namespace

TEST_CASE("reader: members in the order of the text, those not wanted skipped") {
  Reader reader(R"( {"skip":{"a":[1,{"b":null}],"c":"}"},"id":"x\"y","n":7,"on":true,"":[]} )");
  REQUIRE(reader.begin_object());
  std::string seen;
  for (std::string_view name; reader.next_member(name);) {
    seen.append(name).append(";");
    std::string_view raw;
    std::int64_t number = 0;
    bool on = false;
    if (name == "id") {
      CHECK(reader.string(raw));
      CHECK(raw == R"(x\"y)");
    } else if (name == "n") {
      CHECK(reader.integer(number));
      CHECK(number == 7);
    } else if (name == "on") {
      CHECK(reader.boolean(on));
      CHECK(on);
    } else {
      CHECK(reader.skip());
    }
  }
  CHECK(reader.finish());
  CHECK(seen == "skip;id;n;on;;");
}

TEST_CASE("reader: items, nested and empty") {
  Reader reader("[[], [1, 2], {}]");
  REQUIRE(reader.begin_array());
  int items = 0;
  while (reader.next_item()) {
    ++items;
    if (reader.kind() == Reader::Kind::object) {
      CHECK(reader.skip());
      continue;
    }
    CHECK(reader.begin_array());
    std::int64_t number = 0;
    while (reader.next_item())
      CHECK(reader.integer(number));
  }
  CHECK(items == 3);
  CHECK(reader.finish());
}

TEST_CASE("reader: raw gives a value as it stands") {
  Reader reader(R"({"a": {"city" : "Köln"} , "b":1})");
  std::string_view name;
  std::string_view raw;
  REQUIRE(reader.begin_object());
  REQUIRE(reader.next_member(name));
  CHECK(reader.raw(raw));
  CHECK(raw == R"({"city" : "Köln"})");
}

TEST_CASE("reader: escapes, pairs of surrogates and halves of them") {
  CHECK(unescaped(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
  CHECK(unescaped(R"("\u0041\u00e9\u20AC")") == "A\xc3\xa9\xe2\x82\xac");
  CHECK(unescaped(R"("\ud83d\ude00")") == "\xf0\x9f\x98\x80");
  CHECK(unescaped(R"("\ud83d")") == "\xed\xa0\xbd");
  CHECK(unescaped(R"("\ude00x")") == "\xed\xb8\x80x");
  CHECK(unescaped(R"("\ud83d\ud83d\ude00")") == "\xed\xa0\xbd\xf0\x9f\x98\x80");
  CHECK(unescaped(R"("a\u0000b")") == std::string("a\0b", 3));
}

TEST_CASE("reader: a name with escapes is the name it means") {
  Reader reader(R"({"\u0061b":1})");
  std::string_view name;
  REQUIRE(reader.begin_object());
  REQUIRE(reader.next_member(name));
  CHECK(name == "ab");
}

TEST_CASE("reader: whole numbers; fractions are dropped, the rest is the limit") {
  CHECK(integer_of("-12") == -12);
  CHECK(integer_of("3.9") == 3);
  CHECK(integer_of("1e3") == 1000);
  CHECK(integer_of("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(integer_of("9223372036854775808") == std::numeric_limits<std::int64_t>::max());
  CHECK(integer_of("-1e999") == std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("reader: the wrong kind is a fault that stays") {
  Reader reader(R"(["x"])");
  std::int64_t number = 0;
  REQUIRE(reader.begin_array());
  REQUIRE(reader.next_item());
  CHECK(!reader.integer(number));
  CHECK(!reader.skip());
  CHECK(!reader.ok());
  CHECK(!reader.finish());
  CHECK(reader.kind() == Reader::Kind::fault);
}

TEST_CASE("reader: texts that are no JSON") {
  for (const char* text :
       {"",       " ",        "{",       "[",        "{]",          "[1",        "[1,]",
        "[,1]",   "{,}",      "{\"a\"}", "{\"a\":}", "{a:1}",       "[1 2]",     "\"",
        "\"\\\"", "\"\\x\"",  "\"\\u12", "\"\\u12g", "\"\\u12g4\"", "01",        "-",
        "1.",     "1e",       "+1",      ".5",       "tru",         "nul",       "truee",
        "1 1",    "\"a\nb\"", "{} {}",   "[}",       "{\"a\":1,}",  "{\"a\" 1}", "{1:2}",
        "\x01",   "\"\x1f\"", "[[]",     "]",        "nan"}) {
    CAPTURE(text);
    CHECK(!is_json(text));
    CHECK(!parse(text).ok());
  }
}

TEST_CASE("reader: texts that are JSON, and every torn piece of them is none") {
  const std::string text =
      R"({"id":"chatcmpl-1","choices":[{"index":0,"delta":{"content":"K\u00f6ln \ud83d\ude00"},)"
      R"("finish_reason":null}],"usage":{"n":-1.5e+3,"z":0},"t":true,"f":false,"e":[],"o":{}})";
  CHECK(is_json(text));
  for (std::size_t at = 0; at < text.size(); ++at) {
    CHECK(!is_json(text.substr(0, at)));
  }
}

TEST_CASE("reader: deep nesting is a fault, up to the limit it is not") {
  const auto nested = [](int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
  };
  CHECK(is_json(nested(Reader::kMaxDepth)));
  CHECK(!is_json(nested(Reader::kMaxDepth + 1)));
  CHECK(!is_json(std::string(100'000, '{')));
}

TEST_CASE("reader: long runs are skipped, and a quote is found at each place of a word") {
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string text = "\"" + std::string(size, '\xc3') + "\"";
    CHECK(is_json(text));
    CHECK(!is_json(text + "\""));
    CHECK(!is_json("\"" + std::string(size, 'a') + "\x1f" + "aaaaaaaaa\""));
  }
}
