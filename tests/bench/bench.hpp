#pragma once

#include <cstdint>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "parley/result.hpp"

#include "json/value.hpp"

namespace parley::bench {

// What stood behind `parley bench WHAT`. A flag may be repeated: its values in order; a flag
// without value has one empty one.
struct BenchArgs {
  std::map<std::string, std::vector<std::string>> flags;
  std::vector<std::string> positional;

  bool has(const std::string& name) const { return flags.contains(name); }
  // The last value given.
  std::string text(const std::string& name, std::string_view fallback = {}) const;
  // Status::argument when it is no whole number or outside [low, high].
  Result<std::int64_t> integer(const std::string& name, std::int64_t fallback, std::int64_t low,
                               std::int64_t high) const;
  // Status::argument when the flag is missing.
  Result<std::string> required(const std::string& name) const;
};

// The file of --out: one JSON line an item, in input order. Without --out it drops what it is
// given.
class Items {
 public:
  Items() = default;
  // Status::argument when the file cannot be written.
  Result<void> open(const std::string& path);
  bool wanted() const { return file_.is_open(); }
  void add(const json::Value& line);
  Result<void> close();

 private:
  std::ofstream file_;
  std::string path_;
  std::string line_;
};

// What a run found out. Becomes {bench, version, machine, params, metrics, notes}.
struct Report {
  json::Object params;
  json::Object metrics;
  std::vector<std::string> notes;
  std::vector<std::string> pictures;  // SVG, for --report
};

struct BenchFlag {
  std::string_view name;  // without the two dashes
  bool takes_value = true;
};

// One bench. --json and --out belong to all and are not listed. Errors of Status::argument are
// wrong usage (exit 2), others a failed run (exit 1).
struct Bench {
  std::string_view name;
  std::string_view summary;
  std::vector<BenchFlag> flags;
  Result<Report> (*run)(const BenchArgs& args, Items& items);
};

// All benches of this build, in alphabetical order.
const std::vector<Bench>& benches();

// The whole answer of a run, as it is printed.
json::Value to_json(const Bench& bench, Report report);

// The value below which the share `q` of the sorted numbers lies (nearest rank); 0 when there are
// none.
double percentile(const std::vector<double>& sorted, double q);
// {p50, p99} of numbers in any order.
json::Value p50_p99(std::vector<double> numbers);

// CPU time of this process and of the calling thread, and the steady clock; nanoseconds.
std::int64_t process_cpu_ns();
std::int64_t thread_cpu_ns();
std::int64_t wall_ns();
// CPU time of the live threads of this process with that name (/proc/self/task/*/schedstat),
// nanoseconds.
std::int64_t named_threads_cpu_ns(std::string_view name);
std::int64_t rss_bytes();
std::int64_t thread_count();

// A file's bytes; Status::argument says why it could not be read.
Result<std::string> read_file(const std::string& path);

}  // namespace parley::bench
