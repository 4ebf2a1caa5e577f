#include "layout.hpp"

#include <doctest/doctest.h>

using namespace parley::cli;

TEST_CASE("columns: marks take none, wide characters two") {
  CHECK(columns("abc") == 3);
  CHECK(columns("é") == 1);
  CHECK(columns("e\xcc\x81") == 1);
  CHECK(columns("日本") == 4);
  CHECK(columns("") == 0);
}

TEST_CASE("printable keeps text and takes what a terminal would obey") {
  CHECK(printable("a\tb\nc é 日") == "a\tb\nc é 日");
  CHECK(printable("\x1b[31mred\x07\r") == "�[31mred��");
  CHECK(printable("\xc2\x9b"
                  "2J") == "�2J");
  CHECK(printable("\xff") == "�");
  CHECK(printable("a\xe2\x80\xae"
                  "b") == "a�b");  // right-to-left override
}

TEST_CASE("wrap breaks at blanks, never within a word") {
  CHECK(wrap("one two three", 8) == "one two\nthree");
  CHECK(wrap("one two three", 0) == "one two three");
  CHECK(wrap("unbreakableword x", 5) == "unbreakableword\nx");
  CHECK(wrap("a\nb", 10) == "a\nb");
}

TEST_CASE("wrap indents every line but leaves empty ones empty") {
  CHECK(wrap("one two\n\nthree", 40, 2) == "  one two\n\n  three");
  CHECK(wrap("one two three four five", 14, 2) == "  one two\n  three four\n  five");
}

TEST_CASE("a text in pieces wraps as the whole does when pieces end at blanks") {
  WrapStream stream(10);
  std::string out;
  for (const char* piece : {"one two ", "three ", "four ", "five"})
    out += stream.feed(piece);
  CHECK(out == "one two \nthree four \nfive");
}

TEST_CASE("shorten says that something is missing") {
  CHECK(shorten("abcdef", 6) == "abcdef");
  CHECK(shorten("abcdefg", 6) == "abcde…");
  CHECK(shorten("日本語", 5) == "日本…");
}

TEST_CASE("tables line up by columns, not bytes") {
  Table table({"ID", "NAME"});
  CHECK(table.empty());
  table.add({"é", "one"});
  table.add({"long", "two\x1b"});
  CHECK(table.text() == "ID    NAME\né     one\nlong  two�\n");
}

TEST_CASE("times, scores and numbers") {
  CHECK(time_text(1'700'000'000'000) == "2023-11-14 22:13:20");
  CHECK(score_text(0.83124) == "0.8312");
  CHECK(counted(1, "page") == "1 page");
  CHECK(counted(0, "page") == "0 pages");
}
