#include <cmath>
#include <limits>
#include <random>

#include <doctest/doctest.h>

#include "json/value.hpp"
#include "json/writer.hpp"

using namespace parley;
using json::Array;
using json::Object;
using json::parse;
using json::Value;
using json::write;
using json::Writer;

namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

std::string random_text(std::mt19937_64& random) {
  static constexpr std::string_view kPieces[] = {"a",    "\"",       "\\",  "\n",
                                                 "\x01", "\xc3\xa9", "\t/", "\xf0\x9f\x98\x80"};
  std::string out;
  for (std::uint64_t left = random() % 20; left > 0; --left)
    out += kPieces[random() % 8];
  if (random() % 8 == 0) out.push_back('\0');
  return out;
}

double random_double(std::mt19937_64& random) {
  const double number = std::ldexp(static_cast<double>(static_cast<std::int64_t>(random())),
                                   static_cast<int>(random() % 2000) - 1050);
  return std::isfinite(number) ? number : 0.1;
}

Value random_value(std::mt19937_64& random, int depth) {
  switch (random() % (depth > 0 ? 8 : 6)) {
    case 0:
      return {};
    case 1:
      return random() % 2 == 0;
    case 2:
      return static_cast<std::int64_t>(random());
    case 3:
      return static_cast<std::int64_t>(random() % 100);
    case 4:
      return random_double(random);
    case 5:
      return random_text(random);
    case 6: {
      Array out;
      for (std::uint64_t left = random() % 5; left > 0; --left) {
        out.push_back(random_value(random, depth - 1));
      }
      return out;
    }
    default: {
      Object out;
      for (std::uint64_t left = random() % 20; left > 0; --left) {
        out.emplace_back(std::to_string(left) + random_text(random),
                         random_value(random, depth - 1));
      }
      return out;
    }
  }
}

}  // namespace

TEST_CASE("what is written reads back the same, whatever the form") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const Value value = random_value(random, 5);
    const std::string text = write(value);
    const auto read = parse(text);
    REQUIRE(read.ok());
    CHECK(*read == value);
    CHECK(write(*read) == text);
    CHECK(*parse(json::write_pretty(value)) == value);
    CHECK(json::write_canonical(*parse(json::write_canonical(value))) ==
          json::write_canonical(value));
  }
}

TEST_CASE("a text torn anywhere is refused with a place inside it") {
  std::mt19937_64 random(7);
  const std::string text = R"({"a":[1,-2.5e3,true,null],"é\n":{"\ud83d\ude00":"x"}})";
  for (std::size_t size = 0; size < text.size(); ++size) {
    CAPTURE(size);
    const auto torn = parse(std::string_view(text).substr(0, size));
    REQUIRE_FALSE(torn.ok());
    CHECK(parse(torn.error().detail)->integer("offset", -1) <= static_cast<std::int64_t>(size));
  }
  for (int round = 0; round < 3000; ++round) {
    std::string damaged = text;
    damaged[random() % damaged.size()] = static_cast<char>(random());
    const auto result = parse(damaged);
    CAPTURE(damaged);
    if (result.ok()) {
      CHECK(*parse(write(*result)) == *result);
    } else {
      CHECK(result.error().message.find("line") != std::string::npos);
    }
  }
}

TEST_CASE("numbers have one form each") {
  CHECK(write(Value(1.0)) == "1");
  CHECK(write(Value(-0.0)) == "0");
  CHECK(write(Value(1e15)) == "1000000000000000");
  CHECK(write(Value(0.1)) == "0.1");
  CHECK(write(Value(5e-324)) == "5e-324");
  CHECK(write(Value(1.7976931348623157e308)) == "1.7976931348623157e+308");
  CHECK(write(Value(std::numeric_limits<double>::infinity())) == "null");
  CHECK(write(Value(std::numeric_limits<double>::quiet_NaN())) == "null");
  CHECK(write(Value(std::numeric_limits<std::int64_t>::min())) == "-9223372036854775808");
}

TEST_CASE("strings are escaped as little as JSON allows") {
  CHECK(write(Value("plain text, longer than eight bytes")) ==
        "\"plain text, longer than eight bytes\"");
  CHECK(write(Value(std::string("a\"\\\b\f\n\r\t\x1f\x7f/\0", 12))) ==
        "\"a\\\"\\\\\\b\\f\\n\\r\\t\\u001f\x7f/\\u0000\"");
  for (std::size_t place = 0; place < 20; ++place) {
    std::string text(20, 'x');
    text[place] = '\n';
    CHECK(*parse(write(Value(text)))->as_string() == text);
  }
}

TEST_CASE("bytes that are no UTF-8 become the replacement character") {
  const auto written = [](std::string_view text) {
    return *parse(write(Value(text)))->as_string();
  };
  CHECK(written("a\xff"
                "b") == "a" + std::string(kReplacement) + "b");
  CHECK(written("\xe2\x82") == kReplacement);
  CHECK(written("\xe2\x82x") == std::string(kReplacement) + "x");
  CHECK(written("\xc0\xaf") == std::string(kReplacement) + std::string(kReplacement));
  CHECK(written("\xf0\x9f\x98\x80\xe2\x82\xac") == "\xf0\x9f\x98\x80\xe2\x82\xac");
}

TEST_CASE("canonical text does not depend on the order of members") {
  const auto a = parse(R"({"b":1.0,"a":{"y":[1e2],"x":null},"B":""})");
  const auto b = parse(R"({"B":"","a":{"x":null,"y":[100]},"b":1})");
  CHECK(json::write_canonical(*a) == R"({"B":"","a":{"x":null,"y":[100]},"b":1})");
  CHECK(json::write_canonical(*a) == json::write_canonical(*b));
  CHECK(json::write_canonical(Value(Object{})) == "{}");
}

TEST_CASE("pretty text is indented by two blanks") {
  CHECK(json::write_pretty(*parse(R"({"a":[1,{}],"b":{"c":[]}})")) ==
        "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": {\n    \"c\": []\n  }\n}");
}

TEST_CASE("the writer sets commas and colons") {
  std::string out = "x";
  Writer writer(out);
  writer.begin_object()
      .member("text", "a\"b")
      .member("string", std::string("s"))
      .member("int", -3)
      .member("size", std::size_t{18446744073709551615u})
      .member("yes", true)
      .member("half", 0.5)
      .member("value", Value(Array{Value(1), Value()}))
      .key("empty")
      .begin_array()
      .end_array()
      .key("list")
      .begin_array()
      .value(1)
      .begin_object()
      .end_object()
      .null()
      .raw("[2]")
      .end_array()
      .key("none")
      .null()
      .end_object();
  CHECK(out == R"(x{"text":"a\"b","string":"s","int":-3,"size":18446744073709551615,"yes":true,)"
               R"("half":0.5,"value":[1,null],"empty":[],"list":[1,{},null,[2]],"none":null})");
}

TEST_CASE("fixed-point numbers lose no digit") {
  const auto fixed = [](std::int64_t number) {
    std::string out;
    Writer(out).fixed_e4(number);
    return out;
  };
  CHECK(fixed(0) == "0");
  CHECK(fixed(10000) == "1");
  CHECK(fixed(12345) == "1.2345");
  CHECK(fixed(12300) == "1.23");
  CHECK(fixed(5) == "0.0005");
  CHECK(fixed(-5) == "-0.0005");
  CHECK(fixed(-120030) == "-12.003");
  CHECK(fixed(std::numeric_limits<std::int64_t>::min()) == "-922337203685477.5808");
}
