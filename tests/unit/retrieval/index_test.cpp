#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "retrieval/knowledge_base.hpp"

using namespace parley;
using namespace parley::retrieval;

namespace {
// Scores every chunk of a corpus from its text, without an index: what the index must equal.
class Exhaustive {
 public:
  Exhaustive(const Snapshot& snapshot, std::string_view locale) : analyzer_(locale) {
    for (std::size_t i = 0; i < snapshot.chunk_count(); ++i) {
      const Passage passage = snapshot.passage(static_cast<std::int32_t>(i));
      auto& units = units_.emplace_back();
      std::uint64_t length = 0;
      const auto add = [&](std::string_view text, std::uint32_t by, bool counts) {
        analyzer_.for_each_term(text, [&](std::string_view term) {
          units[std::string(term)] += by;
          length += counts ? 1 : 0;
        });
      };
      add(passage.text, Bm25::kUnit, true);
      add(passage.title, bm25_.title, false);
      add(passage.heading, bm25_.heading, false);
      lengths_.push_back(length);
      total_ += length;
    }
  }

  std::vector<Hit> search(std::string_view question, std::size_t k) {
    std::map<std::string, std::uint32_t> terms;
    analyzer_.for_each_term(question, [&](std::string_view term) { ++terms[std::string(term)]; });
    std::vector<Hit> hits;
    for (std::uint32_t c = 0; c < units_.size(); ++c) {
      std::uint32_t score = 0;
      for (const auto& [term, times] : terms) {
        score += weight(term, c) * std::min(times, Index::kMaxTimes);
      }
      if (score > 0) hits.push_back({c, score});
    }
    std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
      return a.score_e4 != b.score_e4 ? a.score_e4 > b.score_e4 : a.chunk < b.chunk;
    });
    hits.resize(std::min(hits.size(), k));
    return hits;
  }

 private:
  std::uint32_t weight(const std::string& term, std::uint32_t chunk) const {
    const auto found = units_[chunk].find(term);
    if (found == units_[chunk].end()) return 0;
    const auto holding = static_cast<std::uint64_t>(std::count_if(
        units_.begin(), units_.end(), [&](const auto& u) { return u.contains(term); }));
    const std::int64_t norm = length_norm_e4(bm25_, lengths_[chunk], total_, units_.size());
    return weight_e4(bm25_, idf_e4(units_.size(), holding), found->second, norm);
  }

  Analyzer analyzer_;
  Bm25 bm25_;
  std::vector<std::map<std::string, std::uint32_t>> units_;
  std::vector<std::uint64_t> lengths_;
  std::uint64_t total_ = 0;
};

std::string random_text(std::mt19937& random, int sentences) {
  std::string out;
  for (int s = 0; s < sentences; ++s) {
    for (int w = 0; w < 6; ++w) {
      // Low numbers are much more frequent, as words are.
      const auto word = (random() % 60) * (random() % 60) / 40;
      out += "w" + std::to_string(word) + "x ";
    }
    out.back() = '.';
    out += ' ';
  }
  return out;
}

std::vector<Hit> hits_of(const Evidence& evidence) {
  std::vector<Hit> out;
  for (const Passage& p : evidence.passages) {
    out.push_back({static_cast<std::uint32_t>(p.ordinal), static_cast<std::uint32_t>(p.score_e4)});
  }
  return out;
}
}  // namespace

TEST_CASE("the index equals an exhaustive scorer on random corpora with updates and deletes") {
  std::mt19937 random(7);
  KnowledgeBase base("kb", "en", {.chunk = {.max_chars = 120}, .bm25 = {}});
  std::set<std::string> names;
  for (int round = 0; round < 12; ++round) {
    std::vector<DocumentInput> put;
    for (int i = 0; i < 15; ++i) {
      const std::string name = "doc" + std::to_string(random() % 60);
      put.push_back({name, "", Format::markdown,
                     "# " + random_text(random, 1) + "\n\n" +
                         random_text(random, 1 + static_cast<int>(random() % 8)) + "\n\n## " +
                         random_text(random, 1) + "\n\n" + random_text(random, 3)});
    }
    std::vector<std::string> remove;
    for (const std::string& name : names) {
      if (random() % 5 == 0) remove.push_back(name);
    }
    REQUIRE(base.apply(put, remove, round + 1).ok());
    for (const std::string& name : remove)
      names.erase(name);
    for (const DocumentInput& input : put)
      names.insert(input.name);

    const auto snapshot = base.snapshot();
    CHECK(snapshot->documents().size() == names.size());
    CHECK(snapshot->version() == round + 1);
    Exhaustive exhaustive(*snapshot, "en");
    for (int q = 0; q < 20; ++q) {
      const std::string question = random_text(random, 1 + q % 3);
      const std::size_t k = 1 + random() % 30;
      CAPTURE(question);
      CHECK(hits_of(snapshot->search(question, k)) == exhaustive.search(question, k));
    }
  }
}

TEST_CASE("a base changed step by step equals one that is built at once") {
  std::mt19937 random(11);
  std::map<std::string, std::string> bodies;
  KnowledgeBase steps("kb", "en");
  for (int i = 0; i < 40; ++i) {
    const std::string name = "d" + std::to_string(random() % 20);
    bodies[name] = random_text(random, 5);
    const DocumentInput input{name, "", Format::text, bodies[name]};
    REQUIRE(steps.apply({&input, 1}, {}, i + 1).ok());
  }
  std::vector<DocumentInput> all;
  for (const auto& [name, body] : bodies)
    all.push_back({name, "", Format::text, body});
  KnowledgeBase once("kb", "en");
  REQUIRE(once.apply(all, {}, 1).ok());
  for (int q = 0; q < 30; ++q) {
    const std::string question = random_text(random, 1);
    CHECK(hits_of(steps.search(question, 8)) == hits_of(once.search(question, 8)));
  }
}

TEST_CASE("ties are broken by ordinal: documents by name, then position") {
  KnowledgeBase base("kb", "en");
  const std::vector<DocumentInput> put = {{"b", "t", Format::text, "Same words."},
                                          {"a", "t", Format::text, "Same words."},
                                          {"c", "t", Format::text, "Same words."}};
  REQUIRE(base.apply(put, {}, 1).ok());
  const Evidence evidence = base.search("same words", 2);
  REQUIRE(evidence.passages.size() == 2);
  CHECK(evidence.passages[0].document == "a");
  CHECK(evidence.passages[1].document == "b");
  CHECK(evidence.passages[0].ordinal == 0);
}

TEST_CASE("terms, weights and confidence say what of the question is covered") {
  KnowledgeBase base("kb", "en");
  const std::vector<DocumentInput> put = {{"a", "Boots", Format::text, "Leather boots need wax."},
                                          {"b", "Socks", Format::text, "Wool socks keep warm."}};
  REQUIRE(base.apply(put, {}, 4).ok());
  const Evidence evidence = base.search("Do the BOOTS need a zeppelin, or boots?", 5);
  REQUIRE(evidence.terms.size() == 3);
  CHECK(evidence.terms[0].stem == "boot");
  CHECK(evidence.terms[0].weight_e4 == idf_e4(2, 1));
  CHECK(evidence.terms[2].stem == "zeppelin");
  CHECK(evidence.terms[2].weight_e4 == 0);
  CHECK(evidence.knowledge_version == 4);
  CHECK(evidence.confidence_e4 == 2 * idf_e4(2, 1) * 10'000 / (2 * idf_e4(2, 1) + idf_e4(2, 0)));
  CHECK(base.search("leather wax", 1).confidence_e4 == 10'000);
  CHECK(base.search("of the", 5).passages.empty());
  CHECK(base.search("zeppelin", 5).confidence_e4 == 0);
  CHECK(base.search("boots", 0).passages.empty());
}

TEST_CASE("an answer outlives the base it came from") {
  Evidence evidence;
  {
    KnowledgeBase base("kb", "en");
    const DocumentInput input{"a", "Boots", Format::text, "Leather boots."};
    REQUIRE(base.apply({&input, 1}, {}, 1).ok());
    evidence = base.search("boots", 1);
  }
  REQUIRE(evidence.passages.size() == 1);
  CHECK(evidence.passages[0].text == "Leather boots.");
}

TEST_CASE("unchanged documents are taken over, and a refused change changes nothing") {
  KnowledgeBase base("kb", "en");
  const std::vector<DocumentInput> put = {{"a", "", Format::text, "One."},
                                          {"b", "", Format::text, "Two."}};
  REQUIRE(base.apply(put, {}, 1).ok());
  const auto before = base.snapshot();
  const std::vector<DocumentInput> next = {{"a", "", Format::text, "One."},
                                           {"b", "", Format::text, "Three."}};
  REQUIRE(base.apply(next, {}, 2).ok());
  CHECK(base.snapshot()->documents()[0] == before->documents()[0]);
  CHECK(base.snapshot()->documents()[1] != before->documents()[1]);

  const std::vector<std::string> unknown = {"zz"};
  const auto refused = base.apply(put, unknown, 3);
  REQUIRE(!refused.ok());
  CHECK(refused.error().status == Status::not_found);
  CHECK(base.snapshot()->version() == 2);
  CHECK(base.search("three", 1).passages.size() == 1);
  CHECK(before->search("two", 1).passages.size() == 1);
}

TEST_CASE("the whole-number logarithm is the logarithm") {
  for (const std::uint64_t n :
       {1ULL, 2ULL, 3ULL, 10ULL, 999ULL, 65'537ULL, 1'000'000'007ULL, 1ULL << 40}) {
    for (const std::uint64_t d : {1ULL, 7ULL, 1024ULL, 99'999ULL}) {
      CAPTURE(n);
      CAPTURE(d);
      const double exact = std::log(static_cast<double>(n) / static_cast<double>(d)) * 1e4;
      CHECK(std::abs(static_cast<double>(ln_e4(n, d)) - exact) < 0.6);
    }
  }
}

TEST_CASE("weights grow with repetition, fall with length and stay below their bound") {
  const Bm25 bm25;
  const std::int64_t idf = idf_e4(1000, 10);
  const std::int64_t mean = length_norm_e4(bm25, 100, 100'000, 1000);
  CHECK(mean == bm25.k1_e4);
  CHECK(weight_e4(bm25, idf, 4, mean) == idf);
  CHECK(weight_e4(bm25, idf, 8, mean) > weight_e4(bm25, idf, 4, mean));
  CHECK(weight_e4(bm25, idf, 4, length_norm_e4(bm25, 200, 100'000, 1000)) < idf);
  CHECK(weight_e4(bm25, idf, 4'000'000, mean) <= idf * (bm25.k1_e4 + 10'000) / 10'000);
}

TEST_CASE("a question of many terms is cut off, not overflowed") {
  KnowledgeBase base("kb", "en");
  std::string body;
  for (int i = 0; i < 2000; ++i)
    body += "q" + std::to_string(i) + " ";
  const DocumentInput input{"a", "", Format::text, body};
  REQUIRE(base.apply({&input, 1}, {}, 1).ok());
  const Evidence evidence = base.search(body, 3);
  CHECK(evidence.terms.size() == Index::kMaxTerms);
  CHECK(!evidence.passages.empty());
}
