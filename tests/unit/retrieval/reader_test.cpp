#include <string>

#include <doctest/doctest.h>

#include "retrieval/document.hpp"

using namespace parley;
using namespace parley::retrieval;

namespace {
ParsedDocument read(Format format, std::string_view body, std::string_view title = {}) {
  auto parsed = read_document(format, "name.x", body, title);
  REQUIRE(parsed.ok());
  return std::move(parsed).value();
}

std::string repeat(std::string_view piece, std::size_t times) {
  std::string out;
  out.reserve(piece.size() * times);
  for (std::size_t i = 0; i < times; ++i)
    out += piece;
  return out;
}
}  // namespace

TEST_CASE("markdown: headings make paths, the first one is the title and no part of them") {
  const auto doc =
      read(Format::markdown,
           "# Returns\n\nIntro *with* `code`.\n\n## How\n\n### By post\n\nUse the [label](x).\n\n"
           "## Where\n\nHere.");
  CHECK(doc.title == "Returns");
  REQUIRE(doc.blocks.size() == 3);
  CHECK(doc.blocks[0].heading == "");
  CHECK(doc.blocks[0].text == "Intro with code.");
  CHECK(doc.blocks[1].heading == "How > By post");
  CHECK(doc.blocks[1].text == "Use the label.");
  CHECK(doc.blocks[2].heading == "Where");
}

TEST_CASE("markdown: a given title wins and the first heading stays in the path") {
  const auto doc = read(Format::markdown, "# Returns\n\nText.", "Return policy");
  CHECK(doc.title == "Return policy");
  REQUIRE(doc.blocks.size() == 1);
  CHECK(doc.blocks[0].heading == "Returns");
}

TEST_CASE("markdown: table rows and list items are lines that can be quoted") {
  const auto doc =
      read(Format::markdown,
           "| Zone | Price |\n|---|---|\n| Ireland | £6 |\n| Peru | |\n\n- one\n- two\n  - deep\n\n"
           "soft\nbreak\\\nhard");
  REQUIRE(doc.blocks.size() == 1);
  CHECK(doc.blocks[0].text ==
        "Zone: Ireland; Price: £6\nZone: Peru\none\ntwo\ndeep\nsoft break\nhard");
}

TEST_CASE("markdown: embedded HTML is read as HTML") {
  const auto doc =
      read(Format::markdown, "before\n\n<div><script>x()</script><p>in&amp;side</p></div>\n");
  REQUIRE(doc.blocks.size() == 1);
  CHECK(doc.blocks[0].text == "before\nin&side");
}

TEST_CASE("html: text without scripts, styles, menus and comments") {
  const auto doc =
      read(Format::html,
           "<html><head><title>Fallback</title><style>p{}</style></head><body><nav>Menu</nav>"
           "<!-- <p>no</p> --><h1>Ship&shy;ping</h1><p>A <b>bold</b>er word &euro;5<br>next</p>"
           "<script>if (a < b) \"</p>\"</script><ul><li>one<li>two</ul></body></html>");
  CHECK(doc.title == "Ship\u00adping");
  REQUIRE(doc.blocks.size() == 1);
  CHECK(doc.blocks[0].text == "A bolder word €5\nnext\none\ntwo");
}

TEST_CASE("html: tables with and without header cells, and tables for layout") {
  const auto doc = read(Format::html,
                        "<title>Sizes</title><table><caption>Men</caption><tr><th>UK<th>EU</"
                        "tr><tr><td>6<td>40</tr></table>"
                        "<table><tr><td>a</td><td>b</td></tr></table>"
                        "<table><tr><td><table><tr><td>inner</td></tr></table></td></tr></table>");
  CHECK(doc.title == "Sizes");
  REQUIRE(doc.blocks.size() == 1);
  CHECK(doc.blocks[0].text == "Men\nUK: 6; EU: 40\na; b\ninner");
}

TEST_CASE("html: attributes with angle brackets and bare brackets in text") {
  const auto doc = read(Format::html, "<p title=\"a > b\">3 < 4 and 5 > 4</p><a href='x'>link</a>");
  REQUIRE(doc.blocks.size() == 1);
  CHECK(doc.blocks[0].text == "3 < 4 and 5 > 4\nlink");
}

TEST_CASE("text: paragraphs are lines, a byte order mark and bad bytes do no harm") {
  const auto doc = read(Format::text,
                        "\xef\xbb\xbf"
                        "one\ntwo\n\n\nth\xffree\r\n");
  CHECK(doc.title == "name.x");
  REQUIRE(doc.blocks.size() == 1);
  CHECK(doc.blocks[0].text == "one two\nth\xef\xbf\xbdree");
}

TEST_CASE("an empty document has a title and no blocks") {
  for (const Format format : {Format::markdown, Format::html, Format::text}) {
    CHECK(read(format, "").blocks.empty());
    CHECK(read(format, " \n\t\n").title == "name.x");
  }
}

TEST_CASE("a document above the limit is refused by name") {
  const auto parsed =
      read_document(Format::text, "big.txt", std::string(kMaxDocumentBytes + 1, 'x'));
  REQUIRE(!parsed.ok());
  CHECK(parsed.error().status == Status::limit);
  CHECK(parsed.error().message.find("big.txt") != std::string::npos);
}

TEST_CASE("hostile nesting is read in bounded depth and time, and what follows is not lost") {
  constexpr std::size_t kTimes = 200'000;
  const std::string end = "\n\nthe end";
  for (const char* piece :
       {">", "- ", "[", "![", "*a_", "<", "`", "[a](", "1. ", "\t", "&#", "***"}) {
    CAPTURE(piece);
    const auto doc = read(Format::markdown, repeat(piece, kTimes) + end);
    REQUIRE(!doc.blocks.empty());
    CHECK(doc.blocks.back().text.ends_with("the end"));
  }
  for (const char* piece : {"<div>", "<table><tr><td>", "<b x=1><p>", "<ul><li>", "<blockquote>",
                            "<font><i>", "<p><object>", "<ruby><rt>", "<h1>", "</div>"}) {
    CAPTURE(piece);
    const auto doc = read(Format::html, repeat(piece, kTimes) + "the end");
    const std::string found = doc.blocks.empty() ? doc.title : doc.blocks.back().text;
    CHECK(found.ends_with("the end"));
  }
}

TEST_CASE("formats by name") {
  CHECK(format_from("html").value() == Format::html);
  CHECK(format_from("Markdown").error().status == Status::argument);
}
