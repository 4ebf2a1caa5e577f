#include "json/value.hpp"

#include <limits>

#include <doctest/doctest.h>

using namespace parley;
using json::Array;
using json::Object;
using json::parse;
using json::Value;
using json::write;

namespace {

std::string nested(std::size_t depth, std::string_view inside) {
  return std::string(depth, '[') + std::string(inside) + std::string(depth, ']');
}

void check_error(std::string_view text, std::string_view place, std::string_view hint) {
  CAPTURE(text);
  const auto result = parse(text);
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().status == Status::argument);
  CAPTURE(result.error().message);
  CHECK(result.error().message.find(place) != std::string::npos);
  CHECK(result.error().message.find(hint) != std::string::npos);
}

}  // namespace

TEST_CASE("every kind of value is read") {
  const auto read = parse(R"( {"a":[null,true,false,-7,1.5,"x"],"b":{}} )");
  REQUIRE(read.ok());
  const Array& items = read->array("a");
  REQUIRE(items.size() == 6);
  CHECK(items[0].is_null());
  CHECK(*items[1].as_bool());
  CHECK_FALSE(*items[2].as_bool());
  CHECK(*items[3].as_int() == -7);
  CHECK(*items[4].as_double() == 1.5);
  CHECK(*items[5].as_string() == "x");
  CHECK(read->find("b")->as_object()->empty());
}

TEST_CASE("reading a member of the wrong type gives the fallback") {
  const auto read = parse(R"({"s":"x","i":3,"whole":4.0,"part":4.5,"t":true,"a":[1],"o":{"k":1}})");
  REQUIRE(read.ok());
  CHECK(read->text("s") == "x");
  CHECK(read->text("i", "none") == "none");
  CHECK(read->integer("i") == 3);
  CHECK(read->integer("whole") == 4);
  CHECK(read->integer("part", -1) == -1);
  CHECK(read->integer("s", -1) == -1);
  CHECK(read->boolean("t"));
  CHECK(read->boolean("absent", true));
  CHECK(read->array("s").empty());
  CHECK(read->array("a").size() == 1);
  CHECK(read->object("a").empty());
  CHECK(read->object("o").size() == 1);
  CHECK(read->find("absent") == nullptr);
  CHECK(Value(1).find("s") == nullptr);
}

TEST_CASE("whole numbers are exact in 64 bits and doubles beyond") {
  CHECK(*parse("9223372036854775807")->as_int() == std::numeric_limits<std::int64_t>::max());
  CHECK(*parse("-9223372036854775808")->as_int() == std::numeric_limits<std::int64_t>::min());
  CHECK(*parse("9223372036854775808")->as_double() == 0x1p63);
  CHECK(*parse("18446744073709551616")->as_double() == 0x1p64);
  CHECK(*parse("[-9223372036854775809, 1e2]")->as_array()->front().as_double() == -0x1p63);
  CHECK(parse("1" + std::string(300, '0')).ok());
  CHECK(parse("1e-400")->number(1) == 0);
  check_error("1e400", "column 1", "range");
  check_error("[-1" + std::string(400, '0') + "]", "column 2", "range");
}

TEST_CASE("equal means the same data") {
  CHECK(*parse(R"({"a":1,"b":[2]})") == *parse(R"({"b":[2.0],"a":1.0})"));
  CHECK_FALSE(*parse(R"({"a":1})") == *parse(R"({"a":1,"b":null})"));
  CHECK_FALSE(*parse("[1,2]") == *parse("[2,1]"));
  CHECK_FALSE(Value(std::int64_t{9007199254740993}) == Value(9007199254740992.0));
  CHECK_FALSE(Value(1) == Value(true));
  CHECK_FALSE(Value(std::numeric_limits<std::int64_t>::max()) == Value(0x1p63));
}

TEST_CASE("errors name line, column and what would be right") {
  check_error("", "line 1, column 1", "expected a value");
  check_error("{\n  \"a\": 1,\n}", "line 3, column 1", "remove the comma");
  check_error("[1,]", "column 4", "remove the comma");
  check_error("[1 2]", "column 4", "',' or ']'");
  check_error("{\"a\" 1}", "column 6", "':'");
  check_error("{\"ä\": tru}", "column 7", "true, false, null");
  check_error("{a:1}", "column 2", "double quotes");
  check_error("{'a':1}", "column 2", "single quote");
  check_error("[1] // x", "column 5", "comment");
  check_error("01", "column 1", "leading zero");
  check_error("1.", "column 3", "digit after the point");
  check_error("1e", "column 3", "digit in the exponent");
  check_error("-", "column 2", "digit");
  check_error("\"a", "column 1", "without end");
  check_error("\"a\nb\"", "column 3", "escaped");
  check_error("\"\\x\"", "column 3", "after a backslash");
  check_error("\"\\u12g4\"", "column 4", "four hexadecimal digits");
  check_error("{} {}", "column 4", "end of the text");
  check_error("\xef\xbb\xbf{}", "column 1", "byte order mark");
  check_error("NaN", "column 1", "true, false, null");
}

TEST_CASE("the place is in the detail too") {
  const auto result = parse("{\n\"a\": x}");
  REQUIRE_FALSE(result.ok());
  const auto detail = parse(result.error().detail);
  REQUIRE(detail.ok());
  CHECK(detail->integer("line") == 2);
  CHECK(detail->integer("column") == 6);
  CHECK(detail->integer("offset") == 7);
}

TEST_CASE("a member twice is refused, also behind many and when escaped") {
  check_error(R"({"a":1,"a":2})", "column 8", "twice");
  check_error(R"({"a":1,"\u0061":2})", "column 8", "twice");
  std::string many = "{";
  for (int i = 0; i < 40; ++i)
    many += "\"m" + std::to_string(i) + "\":0,";
  CHECK(parse(many + "\"last\":0}").ok());
  check_error(many + "\"m7\":0}", "line 1", "\"m7\" appears twice");
}

TEST_CASE("depth is limited, and a bomb costs nothing") {
  const std::string objects = "{\"a\":";
  std::string deep;
  for (std::size_t i = 0; i < json::kMaxDepth; ++i)
    deep += objects;
  CHECK(parse(deep + "1" + std::string(json::kMaxDepth, '}')).ok());
  for (const std::string_view inside : {"", "1"}) {
    CHECK(parse(nested(json::kMaxDepth, inside)).ok());
    check_error(nested(json::kMaxDepth + 1, inside), "column 65", "at most 64");
  }
  check_error(std::string(1'000'000, '['), "column 65", "at most 64");
}

TEST_CASE("text is Unicode: escapes, pairs, NUL; nothing else") {
  CHECK(*parse(R"("\u00e9\ud83d\ude00\u0000\/")")->as_string() ==
        std::string("\xc3\xa9\xf0\x9f\x98\x80\0/", 8));
  check_error(R"("\ud800")", "column 2", "surrogate");
  check_error(R"("\udc00")", "column 2", "surrogate");
  check_error(R"("\ud800\u0041")", "column 2", "surrogate");
  for (const std::string bytes : {"\x80", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
    check_error("\"" + bytes + "\"", "column 2", "no UTF-8");
  }
  check_error(std::string_view("1\0", 2), "column 2", "0x00");
  check_error(std::string_view("\"a\0\"", 4), "column 3", "0x00");
}

TEST_CASE("texts of a megabyte come back whole, and small ones still work after") {
  const std::string big(1 << 20, 'x');
  const auto read = parse(write(Value(Array{Value(big), Value("\n")})));
  REQUIRE(read.ok());
  CHECK(*read->as_array()->front().as_string() == big);
  CHECK(parse("{}").ok());
}

TEST_CASE("parse: an empty text, also one that points nowhere") {
  CHECK(parse({}).error().message.find("line 1, column 1") != std::string::npos);
  CHECK(!parse("").ok());
}
