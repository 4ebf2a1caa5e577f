#include "retrieval/dictionary.hpp"

#include <string>

#include <doctest/doctest.h>

using parley::retrieval::Dictionary;

TEST_CASE("terms keep their number, also in copies and beside later ones") {
  Dictionary newest;
  CHECK(newest.find("x") == Dictionary::kNone);
  for (int i = 0; i < 5000; ++i) {
    CHECK(newest.intern("term" + std::to_string(i)) == static_cast<std::uint32_t>(i));
  }
  const Dictionary older = newest;
  CHECK(newest.intern("later") == 5000);
  CHECK(older.find("later") == Dictionary::kNone);
  for (int i = 0; i < 5000; i += 7) {
    const std::string term = "term" + std::to_string(i);
    CHECK(newest.intern(term) == static_cast<std::uint32_t>(i));
    CHECK(older.find(term) == static_cast<std::uint32_t>(i));
    CHECK(older.term(static_cast<std::uint32_t>(i)) == term);
  }
}

TEST_CASE("a term longer than an arena and the empty one are terms like others") {
  Dictionary dictionary;
  const std::string large(100'000, 'a');
  CHECK(dictionary.intern(large) == 0);
  CHECK(dictionary.intern("") == 1);
  CHECK(dictionary.intern("b") == 2);
  CHECK(dictionary.find(large) == 0);
  CHECK(dictionary.find("") == 1);
}
