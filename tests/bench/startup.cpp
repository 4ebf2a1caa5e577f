// How long it takes until an engine is open, and until it has answered for the first time.

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "bench/all.hpp"
#include "bench/business.hpp"

namespace parley::bench {
namespace {

struct Times {
  double open_ms = 0;
  double first_answer_ms = 0;
};

double ms_since(std::int64_t start) {
  return std::round(static_cast<double>(wall_ns() - start) / 1e4) / 100;
}

Result<Times> measure(const std::string& data) {
  Times out;
  const std::int64_t start = wall_ns();
  Result<Engine> engine = open_engine(data);
  if (!engine) return std::move(engine).error();
  out.open_ms = ms_since(start);
  const std::int64_t asked = wall_ns();
  Result<Tenant> tenant = engine->open_tenant("bench");
  if (!tenant) return std::move(tenant).error();
  Result<Session> session = tenant->open_session();
  if (!session) return std::move(session).error();
  if (const auto answer = ask(*session, "What does page 17 say about that?"); !answer)
    return answer.error();
  out.first_answer_ms = ms_since(asked);
  engine->close();
  return out;
}

json::Value median(std::vector<double> numbers) {
  std::sort(numbers.begin(), numbers.end());
  return percentile(numbers, 0.5);
}

Result<Report> run_startup(const BenchArgs& args, Items&) {
  const Result<std::int64_t> chunks = args.integer("chunks", 10'000, 1, 1'000'000);
  if (!chunks) return chunks.error();
  const Result<std::int64_t> runs = args.integer("runs", 5, 1, 1000);
  if (!runs) return runs.error();
  const Folder folder;
  const std::string data = folder.path() + "/startup.db";
  const Business business = made_up_business(*chunks);
  if (const auto made = in_child(make_data_file, business, data); !made) return made.error();
  std::vector<double> open;
  std::vector<double> first;
  for (std::int64_t i = 0; i < *runs; ++i) {
    const Result<Times> times = measure(data);
    if (!times) return times.error();
    open.push_back(times->open_ms);
    first.push_back(times->first_answer_ms);
  }
  Report report;
  report.params = json::Object{{"chunks", *chunks}, {"runs", *runs}};
  report.metrics =
      json::Object{{"open_ms", median(open)},
                   {"open_ms_max", *std::max_element(open.begin(), open.end())},
                   {"first_answer_ms", median(first)},
                   {"first_answer_ms_max", *std::max_element(first.begin(), first.end())}};
  report.notes = {
      "medians of the runs; the file is in the page cache, the tenant is loaded by its first "
      "question"};
  return report;
}

}  // namespace

Bench startup_bench() {
  return {
      "startup", "opening an engine, and its first answer", {{"chunks"}, {"runs"}}, run_startup};
}

}  // namespace parley::bench
