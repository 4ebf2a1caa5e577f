#include "llm/responder/responder.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "nlp/stem.hpp"
#include "nlp/words.hpp"
#include "text/sentences.hpp"

using namespace parley;
using namespace parley::llm;
using Kind = ModelDelta::Kind;

namespace {
struct Told {
  std::string text;
  std::vector<ModelDelta> deltas;
  const ModelDelta& last() const { return deltas.back(); }
  const ModelDelta* citation() const {
    for (const ModelDelta& delta : deltas) {
      if (delta.kind == Kind::citation) return &delta;
    }
    return nullptr;
  }
};

Passage passage(std::string_view document, std::string_view title, std::string_view heading,
                std::string_view text, std::int64_t score) {
  Passage out;
  out.document = document;
  out.title = title;
  out.heading = heading;
  out.text = text;
  out.score_e4 = score;
  return out;
}

// Finds sentences and terms as an index would have.
void read(Evidence& evidence) {
  struct Read {
    std::vector<PassageSentence> sentences;
    std::vector<TermId> terms, heading, title;
  };
  nlp::Stemmer stemmer("en");
  for (std::size_t i = 0; i < evidence.terms.size(); ++i)
    evidence.terms[i].id = static_cast<TermId>(i);
  const auto terms_of = [&](std::string_view text) {
    std::vector<TermId> out;
    nlp::for_each_word(text, [&](std::string_view folded, std::size_t, std::size_t) {
      const auto same = [&](const QueryTerm& t) { return t.stem == stemmer.stem(folded); };
      const auto found = std::find_if(evidence.terms.begin(), evidence.terms.end(), same);
      out.push_back(found == evidence.terms.end() ? kNoTerm : found->id);
    });
    return out;
  };
  auto all = std::make_shared<std::deque<Read>>();
  for (Passage& passage : evidence.passages) {
    Read& own = all->emplace_back();
    for (const text::Span& span : text::sentences(passage.text)) {
      const auto terms = terms_of(passage.text.substr(span.begin, span.size));
      own.sentences.push_back(
          {static_cast<std::uint32_t>(span.begin), static_cast<std::uint32_t>(span.size),
           static_cast<std::uint32_t>(own.terms.size()), static_cast<std::uint32_t>(terms.size())});
      own.terms.insert(own.terms.end(), terms.begin(), terms.end());
    }
    own.heading = terms_of(passage.heading);
    own.title = terms_of(passage.title);
    passage.sentences = own.sentences;
    passage.terms = own.terms;
    passage.heading_terms = own.heading;
    passage.title_terms = own.title;
  }
  evidence.keep_alive = std::move(all);
}

Evidence returns() {
  Evidence out;
  out.terms = {{"long", 20'000}, {"return", 30'000}, {"sale", 40'000}};
  out.passages = {passage("returns.md", "Returns", "How long you have",
                          "You can return unworn shoes within 30 days. Sale articles can be "
                          "returned within 14 days. Keep it.",
                          90'000),
                  passage("faq.md", "Questions", "", "We like long walks.", 10'000)};
  return out;
}

Told tell(Evidence evidence, std::string question, std::string locale = "en",
          ResponderOptions options = {}, std::int64_t min_confidence_e4 = -1) {
  Told out;
  read(evidence);
  Responder responder(std::move(options));
  GenerateRequest request;
  request.question = std::move(question);
  request.locale = std::move(locale);
  request.min_confidence_e4 = min_confidence_e4;
  request.evidence = std::make_shared<const Evidence>(std::move(evidence));
  const auto stream = responder.start(std::move(request), [&](ModelDelta delta) {
    if (delta.kind == Kind::text) out.text += delta.text;
    out.deltas.push_back(std::move(delta));
  });
  REQUIRE(stream != nullptr);
  REQUIRE(!out.deltas.empty());
  CHECK(out.last().kind == Kind::stop);
  return out;
}
}  // namespace

TEST_CASE("the sentence that answers is quoted verbatim with title, and cited") {
  const Told told = tell(returns(), "How long can I return sale articles?");
  CHECK(told.text == "“Sale articles can be returned within 14 days.”\n\nSource: Returns");
  REQUIRE(told.citation() != nullptr);
  CHECK(told.citation()->passage == 0);
  const std::string_view cited =
      returns().passages[0].text.substr(static_cast<std::size_t>(told.citation()->quote_begin),
                                        static_cast<std::size_t>(told.citation()->quote_size));
  CHECK(cited == "Sale articles can be returned within 14 days.");
  CHECK(told.last().answered);
  CHECK(!told.last().offers_person);
  CHECK(told.last().text == "stop");
}

TEST_CASE("an answer comes clause by clause, and a number is never cut") {
  Evidence evidence;
  evidence.terms = {{"cost", 50'000}};
  evidence.passages = {
      passage("a", "Prices", "", "It costs £3.95, or nothing: above £60, always.", 50'000)};
  const Told told = tell(evidence, "What does it cost?");
  std::vector<std::string> pieces;
  for (const ModelDelta& delta : told.deltas) {
    if (delta.kind == Kind::text) pieces.push_back(delta.text);
  }
  CHECK(pieces == std::vector<std::string>{"“", "It costs £3.95, ", "or nothing: ", "above £60, ",
                                           "always.", "”\n\n", "Source: ", "Prices"});
}

TEST_CASE("what the evidence does not cover is not answered, and a person is offered") {
  Evidence evidence = returns();
  evidence.terms = {{"capit", 0}, {"mongolia", 0}, {"long", 20'000}};
  for (const Told& told :
       {tell(evidence, "How long is the capital of Mongolia?"), tell(Evidence{}, "Anything?")}) {
    CHECK(told.text == responder_texts("en").unknown);
    CHECK(!told.last().answered);
    CHECK(told.last().offers_person);
    CHECK(told.citation() == nullptr);
  }
}

TEST_CASE("two answers that are close are asked about, each named") {
  Evidence evidence;
  evidence.terms = {{"open", 20'000}, {"hour", 30'000}};
  evidence.passages = {
      passage("a.md", "Aldermere store", "Opening hours", "Open 9:30 to 18:00.", 50'000),
      passage("b.md", "Brackwater store", "Opening hours", "Open 10:00 to 17:30.", 50'000)};
  const Told told = tell(evidence, "opening hours?");
  CHECK(told.last().choices == std::vector<std::string>{"Aldermere store", "Brackwater store"});
  CHECK(told.text.find("“Aldermere store”") != std::string::npos);
  CHECK(told.last().answered);
  CHECK(told.citation() == nullptr);

  ResponderOptions never;
  never.ask_back_margin_e4 = 0;
  CHECK(tell(evidence, "opening hours?", "en", never).text.find("9:30") != std::string::npos);

  evidence.passages[1].text = "We are closed.";
  CHECK(tell(evidence, "opening hours?").last().choices.empty());
}

TEST_CASE(
    "a sentence that opens a list brings the list along; a short one what follows in its line") {
  Evidence evidence;
  evidence.terms = {{"exclud", 50'000}};
  evidence.passages = {passage("a", "A", "", "Excluded are:\nsocks\ninsoles", 50'000)};
  CHECK(tell(evidence, "What is excluded?").text.starts_with("“Excluded are:\nsocks\ninsoles”"));
  evidence.passages = {
      passage("a", "A", "Is it excluded?", "Yes. Socks are excluded here.\nOther line.", 50'000)};
  evidence.terms = {{"yes", 50'000}};
  CHECK(tell(evidence, "really?").text.starts_with("“Yes. Socks are excluded here.”"));
}

TEST_CASE("no words: asks for some") {
  Evidence evidence = returns();
  evidence.terms.clear();
  const Told told = tell(evidence, " ?! ");
  CHECK(told.text == responder_texts("en").empty_input);
  CHECK(!told.last().offers_person);
}

TEST_CASE("texts follow the locale, and a tenant's own come first") {
  CHECK(tell(Evidence{}, "Hallo?", "de-AT").text == responder_texts("de").unknown);
  ResponderOptions own;
  own.own_text = [](std::string_view what, std::string_view locale) {
    if (what == "unknown") return "No idea (" + std::string(locale) + ").";
    return what == "quote" ? std::string("{title}/{document}: {quote}!") : std::string();
  };
  CHECK(tell(Evidence{}, "Hallo?", "fr", own).text ==
        "No idea (fr). " + responder_texts("fr").offer_person);
  CHECK(tell(returns(), "How long can I return sale articles?", "en", own).text ==
        "Returns/returns.md: Sale articles can be returned within 14 days.!");
}

TEST_CASE("the asked confidence decides what is known") {
  Evidence evidence = returns();
  evidence.terms.push_back({"zeppelin", 0});
  CHECK(tell(evidence, "How long can I return a sale zeppelin?").last().answered);
  CHECK(!tell(evidence, "How long can I return a sale zeppelin?", "en", {}, 9'500).last().answered);
}

TEST_CASE("a stream of an answer can be paused after it is told") {
  Responder responder;
  CHECK(responder.name() == "responder");
  int deltas = 0;
  const auto stream = responder.start({}, [&](const ModelDelta&) { ++deltas; });
  const int before = deltas;
  stream->pause();
  stream->resume();
  CHECK(deltas == before);
}
