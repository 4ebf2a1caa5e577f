#include "failure.hpp"

#include <algorithm>

#include <doctest/doctest.h>

using namespace parley;
using namespace parley::cli;

namespace {

std::int64_t lines(const std::string& text) {
  return std::ranges::count(text, '\n');
}

Error config_error(int faults) {
  std::string detail = R"({"errors":[)";
  for (int i = 0; i < faults; ++i) {
    if (i > 0) detail += ',';
    detail += R"({"pointer":"/intents/)" + std::to_string(i) +
              R"(","message":"is a number","expected":"an object"})";
  }
  return {Status::config, "the document has faults", detail + "]}"};
}

}  // namespace

TEST_CASE("each status has its exit code") {
  const auto code = [](Status status, std::string message = "m") {
    return exit_code({status, std::move(message), {}});
  };
  CHECK(code(Status::argument) == 2);
  CHECK(code(Status::config) == 2);
  CHECK(code(Status::not_found) == 2);
  CHECK(code(Status::limit) == 2);
  CHECK(code(Status::version) == 3);
  CHECK(code(Status::state, "not available in this version") == 3);
  CHECK(code(Status::state, "the session is closed") == 1);
  CHECK(code(Status::busy) == 4);
  CHECK(code(Status::store) == 5);
  CHECK(code(Status::internal) == 1);
  CHECK(exit_code({Status::store, "m", R"({"exit":2})"}) == 2);
}

TEST_CASE("an error says what, why and what to do") {
  const Error error{Status::argument, "no such thing",
                    R"({"causes":["it was never there"],"hint":"make it"})"};
  CHECK(error_text(error, false) == "error: no such thing\n  it was never there\nhint: make it\n");
}

TEST_CASE("an error has at most five lines and still names every fault") {
  for (const int faults : {0, 1, 3, 4, 7, 50}) {
    Error error = config_error(faults);
    error.message += "\nand more";
    const std::string text = error_text(error, false);
    CHECK(lines(text) <= 5);
    for (int i = 0; i < faults; ++i) {
      CHECK(text.find("/intents/" + std::to_string(i) + ": is a number; expected an object") !=
            std::string::npos);
    }
  }
}

TEST_CASE("colour is written only when asked for, and never what the message brings along") {
  const Error error{Status::argument, "bad \x1b[2J name", {}};
  CHECK(error_text(error, false).find('\x1b') == std::string::npos);
  CHECK(error_text(error, true).starts_with("\x1b[31merror:\x1b[0m bad "));
}

TEST_CASE("faults of a file are told by line and column") {
  const std::string text = "{\n  \"name\": \"x\",\n  \"intents\": [\n    7,\n    8\n  ]\n}\n";
  const Error error = with_places(config_error(2), "shop.json", text);
  const std::string told = error_text(error, false);
  CHECK(told.starts_with("error: shop.json: the document has faults\n"));
  CHECK(told.find("shop.json:4:5 /intents/0: is a number") != std::string::npos);
  CHECK(told.find("shop.json:5:5 /intents/1: is a number") != std::string::npos);
}

TEST_CASE(
    "a pointer is found through nested members, escapes and strings that look like structure") {
  const std::string text =
      R"({"a": "}]\"", "b/c": [ {"x": [1, 2]}, {"~y": {"deep": true}} ], "é": null})";
  const auto at = [&](std::string_view pointer) {
    return text.substr(locate_pointer(text, pointer));
  };
  CHECK(at("").starts_with("{\"a\""));
  CHECK(at("/b~1c").starts_with("\"b/c\""));
  CHECK(at("/b~1c/0").starts_with("{\"x\""));
  CHECK(at("/b~1c/0/x/1").starts_with("2]"));
  CHECK(at("/b~1c/1/~0y/deep").starts_with("\"deep\": true"));
  CHECK(at("/é").starts_with("\"é\": null"));
}

TEST_CASE("a pointer to what is missing leads to what is around it") {
  const std::string text = R"({"a": {"b": 1}, "c": [1]})";
  CHECK(text.substr(locate_pointer(text, "/a/nothing")).starts_with("\"a\""));
  CHECK(text.substr(locate_pointer(text, "/c/9")).starts_with("\"c\""));
  CHECK(text.substr(locate_pointer(text, "/c/0/deeper")).starts_with("1]"));
  CHECK(locate_pointer("", "/a") == 0);
  CHECK(locate_pointer("{\"a", "/a") <= 3);
}
