#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "gate/checks.hpp"
#include "gate/clause_gate.hpp"
#include "gate/clause_splitter.hpp"
#include "splitting.hpp"
#include "text/utf8.hpp"

namespace parley::gate {
namespace {

// Texts that touch every rule, put together at random.
std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> kParts = {
      "word ",
      "and, ",
      "end. ",
      "3.50 ",
      "Dr. ",
      "e.g. ",
      "\n",
      "<b>",
      "</b>",
      "<i>",
      "</i>",
      "<script>",
      "</script>",
      "<",
      ">",
      "5 < 6 ",
      "<br/>",
      "。",
      "店",
      "é",
      "\xF0\x9F\x91\x9F",
      "\xFF",
      "\xE2\x82",
      "<!--",
      "-->",
      "\"",
      ")",
      "... ",
      "<a href='https://a.b/c'>",
      "</a>",
      "<a",
      "longer words without any mark in between them that go on ",
      "!",
      "? ",
      "; ",
      "<p>",
      "\r\n",
      "<a href=\"javascript:x\">",
      "<<",
      "&lt;",
      "/script>",
      "b>",
      "<scr",
      "ipt>",
      "<https://x.y/z>"};
  std::string text;
  const auto parts = std::uniform_int_distribution<int>(1, 60)(random);
  for (int i = 0; i < parts; ++i) {
    text += kParts[std::uniform_int_distribution<std::size_t>(0, kParts.size() - 1)(random)];
  }
  return text;
}

std::shared_ptr<const Checks> demo_checks(std::int64_t length) {
  return std::make_shared<const Checks>(
      Checks{std::make_shared<HtmlAllowList>(std::vector<std::string>{"b", "i", "a", "br"}),
             std::make_shared<AnswerLength>(length)});
}

struct Outcome {
  std::string text;
  std::vector<std::string> verdicts;
  ClauseGate::State state = ClauseGate::State::open;
  bool operator==(const Outcome&) const = default;
};

template <class NextSize>
Outcome run(std::string_view text, std::shared_ptr<const Checks> checks, NextSize next_size) {
  ClauseGate gate(std::move(checks), nullptr);
  Outcome outcome;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = next_size();
    gate.feed(text.substr(at, size), outcome.text);
    at += size;
  }
  outcome.state = gate.finish(outcome.text);
  for (const VerdictRecord& v : gate.verdicts()) {
    outcome.verdicts.push_back(v.check + "/" + std::to_string(static_cast<int>(v.action)) + "/" +
                               std::to_string(v.offset) + "/" + v.reason);
  }
  CHECK(gate.released_code_points() == static_cast<std::int64_t>(text::code_points(outcome.text)));
  return outcome;
}

Outcome run_whole(std::string_view text, std::shared_ptr<const Checks> checks) {
  return run(text, std::move(checks), [&] { return text.size(); });
}

TEST_CASE("any split of a text gives the same clauses, bytes and verdicts") {
  std::mt19937 random(7);
  const auto free = demo_checks(100'000);
  const auto tight = demo_checks(90);
  for (int round = 0; round < 600; ++round) {
    const std::string text = random_text(random);
    const Clauses whole = split(text);
    std::string together;
    for (const std::string& clause : whole)
      together += clause;
    CHECK(together == text);
    CHECK(split(text, 1) == whole);
    for (const auto& checks : {free, tight}) {
      const Outcome expected = run_whole(text, checks);
      CHECK(text::is_valid(expected.text));
      CHECK(run(text, checks, [] { return std::size_t{1}; }) == expected);
      std::uniform_int_distribution<std::size_t> size(1, 9);
      CHECK(run(text, checks, [&] { return size(random); }) == expected);
    }
  }
}

// Only the allowed tags, each written as the check writes it.
bool only_allowed(std::string_view text) {
  std::string rest(text);
  for (const std::string_view tag :
       {"<b>", "</b>", "<i>", "</i>", "<br>", "</a>", "<a>", "<a href=\"https://a.b/c\">"}) {
    for (std::size_t at = rest.find(tag); at != std::string::npos; at = rest.find(tag)) {
      rest.replace(at, tag.size(), " ");
    }
  }
  for (std::size_t at = rest.find('<'); at != std::string::npos; at = rest.find('<', at + 1)) {
    const char c = at + 1 < rest.size() ? rest[at + 1] : 'x';
    if (std::isalpha(static_cast<unsigned char>(c)) || c == '/' || c == '!' || c == '?')
      return false;
  }
  return true;
}

TEST_CASE("whatever a model writes, only allowed tags come out, each closed") {
  std::mt19937 random(11);
  const auto checks = demo_checks(100'000);
  for (int round = 0; round < 2000; ++round) {
    const std::string text = random_text(random);
    const Outcome outcome = run_whole(text, checks);
    INFO(text);
    INFO(outcome.text);
    CHECK(only_allowed(outcome.text));
    for (const std::string name : {"b", "i"}) {
      std::size_t opened = 0;
      std::size_t closed = 0;
      for (std::size_t at = outcome.text.find("<" + name + ">"); at != std::string::npos;
           at = outcome.text.find("<" + name + ">", at + 1)) {
        ++opened;
      }
      for (std::size_t at = outcome.text.find("</" + name + ">"); at != std::string::npos;
           at = outcome.text.find("</" + name + ">", at + 1)) {
        ++closed;
      }
      CHECK(opened == closed);
    }
  }
}

std::string html(std::string_view text, std::vector<std::string> allowed = {"a", "b", "i", "li"}) {
  return run_whole(text, std::make_shared<const Checks>(
                             Checks{std::make_shared<HtmlAllowList>(std::move(allowed))}))
      .text;
}

TEST_CASE("text that is no markup stays as it is") {
  for (const std::string_view text :
       {"5 < 6 and 7 > 3", "a & b \"quoted\" &lt;b&gt;", "I <3 shoes", "size <= 40", "x<"}) {
    INFO(text);
    CHECK(html(text) == std::string(text) + (text.back() == '<' ? " " : ""));
  }
}

TEST_CASE("allowed tags are written anew, others go") {
  CHECK(html("<B CLASS=x onclick='y'>bold</B>") == "<b>bold</b>");
  CHECK(html("<u>under</u> <b>bold</b>") == "under <b>bold</b>");
  CHECK(html("one<br>two<p>three</p>") == "one\ntwo\nthree");
  CHECK(html("one<br/>two", {"br"}) == "one<br>two");
  CHECK(html("<!DOCTYPE html><?xml?>x") == "x");
  CHECK(html("<b>never closed") == "<b>never closed</b>");
  CHECK(html("<b><i>both") == "<b><i>both</i></b>");
  CHECK(html("<b><i>crossed</b> over</i>") == "<b><i>crossed</i></b> over");
  CHECK(html("stray</b> end") == "stray end");
}

TEST_CASE("of attributes only a safe href stays") {
  CHECK(html("<a href=\"https://a.example/x?y=1&z=2\" target=_blank>x</a>") ==
        "<a href=\"https://a.example/x?y=1&z=2\">x</a>");
  CHECK(html("<a HREF=HTTP://a.example>x</a>") == "<a href=\"HTTP://a.example\">x</a>");
  CHECK(html("<a href='mailto:x@y.z'>x</a>") == "<a href=\"mailto:x@y.z\">x</a>");
  CHECK(html("<a href='https://a.b/\"onclick=x'>x</a>") ==
        "<a href=\"https://a.b/%22onclick=x\">x</a>");
  for (const std::string_view bad :
       {"javascript:alert(1)", " javascript:x", "java&#115;cript:x", "data:text/html,x", "//a.b",
        "JaVaScRiPt:x", "vbscript:x", "http:/x", "\x01https://a.b"}) {
    CHECK(html("<a href=\"" + std::string(bad) + "\">x</a>") == "<a>x</a>");
  }
  CHECK(html("<b href=\"https://a.b\">x</b>") == "<b>x</b>");
  CHECK(html("<a data-href=\"https://a.b\">x</a>") == "<a>x</a>");
}

TEST_CASE("of scripts, styles and comments the inside goes too, over any number of clauses") {
  CHECK(html("before <script>let a = 1; if (a < 2) { b(); }\nmore. And more.</script>after") ==
        "before after");
  CHECK(html("x<style>p { color: red; } a, b { x: y }</style>y") == "xy");
  CHECK(html("x<!-- hidden. Still, hidden > here --> y") == "x y");
  CHECK(html("x <script>never closed. And on, and on") == "x ");
  CHECK(html("x <script>a</SCRIPT >y", {"script"}) == "x y");
  CHECK(html("<svg onload=x><b>t</b></svg>z") == "z");
}

TEST_CASE("taking markup out cannot put markup together") {
  CHECK(html("<scr<u>ipt>alert(1)</scr</u>ipt>").find("<script") == std::string::npos);
  CHECK(html("<<u>script>x").find("<script") == std::string::npos);
  CHECK(html("<<u>b>x").find("<b>") == std::string::npos);
  CHECK(html("a<b c") == "a< b c");
  CHECK(html("see <https://a.example/x> now") == "see https://a.example/x now");
  CHECK(html("<joe@a.example>") == "< joe@a.example>");
}

TEST_CASE("nesting is limited") {
  std::string deep;
  for (int i = 0; i < 100; ++i)
    deep += "<b>";
  const std::string out = html(deep + "x");
  CHECK(out.size() == 12 * 3 + 1 + 12 * 4);
}

Outcome limited(std::string_view text, std::int64_t max) {
  return run_whole(text, demo_checks(max));
}

TEST_CASE("an answer that is too long ends at the last clause or sentence that fits") {
  const std::string_view text = "The first sentence is here. The second one is longer than that.";
  CHECK(limited(text, 63).text == text);
  CHECK(limited(text, 63).state == ClauseGate::State::open);
  const Outcome cut = limited(text, 62);
  CHECK(cut.text == "The first sentence is here.");
  CHECK(cut.state == ClauseGate::State::cut);
  REQUIRE(cut.verdicts.size() == 1);
  CHECK(cut.verdicts[0] == "length/2/27/the answer has more than 62 characters");
  CHECK(limited("Yes. That is a clause with one long way", 20).text == "Yes.");
}

TEST_CASE("a first clause that is too long is cut at a word, else at the limit, never in a tag") {
  CHECK(limited("these are words without any end", 12).text == "these are");
  CHECK(limited("abcdefghijklmnop", 5).text == "abcde");
  CHECK(limited("ééééééé", 5).text == "ééééé");
  CHECK(limited("ab<b>cd</b>", 4).text == "ab");
  CHECK(limited("<b>abc def</b>", 8).text == "<b>abc</b>");
  CHECK(limited("x", 0).text.empty());
}

TEST_CASE("after a cut nothing more comes, but tags are closed") {
  ClauseGate gate(demo_checks(30), nullptr);
  std::string out;
  gate.feed("<b>This clause fits, but what follows it does not fit any more. ", out);
  CHECK(gate.state() == ClauseGate::State::cut);
  CHECK(gate.feed("More text. And more. ", out) == ClauseGate::State::cut);
  gate.finish(out);
  CHECK(out == "<b>This clause fits,</b>");
}

class HandOffAt final : public GateCheck {
 public:
  explicit HandOffAt(std::string word) : word_(std::move(word)) {}
  std::string_view name() const override { return "word"; }
  Verdict check(std::string_view clause, const GateContext&) const override {
    if (clause.find(word_) == std::string_view::npos) return {};
    return {Verdict::Action::hand_off, "must not be seen", "holds " + word_};
  }

 private:
  std::string word_;
};

class Upper final : public GateCheck {
 public:
  std::string_view name() const override { return "upper"; }
  Verdict check(std::string_view clause, const GateContext&) const override {
    std::string text(clause);
    for (char& c : text)
      c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return {Verdict::Action::rewrite, text, "upper"};
  }
};

TEST_CASE("a hand-off releases nothing of its clause and stops the answer") {
  const Outcome outcome =
      run_whole("All is well so far. Then comes danger here. And the rest.",
                std::make_shared<const Checks>(
                    Checks{std::make_shared<HandOffAt>("danger"), std::make_shared<Upper>()}));
  CHECK(outcome.text == "ALL IS WELL SO FAR.");
  CHECK(outcome.state == ClauseGate::State::handed_off);
  REQUIRE(outcome.verdicts.size() == 2);
  CHECK(outcome.verdicts[1] == "word/3/19/holds danger");
}

TEST_CASE("checks run in order, each on what the one before left") {
  CHECK(run_whole("danger is far",
                  std::make_shared<const Checks>(
                      Checks{std::make_shared<Upper>(), std::make_shared<HandOffAt>("DANGER")}))
            .state == ClauseGate::State::handed_off);
}

TEST_CASE("records are limited and counted") {
  ClauseGate gate(std::make_shared<const Checks>(Checks{std::make_shared<Upper>()}), nullptr);
  std::string out;
  for (int i = 0; i < 100; ++i)
    gate.feed("this is a clause, ", out);
  gate.finish(out);
  CHECK(gate.verdicts().size() == kMaxRecords);
  CHECK(gate.verdicts_not_kept() == 100 - static_cast<std::int64_t>(kMaxRecords));
}

TEST_CASE("what is not UTF-8 is repaired") {
  CHECK(run_whole("caf\xC3 au lait, \xFF", demo_checks(100)).text == "caf\uFFFD au lait, \uFFFD");
  ClauseGate gate(demo_checks(100), nullptr);
  std::string out;
  gate.feed("caf\xC3", out);
  gate.feed("\xA9", out);
  gate.finish(out);
  CHECK(out == "café");
}

TEST_CASE("a clause comes out as soon as it is known to be whole") {
  ClauseGate gate(demo_checks(1000), nullptr);
  std::string out;
  gate.feed("You can return them.", out);
  CHECK(out.empty());
  gate.feed(" ", out);
  CHECK(out == "You can return them.");
  gate.feed("Within", out);
  CHECK(out == "You can return them.");
}

TEST_CASE("hostile text passes in whole and bounded steps") {
  for (const std::string& unit :
       {std::string("<"), std::string("x"), std::string("<a"), std::string("<b>"), std::string("."),
        std::string(")"), std::string("</b"), std::string("<!--"), std::string("\xFF"),
        std::string("<a href=")}) {
    std::string text;
    while (text.size() < (1 << 16))
      text += unit;
    std::size_t longest = 0;
    std::size_t sum = 0;
    for (const std::string& clause : split(text)) {
      longest = std::max(longest, clause.size());
      sum += clause.size();
    }
    CHECK(longest <= kMaxHeldBytes);
    CHECK(sum == text.size());
    CHECK(only_allowed(run_whole(text, demo_checks(1'000'000)).text));
  }
}

}  // namespace
}  // namespace parley::gate
