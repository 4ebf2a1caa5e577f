#include "bench/retrieval/beir.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "base/error.hpp"
#include "bench/bench.hpp"
#include "json/value.hpp"
#include "nlp/stop_words.hpp"
#include "nlp/words.hpp"

namespace parley::bench {
namespace {

Error fault(const std::string& path, std::size_t line, std::string_view what) {
  return make_error(Status::argument, path + ":" + std::to_string(line) + ": " + std::string(what));
}

// Calls f(line, number) for each line that is not empty until it fails.
template <class F>
Result<void> for_each_line(const std::string& path, F&& f) {
  const auto body = read_file(path);
  if (!body) return body.error();
  std::string_view rest = body.value();
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty()) continue;
    if (Result<void> done = f(line, number); !done) return done;
  }
  return {};
}

Result<std::vector<Collection::Row>> read_rows(const std::string& path) {
  std::vector<Collection::Row> rows;
  const auto read = for_each_line(path, [&](std::string_view line, std::size_t number) {
    auto value = json::parse(line);
    if (!value) return Result<void>(fault(path, number, value.error().message));
    if (value.value().text("_id").empty())
      return Result<void>(fault(path, number, "_id is missing"));
    rows.push_back({std::string(value.value().text("_id")),
                    std::string(value.value().text("title")),
                    std::string(value.value().text("text"))});
    return Result<void>();
  });
  if (!read) return read.error();
  return rows;
}

Result<void> read_judgements(const std::string& path, Collection& out) {
  return for_each_line(path, [&](std::string_view line, std::size_t number) {
    if (number == 1) return Result<void>();
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    if (second == std::string_view::npos) {
      return Result<void>(fault(path, number, "expected query, document and grade between tabs"));
    }
    int grade = 0;
    std::from_chars(line.data() + second + 1, line.data() + line.size(), grade);
    if (grade > 0) {
      const std::string document(line.substr(first + 1, second - first - 1));
      out.relevant[std::string(line.substr(0, first))][document] = grade;
    }
    return Result<void>();
  });
}

}  // namespace

Result<Collection> read_collection(const std::string& dir) {
  Collection out;
  auto corpus = read_rows(dir + "/corpus.jsonl");
  if (!corpus) return std::move(corpus).error();
  out.corpus = std::move(corpus).value();
  auto queries = read_rows(dir + "/queries.jsonl");
  if (!queries) return std::move(queries).error();
  out.queries = std::move(queries).value();
  if (auto read = read_judgements(dir + "/qrels.tsv", out); !read) return std::move(read).error();
  return out;
}

std::string guess_language(const Collection& collection) {
  constexpr std::array<std::string_view, 6> kLanguages = {"en", "es", "fr", "de", "it", "pt"};
  std::array<std::size_t, kLanguages.size()> hits{};
  std::size_t words = 0;
  for (std::size_t i = 0; i < collection.corpus.size() && words < 20'000; ++i) {
    nlp::for_each_word(collection.corpus[i].text, [&](std::string_view folded, auto, auto) {
      ++words;
      for (std::size_t l = 0; l < kLanguages.size(); ++l) {
        if (nlp::is_stop_word(folded, kLanguages[l])) ++hits[l];
      }
    });
  }
  const auto best = std::max_element(hits.begin(), hits.end());
  if (*best * 10 < words) return "und";
  return std::string(kLanguages[static_cast<std::size_t>(best - hits.begin())]);
}

}  // namespace parley::bench
