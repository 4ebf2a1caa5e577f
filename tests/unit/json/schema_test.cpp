#include "json/schema.hpp"

#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

using namespace parley;
using json::Fault;
using json::parse;
using json::Schema;
using json::Value;

namespace {

std::string file(const std::string& path) {
  std::ifstream in(PARLEY_SOURCE_DIR "/" + path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

Schema compiled(std::string_view text) {
  auto schema = Schema::compile(text);
  CAPTURE(text);
  if (!schema.ok()) FAIL(schema.error().message);
  return *std::move(schema);
}

// Faults as "pointer|message|expected" lines.
std::string faults(std::string_view schema, std::string_view value, std::size_t limit = 50) {
  const auto instance = parse(value);
  REQUIRE(instance.ok());
  std::string out;
  for (const Fault& fault : compiled(schema).check(*instance, {}, limit)) {
    if (!out.empty()) out += "\n";
    out += fault.pointer + "|" + fault.message + "|" + fault.expected;
  }
  return out;
}

bool has_pointer(const std::vector<Fault>& list, std::string_view pointer) {
  for (const Fault& fault : list) {
    // Of a choice at the root, a general validator only knows that none fits; we say where.
    if (fault.pointer == pointer || (pointer.empty() && fault.pointer.starts_with('/')))
      return true;
  }
  return false;
}

}  // namespace

TEST_CASE("published schemas judge the shared cases as any validator would") {
  const auto cases = parse(file("tests/unit/json/schema_cases.json"));
  REQUIRE(cases.ok());
  REQUIRE(cases->as_array()->size() >= 100);
  for (const Value& one : *cases->as_array()) {
    const auto schema = compiled(file("schemas/" + std::string(one.text("schema")) + ".json"));
    CAPTURE(json::write(one));
    const auto found = schema.check(*one.find("instance"), one.text("def"));
    CHECK(found.empty() == one.boolean("valid"));
    if (found.empty()) continue;
    CHECK(has_pointer(found, one.text("pointer")));
    for (const Fault& fault : found)
      CHECK_FALSE((fault.message.empty() || fault.expected.empty()));
  }
}

TEST_CASE("faults say what would be right") {
  CHECK(faults(R"({"type":"integer","minimum":1,"maximum":9})", "\"x\"") ==
        "|is a string|an integer from 1 to 9");
  CHECK(faults(R"({"type":["integer","null"]})", "1.5") == "|is 1.5|an integer or null");
  CHECK(faults(R"({"minimum":2})", "1") == "|is 1|a value");
  CHECK(faults(R"({"type":"number","exclusiveMinimum":0})", "0") == "|is 0|a number above 0");
  CHECK(faults(R"({"type":"number","maximum":3})", "4") == "|is 4|a number of at most 3");
  CHECK(faults(R"({"enum":["queue","merge",1]})", "\"quue\"") ==
        R"(|is "quue"|"queue", "merge" or 1; did you mean "queue"?)");
  CHECK(faults(R"({"const":{"a":1}})", R"({"a":2})") == "|is an object|an object");
  CHECK(faults(R"({"minLength":2,"maxLength":3})", "\"é\"") ==
        "|has 1 character|2 to 3 characters");
  CHECK(faults(R"({"minLength":2})", "\"\"") == "|has 0 characters|at least 2 characters");
  CHECK(faults(R"({"maxItems":1})", "[1,2]") == "|has 2 items|at most 1 item");
  CHECK(faults(R"({"minItems":2,"maxItems":2})", "[1]") == "|has 1 item|exactly 2 items");
  CHECK(faults(R"({"pattern":"^[^\u0000]$"})", "\"\"") ==
        R"(|does not have the right form|a string of the form ^[^\u0000]$)");
  CHECK(faults(R"({"pattern":"^a$","description":"An a."})", "\"b\"") ==
        "|does not have the right form|An a. (^a$)");
  CHECK(faults(R"({"not":{"required":["x"]}})", R"({"x":1})") ==
        R"(|has a member "x"|no member "x")");
  CHECK(faults("false", "1") == "|is not allowed|nothing here");
}

TEST_CASE("members: missing, unknown, misspelt, badly named") {
  constexpr std::string_view kSchema =
      R"({"properties":{"locale":{"type":"string"},"k":{"type":"integer"}},
          "required":["k"],"additionalProperties":false})";
  CHECK(faults(kSchema, R"({"k":1})").empty());
  CHECK(faults(kSchema, "{}") == "/k|is missing|an integer");
  CHECK(faults(kSchema, R"({"k":1,"local":1})") == R"(/local|is unknown|did you mean "locale"?)");
  CHECK(faults(kSchema, R"({"k":1,"a/b~":1})") == R"(/a~1b~0|is unknown|a member "k" or "locale")");
  CHECK(faults(R"({"propertyNames":{"pattern":"^a$"}})", R"({"b":1})") ==
        "/b|has a name that does not have the right form|a string of the form ^a$");
  CHECK(
      faults(
          R"({"patternProperties":{"^n":{"type":"number"}},"additionalProperties":{"type":"string"}})",
          R"({"n1":"x","t":"y","u":1})") == "/n1|is a string|a number\n/u|is 1|a string");
  CHECK(faults(R"({"properties":{"http":{"type":"object"}},"if":{"required":["x"]},
                   "then":{"required":["http"]}})",
               R"({"x":1})") == "/http|is missing|an object");
}

TEST_CASE("items: by place, all alike, unique") {
  constexpr std::string_view kSchema =
      R"({"prefixItems":[{"type":"string"}],"items":{"type":"integer"},"uniqueItems":true})";
  CHECK(faults(kSchema, R"(["a",1,2])").empty());
  CHECK(faults(kSchema, R"([1,"a"])") == "/0|is 1|a string\n/1|is a string|an integer");
  CHECK(faults(R"({"uniqueItems":true})", "[1,1.0]") == "|has an item twice|each item once");
  std::string many = "[";
  for (int i = 0; i < 40; ++i)
    many += std::to_string(i) + ",";
  CHECK(faults(R"({"uniqueItems":true})", many + "40]").empty());
  CHECK(faults(R"({"uniqueItems":true})", many + "7.0]") == "|has an item twice|each item once");
}

TEST_CASE("all faults at once, up to the limit") {
  constexpr std::string_view kSchema = R"({"items":{"type":"string"},"maxItems":3})";
  CHECK(faults(kSchema, "[1,2,\"x\",3]") ==
        "|has 4 items|at most 3 items\n/0|is 1|a string\n/1|is 2|a string\n/3|is 3|a string");
  CHECK(faults(kSchema, "[1,2,3,4]", 2) == "|has 4 items|at most 3 items\n/0|is 1|a string");
  CHECK(faults(kSchema, "[1]", 0) == "/0|is 1|a string");  // never valid for lack of room
  CHECK(faults(R"({"allOf":[{"type":"string"},{"type":"string"}]})", "1") == "|is 1|a string");
}

TEST_CASE("of several forms the one that was meant is explained") {
  constexpr std::string_view kKinds =
      R"({"oneOf":[
          {"properties":{"kind":{"const":"note"},"text":{"type":"string"}},"required":["kind","text"]},
          {"properties":{"kind":{"const":"rate"},"stars":{"enum":["up","down"]}},
           "required":["kind","stars"]}]})";
  CHECK(faults(kKinds, R"({"kind":"note","text":"x"})").empty());
  CHECK(faults(kKinds, R"({"kind":"note"})") == "/text|is missing|a string");
  CHECK(faults(kKinds, R"({"kind":"rate","stars":5})") == R"(/stars|is 5|"up" or "down")");
  CHECK(faults(kKinds, R"({"kind":"nte"})") ==
        R"(/kind|is "nte"|"note" or "rate"; did you mean "note"?)");
  CHECK(faults(kKinds, "{}") == R"(/kind|is missing|"note" or "rate")");
  constexpr std::string_view kTypes =
      R"({"anyOf":[{"type":"boolean"},{"type":"object","required":["n"],
          "properties":{"n":{"type":"integer"}}}]})";
  CHECK(faults(kTypes, "true").empty());
  CHECK(faults(kTypes, "{}") == "/n|is missing|an integer");
  CHECK(faults(kTypes, "\"yes\"") == R"(|is a string|a boolean or an object with "n")");
  constexpr std::string_view kEither = R"({"oneOf":[{"required":["a"]},{"required":["b"]}]})";
  CHECK(faults(kEither, "{}") == R"(|fits none of the forms|"a" or "b")");
  CHECK(faults(kEither, R"({"a":1,"b":1})") ==
        R"(|fits several forms at once|exactly one of "a" or "b")");
}

TEST_CASE("numbers compare exactly and whole doubles are integers") {
  CHECK(faults(R"({"maximum":9007199254740992})", "9007199254740993") != "");
  CHECK(faults(R"({"type":"integer"})", "2.0").empty());
  CHECK(faults(R"({"type":"integer"})", "1e300").empty());
  CHECK(faults(R"({"type":"number"})", "2").empty());
}

TEST_CASE("references may come back to a schema below another value only") {
  const auto tree = compiled(
      R"({"$ref":"#/$defs/node","$defs":{"node":{"type":"object",
          "properties":{"next":{"$ref":"#/$defs/node"}},"additionalProperties":false}}})");
  CHECK(tree.check(*parse(R"({"next":{"next":{}}})")).empty());
  const auto found = tree.check(*parse(R"({"next":{"next":{"nxt":1}}})"));
  REQUIRE(found.size() == 1);
  CHECK(found[0].pointer == "/next/next/nxt");
  CHECK_FALSE(Schema::compile(R"({"$ref":"#"})").ok());
  CHECK_FALSE(Schema::compile(R"({"$ref":"#/$defs/a","$defs":{"a":{"anyOf":[{"$ref":"#/$defs/b"}]},
                               "b":{"not":{"$ref":"#/$defs/a"}}}})")
                  .ok());
}

TEST_CASE("a definition is checked by its name; an unknown one is a fault") {
  const auto schema = compiled(R"({"type":"array","$defs":{"n":{"type":"number"}}})");
  CHECK(schema.check(Value(1), "n").empty());
  CHECK(schema.check(Value(1)).size() == 1);
  CHECK(schema.check(Value(1), "m").size() == 1);
}

TEST_CASE("what is no schema of ours is refused") {
  for (const std::string_view bad :
       {"{", "1", R"({"typ":"string"})", R"({"type":"text"})", R"({"minimum":"1"})",
        R"({"maxLength":-1})", R"({"pattern":"("})", R"({"$ref":"other.json"})",
        R"({"$ref":"#/$defs/none"})", R"({"required":"a"})", R"({"required":[1]})",
        R"({"properties":[]})", R"({"oneOf":[]})", R"({"enum":1})", R"({"items":[]})",
        R"({"uniqueItems":1})", R"({"properties":{"a":{"unknown":1}}})",
        R"({"$defs":{"unused":{"unknown":1}}})"}) {
    CAPTURE(bad);
    const auto result = Schema::compile(bad);
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().status == Status::internal);
  }
}

TEST_CASE("one error carries all faults") {
  const Error error =
      json::to_error(Status::config, "tenant document is not valid",
                     {{"/name", "is missing", "a string"}, {"", "is 1", "an \"x\""}});
  CHECK(error.status == Status::config);
  CHECK(error.message ==
        "tenant document is not valid: /name is missing; expected a string (and 1 more)");
  CHECK(error.detail ==
        R"({"errors":[{"pointer":"/name","message":"is missing","expected":"a string"},)"
        R"({"pointer":"","message":"is 1","expected":"an \"x\""}]})");
}
