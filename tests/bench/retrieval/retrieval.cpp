#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/error.hpp"
#include "bench/all.hpp"
#include "bench/bench.hpp"
#include "bench/page.hpp"
#include "bench/retrieval/beir.hpp"
#include "retrieval/knowledge_base.hpp"

namespace parley::bench {
namespace {

using Ranking =
    std::vector<std::pair<std::string, std::int64_t>>;  // document, score_e4; best first

// A document counts with its best chunk; its title is the row's.
class Searcher {
 public:
  Searcher(const Collection& collection, const std::string& locale) : base_("bench", locale) {
    std::vector<retrieval::DocumentInput> documents;
    documents.reserve(collection.corpus.size());
    for (const Collection::Row& row : collection.corpus) {
      documents.push_back({row.id, row.title, retrieval::Format::text, row.text});
    }
    const std::int64_t begin = wall_ns();
    loaded_ = base_.apply(documents, {}, 1);
    seconds_ = static_cast<double>(wall_ns() - begin) / 1e9;
  }

  const Result<void>& loaded() const { return loaded_; }
  double seconds() const { return seconds_; }
  std::size_t chunks() const { return base_.snapshot()->chunk_count(); }

  // Asks for more chunks until k documents are found or none is left.
  Ranking search(const std::string& question, std::size_t k, Evidence& evidence) const {
    for (std::size_t wanted = k;; wanted *= 2) {
      evidence = base_.search(question, wanted);
      Ranking out = ranking(evidence, k);
      if (out.size() == k || evidence.passages.size() < wanted) return out;
    }
  }

  // The same with these documents really gone: weights and confidence change too.
  Ranking search_without(const Collection& collection, const std::string& question, std::size_t k,
                         const std::vector<std::string>& gone, Evidence& evidence) {
    std::vector<retrieval::DocumentInput> back;
    for (const Collection::Row& row : collection.corpus) {
      if (std::find(gone.begin(), gone.end(), row.id) != gone.end()) {
        back.push_back({row.id, row.title, retrieval::Format::text, row.text});
      }
    }
    (void)base_.apply({}, gone, 1);
    Ranking out = search(question, k, evidence);
    (void)base_.apply(back, {}, 1);
    return out;
  }

 private:
  static Ranking ranking(const Evidence& evidence, std::size_t k) {
    Ranking out;
    std::unordered_set<std::string_view> seen;
    for (const Passage& passage : evidence.passages) {
      if (out.size() == k) break;
      if (seen.insert(passage.document).second) {
        out.emplace_back(passage.document, passage.score_e4);
      }
    }
    return out;
  }

  retrieval::KnowledgeBase base_;
  Result<void> loaded_;
  double seconds_ = 0;
};

double dcg(const std::vector<int>& grades) {
  double sum = 0;
  for (std::size_t i = 0; i < grades.size() && i < 10; ++i) {
    sum += grades[i] / std::log2(static_cast<double>(i) + 2);
  }
  return sum;
}

struct Quality {
  double ndcg10 = 0;
  double recall10 = 0;
  double recall100 = 0;
  std::size_t queries = 0;

  void add(const Ranking& hits, const std::map<std::string, int>& relevant) {
    std::vector<int> grades;
    double at10 = 0;
    double at100 = 0;
    for (std::size_t i = 0; i < hits.size(); ++i) {
      const auto found = relevant.find(hits[i].first);
      grades.push_back(found == relevant.end() ? 0 : found->second);
      if (found != relevant.end()) {
        at10 += i < 10 ? 1 : 0;
        at100 += i < 100 ? 1 : 0;
      }
    }
    std::vector<int> ideal;
    ideal.reserve(relevant.size());
    for (const auto& [document, grade] : relevant)
      ideal.push_back(grade);
    std::sort(ideal.rbegin(), ideal.rend());
    ndcg10 += dcg(grades) / dcg(ideal);
    recall10 += at10 / static_cast<double>(relevant.size());
    recall100 += at100 / static_cast<double>(relevant.size());
    ++queries;
  }
};

// The chance that a question with an answer has more confidence than one without; ties count half.
double auroc(const std::vector<std::int64_t>& with, std::vector<std::int64_t> without) {
  if (with.empty() || without.empty()) return 0;
  std::sort(without.begin(), without.end());
  double wins = 0;
  for (const std::int64_t c : with) {
    const auto [low, high] = std::equal_range(without.begin(), without.end(), c);
    wins += static_cast<double>(low - without.begin()) + static_cast<double>(high - low) / 2;
  }
  return wins / (static_cast<double>(with.size()) * static_cast<double>(without.size()));
}

double rounded(double value) {
  return std::round(value * 10'000) / 10'000;
}

double e4(std::int64_t value) {
  return static_cast<double>(value) / 10'000;
}

json::Object line_of(const std::string& query, const Ranking& hits, std::int64_t confidence_e4,
                     double us) {
  json::Array pairs;
  for (const auto& [document, score] : hits) {
    pairs.push_back(json::Array{document, e4(score)});
  }
  return json::Object{{"qid", query},
                      {"hits", std::move(pairs)},
                      {"confidence", e4(confidence_e4)},
                      {"us", rounded(us)}};
}

// What was asked for, and what every question brought.
struct Questions {
  std::size_t k = 0;
  bool drop_gold = false;
  Quality quality;
  std::vector<double> times;
  std::vector<double> each_ndcg;
  std::vector<std::int64_t> answerable;
  std::vector<std::int64_t> unanswerable;

  // Asks one question; its item.
  json::Object ask(Searcher& searcher, const Collection& data, const Collection::Row& query,
                   const std::map<std::string, int>& relevant) {
    Evidence evidence;
    const std::int64_t begin = wall_ns();
    Ranking hits = searcher.search(query.text, k, evidence);
    times.push_back(static_cast<double>(wall_ns() - begin) / 1e3);
    const double before = quality.ndcg10;
    quality.add(hits, relevant);
    each_ndcg.push_back(quality.ndcg10 - before);
    answerable.push_back(evidence.confidence_e4);
    if (drop_gold) {
      std::vector<std::string> gone;
      gone.reserve(relevant.size());
      for (const auto& [document, grade] : relevant)
        gone.push_back(document);
      hits = searcher.search_without(data, query.text, k, gone, evidence);
      unanswerable.push_back(evidence.confidence_e4);
    }
    json::Object line = line_of(query.id, hits, evidence.confidence_e4, times.back());
    if (drop_gold) line.emplace_back("confidence_with_gold", e4(answerable.back()));
    return line;
  }

  void tell(Report& report) {
    const double n = std::max<double>(1, static_cast<double>(quality.queries));
    std::sort(times.begin(), times.end());
    report.metrics = {{"ndcg10", rounded(quality.ndcg10 / n)},
                      {"recall10", rounded(quality.recall10 / n)},
                      {"recall100", rounded(quality.recall100 / n)}};
    if (drop_gold) {
      report.metrics.emplace_back("abstain_auroc", rounded(auroc(answerable, unanswerable)));
    }
    report.metrics.emplace_back("p50_us", rounded(percentile(times, 0.5)));
    report.metrics.emplace_back("p99_us", rounded(percentile(times, 0.99)));
    report.pictures = {bars("Quality over all questions", "",
                            {{"nDCG@10", rounded(quality.ndcg10 / n)},
                             {"recall@10", rounded(quality.recall10 / n)},
                             {"recall@100", rounded(quality.recall100 / n)}}),
                       histogram("nDCG@10 question by question", "", each_ndcg, 20),
                       histogram("Time of a search", "µs", times)};
    report.notes = {"a row of the corpus is one document and counts with its best chunk",
                    "p50_us and p99_us are wall time of a search for k documents, one thread",
                    drop_gold ? "hits and confidence of the items: the relevant documents removed"
                              : "abstain_auroc needs --drop-gold"};
  }
};

Result<Report> run(const BenchArgs& args, Items& items) {
  const auto dir = args.required("dir");
  if (!dir) return dir.error();
  const std::string mode = args.text("mode", "lexical");
  if (mode != "lexical") {
    return make_error(Status::argument,
                      "--mode " + mode + " is not available in this version; it is lexical");
  }
  const auto k = args.integer("k", 100, 1, 10'000);
  if (!k) return k.error();
  const auto collection = read_collection(dir.value());
  if (!collection) return collection.error();
  const Collection& data = collection.value();
  const std::string locale = args.text("locale", guess_language(data));

  const std::int64_t rss_before = rss_bytes();
  Searcher searcher(data, locale);
  if (!searcher.loaded()) return searcher.loaded().error();
  const std::int64_t rss = rss_bytes();

  Questions questions;
  questions.k = static_cast<std::size_t>(k.value());
  questions.drop_gold = args.has("drop-gold");
  for (const Collection::Row& query : data.queries) {
    const auto relevant = data.relevant.find(query.id);
    if (relevant == data.relevant.end()) continue;
    items.add(questions.ask(searcher, data, query, relevant->second));
  }

  Report report;
  report.params = {{"dir", dir.value()},
                   {"mode", mode},
                   {"k", k.value()},
                   {"locale", locale},
                   {"drop_gold", questions.drop_gold}};
  questions.tell(report);
  report.metrics.emplace_back(
      "ingest_per_s", rounded(static_cast<double>(data.corpus.size()) / searcher.seconds()));
  report.metrics.emplace_back("rss_bytes", rss);
  report.metrics.emplace_back("index_rss_bytes", rss - rss_before);
  report.metrics.emplace_back("documents", static_cast<std::int64_t>(data.corpus.size()));
  report.metrics.emplace_back("chunks", static_cast<std::int64_t>(searcher.chunks()));
  report.metrics.emplace_back("queries", static_cast<std::int64_t>(questions.quality.queries));
  return report;
}

}  // namespace

Bench retrieval_bench() {
  return {"retrieval",
          "finding the right documents of a test collection",
          {{"dir"}, {"mode"}, {"k"}, {"locale"}, {"drop-gold", false}, {"report"}},
          run};
}

}  // namespace parley::bench
