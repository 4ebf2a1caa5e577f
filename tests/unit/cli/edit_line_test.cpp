#include "edit_line.hpp"

#include <doctest/doctest.h>

using namespace parley::cli;

namespace {

// Types bytes as a terminal sends them; gives the line that comes out.
struct Typist {
  EditLine line;
  KeyReader keys;
  std::string taken;

  std::string type(std::string_view bytes) {
    for (const char byte : bytes) {
      const auto key = keys.feed(byte);
      if (!key) continue;
      if (key->key == Key::enter) taken = line.take();
      line.press(*key);
    }
    return line.text();
  }
};

constexpr std::string_view kUp = "\x1b[A";
constexpr std::string_view kDown = "\x1b[B";
constexpr std::string_view kLeft = "\x1b[D";

std::string bytes(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const auto part : parts)
    out += part;
  return out;
}

}  // namespace

TEST_CASE("characters go in at the cursor, whole ones") {
  Typist t;
  CHECK(t.type("Grüße") == "Grüße");
  CHECK(t.type(bytes({kLeft, kLeft, "X"})) == "GrüXße");
  CHECK(t.type("\x7f\x7f") == "Grße");
  CHECK(t.type("\x1b[3~") == "Gre");
}

TEST_CASE("home, end, kill before and behind, kill a word") {
  Typist t;
  CHECK(t.type("one two three\x01X") == "Xone two three");
  CHECK(t.type("\x05Y") == "Xone two threeY");
  CHECK(t.type("\x17") == "Xone two ");
  CHECK(t.type(bytes({kLeft, kLeft, kLeft, "\x0b"})) == "Xone t");
  CHECK(t.type(bytes({kLeft, "\x15"})) == "t");
  CHECK(t.type("\x1b[FZ\x1b[HA") == "AtZ");
}

TEST_CASE("backspace and arrows at the edges do nothing") {
  Typist t;
  CHECK(t.type(bytes({"\x7f\x1b[3~", kLeft, "\x1b[C\x15\x17", kUp, kDown})) == "");
  CHECK(t.line.cursor() == 0);
}

TEST_CASE("earlier lines come back and the one being typed is not lost") {
  Typist t;
  t.type("first\rsecond\rsecond\rdra");
  CHECK(t.taken == "second");
  CHECK(t.type(kUp) == "second");
  CHECK(t.type(kUp) == "first");  // the repeated one is kept once
  CHECK(t.type(kUp) == "first");
  CHECK(t.type(kDown) == "second");
  CHECK(t.type(kDown) == "dra");
  CHECK(t.type(kDown) == "dra");
}

TEST_CASE("the number of earlier lines is limited") {
  Typist t;
  for (std::size_t i = 0; i < EditLine::kMostLines + 10; ++i)
    t.type(std::to_string(i) + "\r");
  std::string last;
  for (std::size_t i = 0; i < EditLine::kMostLines + 50; ++i)
    last = t.type(kUp);
  CHECK(last == "10");
}

TEST_CASE("the length of a line is limited") {
  Typist t;
  t.type(std::string(EditLine::kMostBytes + 100, 'x'));
  CHECK(t.line.text().size() == EditLine::kMostBytes);
}

TEST_CASE("a paste does not send: its line ends are blanks, its controls are dropped") {
  Typist t;
  CHECK(t.type("\x1b[200~one\ntwo\rthree\x03\x15 é\x1b[201~!") == "one two three é!");
  CHECK(t.taken.empty());
}

TEST_CASE("unknown sequences and torn characters are dropped") {
  Typist t;
  CHECK(t.type("a\x1b[1;5Cb\x1bOPc\xc3"
               "d\x80"
               "e\xff"
               "f") == "abcdef");
}

TEST_CASE("control keys are told") {
  KeyReader keys;
  CHECK(keys.feed('\x03')->key == Key::interrupt);
  CHECK(keys.feed('\x04')->key == Key::end_of_file);
  CHECK(keys.feed('\x0c')->key == Key::redraw);
  CHECK(keys.feed('\n')->key == Key::enter);
}

TEST_CASE("a line wider than the terminal shows the part around the cursor") {
  CHECK(visible_part("abc", 3, 10).text == "abc");
  CHECK(visible_part("abc", 3, 10).column == 3);
  const Visible end = visible_part("abcdefghij", 10, 5);
  CHECK(end.text == "ghij");
  CHECK(end.column == 4);
  const Visible begin = visible_part("abcdefghij", 0, 5);
  CHECK(begin.text == "abcde");
  CHECK(begin.column == 0);
  CHECK(visible_part("日本語日本語", 18, 5).column == 4);
}
