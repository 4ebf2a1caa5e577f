#include "base/id_text.hpp"

#include <string>

#include <doctest/doctest.h>

using parley::valid_id;

TEST_CASE("an id has 1 to 128 bytes") {
  CHECK_FALSE(valid_id(""));
  CHECK(valid_id("a"));
  CHECK(valid_id(std::string(128, 'x')));
  CHECK_FALSE(valid_id(std::string(129, 'x')));
}

TEST_CASE("an id may be any UTF-8 that shows") {
  CHECK(valid_id("Bäckerei 7/ä"));
  CHECK(valid_id("\xE4\xB8\xAD\xF0\x9F\x98\x80"));
  CHECK(valid_id("\xC2\xA0"));
  CHECK(valid_id("\xF4\x8F\xBF\xBF"));
}

TEST_CASE("control characters are refused wherever they stand") {
  CHECK_FALSE(valid_id(std::string_view("\0", 1)));
  CHECK_FALSE(valid_id(std::string_view("a\0b", 3)));
  CHECK_FALSE(valid_id("a\n"));
  CHECK_FALSE(valid_id("\x1F"));
  CHECK_FALSE(valid_id("\x7F"));
  CHECK_FALSE(valid_id("\xC2\x80"));
  CHECK_FALSE(valid_id("\xC2\x9F"));
  CHECK(valid_id(" "));
}

TEST_CASE("what is not UTF-8 is refused") {
  const char* bad[] = {"\x80",
                       "\xFF",
                       "\xC3",
                       "a\xE4\xB8",
                       "\xC0\xAF",
                       "\xE0\x80\xAF",
                       "\xED\xA0\x80",
                       "\xED\xBF\xBF",
                       "\xF4\x90\x80\x80",
                       "\xF0\x80\x80\x80",
                       "\xC3x",
                       "\xF8\x88\x80\x80\x80"};
  for (const char* text : bad) {
    CAPTURE(text);
    CHECK_FALSE(valid_id(text));
  }
}
