#include "command.hpp"
#include "failure.hpp"
#include "layout.hpp"

#ifdef PARLEY_WITH_TESTS
#include <algorithm>

#include "bench/bench.hpp"
#include "bench/page.hpp"
#else
#include "base/error.hpp"
#endif

namespace parley::cli {

#ifdef PARLEY_WITH_TESTS

namespace {

const bench::Bench* find_bench(const std::string& what) {
  const auto& all = bench::benches();
  const auto found = std::ranges::find(all, what, &bench::Bench::name);
  return found == all.end() ? nullptr : &*found;
}

Error no_bench(const std::string& given) {
  std::vector<std::string_view> names;
  std::string list;
  for (const bench::Bench& bench : bench::benches()) {
    names.push_back(bench.name);
    list += (list.empty() ? "one of: " : ", ") + std::string(bench.name);
  }
  if (given.empty()) return usage_error("bench needs to know what to measure", list);
  return usage_error("no bench \"" + given + "\" in this version" + did_you_mean(given, names),
                     list);
}

// Objects within the metrics are shown with the names joined by a point.
void add_rows(Table& table, const std::string& prefix, const json::Object& members) {
  for (const auto& [name, value] : members) {
    std::string path = prefix;
    if (!path.empty()) path += '.';
    path += name;
    if (const json::Object* inner = value.as_object()) {
      add_rows(table, path, *inner);
    } else {
      table.add({path, json::write(value)});
    }
  }
}

void show(Output& out, const json::Value& report) {
  Table table({"METRIC", "VALUE"});
  add_rows(table, "", report.object("metrics"));
  out.text(table.text());
  for (const json::Value& note : report.array("notes")) {
    if (const std::string* text = note.as_string()) out.text("note: " + *text + "\n");
  }
}

}  // namespace

std::vector<Flag> bench_flags(const std::string& what) {
  std::vector<Flag> out = {{"out"}};
  if (const bench::Bench* bench = find_bench(what)) {
    for (const bench::BenchFlag& flag : bench->flags)
      out.push_back({flag.name, flag.takes_value});
  }
  return out;
}

Result<int> run_bench(Context& context, const Arguments& arguments) {
  const std::string what = arguments.positional.empty() ? "" : arguments.positional[0];
  const bench::Bench* bench = find_bench(what);
  if (bench == nullptr) return no_bench(what);
  bench::BenchArgs given{arguments.flags, arguments.positional};
  given.positional.erase(given.positional.begin());
  bench::Items items;
  if (arguments.has("out")) {
    if (const Result<void> opened = items.open(arguments.text("out")); !opened)
      return opened.error();
  }
  Result<bench::Report> report = bench->run(given, items);
  if (!report) return std::move(report).error();
  if (const Result<void> closed = items.close(); !closed) return closed.error();
  const std::vector<std::string> pictures = std::move(report->pictures);
  const json::Value answer = bench::to_json(*bench, std::move(*report));
  if (arguments.has("report")) {
    const auto page = bench::write_page(arguments.text("report"), answer, pictures);
    if (!page) return page.error();
    if (!context.json()) context.out().text("report: " + *page + "\n");
  }
  if (context.json()) {
    context.out().json_line(answer);
  } else {
    show(context.out(), answer);
  }
  return kDone;
}

#else

std::vector<Flag> bench_flags(const std::string&) {
  return {};
}

Result<int> run_bench(Context&, const Arguments&) {
  return make_error(Status::state, "bench is not available in this build",
                    R"({"hint":"configure with -DPARLEY_TESTS=ON and build again"})");
}

#endif

}  // namespace parley::cli
