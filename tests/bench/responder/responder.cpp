#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "bench/all.hpp"
#include "bench/bench.hpp"
#include "bench/retrieval/beir.hpp"
#include "llm/responder/pick.hpp"
#include "retrieval/knowledge_base.hpp"

namespace parley::bench {
namespace {

using retrieval::DocumentInput;
using retrieval::KnowledgeBase;

struct Told {
  llm::Pick pick;
  std::string quoted;
  std::string source;
  double us = 0;  // CPU, without the search
};

Told ask(const KnowledgeBase& base, const std::string& question, const std::string& locale) {
  Told out;
  const Evidence evidence = base.search(question, llm::kMaxPassages);
  const std::int64_t begin = thread_cpu_ns();
  out.pick = llm::pick_answer(evidence, question, locale);
  out.us = static_cast<double>(thread_cpu_ns() - begin) / 1e3;
  if (out.pick.kind != llm::Pick::Kind::quote) return out;
  const Passage& passage = evidence.passages[static_cast<std::size_t>(out.pick.passage)];
  out.quoted = passage.text.substr(static_cast<std::size_t>(out.pick.begin),
                                   static_cast<std::size_t>(out.pick.size));
  out.source = passage.document;
  return out;
}

json::Object line_of(const std::string& id, const Told& told) {
  const bool abstained = told.pick.kind != llm::Pick::Kind::quote;
  json::Object line{{"qid", id},
                    {"quoted", told.quoted},
                    {"source", told.source},
                    {"abstained", abstained},
                    {"confidence", static_cast<double>(told.pick.confidence_e4) / 10'000},
                    {"us", std::round(told.us)}};
  if (told.pick.kind == llm::Pick::Kind::clarify) {
    line.emplace_back("asked", json::Array{told.pick.choices[0], told.pick.choices[1]});
  }
  return line;
}

struct Counts {
  std::int64_t right = 0;
  std::int64_t wrong = 0;
  std::int64_t abstained = 0;
  std::int64_t asked_back = 0;  // of the abstained
  std::vector<double> times;

  void add(const Told& told, bool is_right) {
    times.push_back(told.us);
    if (told.pick.kind == llm::Pick::Kind::quote) {
      ++(is_right ? right : wrong);
    } else {
      ++abstained;
      asked_back += told.pick.kind == llm::Pick::Kind::clarify ? 1 : 0;
    }
  }

  json::Object metrics() const {
    const auto share = [](std::int64_t part, std::int64_t all) {
      const double value = all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
      return std::round(value * 10'000) / 10'000;
    };
    const std::int64_t answered = right + wrong;
    return {{"right", right},
            {"wrong", wrong},
            {"abstained", abstained},
            {"asked_back", asked_back},
            {"right_of_answered", share(right, answered)},
            {"answered", share(answered, answered + abstained)},
            {"us", p50_p99(times)}};
  }
};

Result<Report> run_collection(const BenchArgs& args, Items& items) {
  const auto collection = read_collection(args.text("dir"));
  if (!collection) return collection.error();
  const std::string locale = args.text("locale", guess_language(collection.value()));
  std::vector<DocumentInput> documents;
  for (const Collection::Row& row : collection.value().corpus) {
    documents.push_back({row.id, row.title, retrieval::Format::text, row.text});
  }
  KnowledgeBase base("bench", locale);
  if (auto loaded = base.apply(documents, {}, 1); !loaded) return loaded.error();
  Counts counts;
  for (const Collection::Row& query : collection.value().queries) {
    const auto relevant = collection.value().relevant.find(query.id);
    if (relevant == collection.value().relevant.end()) continue;
    const Told told = ask(base, query.text, locale);
    counts.add(told, relevant->second.contains(told.source));
    items.add(line_of(query.id, told));
  }
  Report report;
  report.params = {{"dir", args.text("dir")}, {"locale", locale}};
  report.metrics = counts.metrics();
  report.notes = {"right: the quoted passage is a relevant one; asked_back is part of abstained"};
  return report;
}

Result<std::vector<DocumentInput>> read_folder(const std::string& dir) {
  std::vector<DocumentInput> out;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(dir, error)) {
    if (entry.path().extension() != ".md") continue;
    auto body = read_file(entry.path().string());
    if (!body) return std::move(body).error();
    out.push_back({entry.path().filename().string(), "", retrieval::Format::markdown,
                   std::move(body).value()});
  }
  if (error) return make_error(Status::argument, "cannot read the folder " + dir);
  return out;
}

// A tenant's folder of Markdown and questions {question, document | null, must_contain}.
Result<Report> run_folder(const BenchArgs& args, Items& items) {
  auto documents = read_folder(args.text("docs"));
  if (!documents) return std::move(documents).error();
  const auto questions = read_file(args.text("questions"));
  if (!questions) return questions.error();
  const std::string locale = args.text("locale", "en");
  KnowledgeBase base("bench", locale);
  if (auto loaded = base.apply(documents.value(), {}, 1); !loaded) return loaded.error();
  Counts document;
  Counts sentence;
  Counts nothing;
  std::string_view rest = questions.value();
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const auto row = json::parse(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!row) return row.error();
    const std::string question(row.value().text("question"));
    const std::string_view wanted = row.value().text("document");
    const Told told = ask(base, question, locale);
    const bool holds = told.quoted.find(row.value().text("must_contain")) != std::string::npos;
    if (wanted.empty()) {
      nothing.add(told, false);
    } else {
      document.add(told, told.source == wanted);
      sentence.add(told, holds);
    }
    items.add(line_of(question, told));
  }
  Report report;
  report.params = {{"docs", args.text("docs")}, {"questions", args.text("questions")}};
  report.metrics = {{"document", document.metrics()},
                    {"sentence", sentence.metrics()},
                    {"without_answer", nothing.metrics()}};
  report.notes = {
      "document, sentence: questions that the folder answers; without_answer: the others"};
  return report;
}

Result<Report> run(const BenchArgs& args, Items& items) {
  if (args.has("docs") && args.has("questions")) return run_folder(args, items);
  if (const auto dir = args.required("dir"); !dir) return dir.error();
  return run_collection(args, items);
}

}  // namespace

Bench responder_bench() {
  return {"responder",
          "whether the built-in responder quotes the right passage",
          {{"dir"}, {"docs"}, {"questions"}, {"locale"}},
          run};
}

}  // namespace parley::bench
