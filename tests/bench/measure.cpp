#include <algorithm>
#include <cmath>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

#include <dirent.h>
#include <unistd.h>

#include "base/error.hpp"
#include "bench/bench.hpp"

namespace parley::bench {
namespace {

std::int64_t clock_ns(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
}

std::string first_line(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

// Calls f with the path of each live thread of this process.
template <class F>
void for_each_thread(F&& f) {
  DIR* dir = opendir("/proc/self/task");
  if (dir == nullptr) return;
  while (const dirent* entry = readdir(dir)) {
    if (entry->d_name[0] != '.') f("/proc/self/task/" + std::string(entry->d_name));
  }
  closedir(dir);
}

}  // namespace

double percentile(const std::vector<double>& sorted, double q) {
  if (sorted.empty()) return 0;
  const double rank = std::ceil(q * static_cast<double>(sorted.size()));
  const auto at = static_cast<std::size_t>(std::max(1.0, rank)) - 1;
  return sorted[std::min(at, sorted.size() - 1)];
}

json::Value p50_p99(std::vector<double> numbers) {
  std::sort(numbers.begin(), numbers.end());
  const auto rounded = [](double x) { return std::round(x * 100) / 100; };
  return json::Object{{"p50", rounded(percentile(numbers, 0.5))},
                      {"p99", rounded(percentile(numbers, 0.99))}};
}

std::int64_t process_cpu_ns() {
  return clock_ns(CLOCK_PROCESS_CPUTIME_ID);
}
std::int64_t thread_cpu_ns() {
  return clock_ns(CLOCK_THREAD_CPUTIME_ID);
}
std::int64_t wall_ns() {
  return clock_ns(CLOCK_MONOTONIC);
}

std::int64_t named_threads_cpu_ns(std::string_view name) {
  std::int64_t sum = 0;
  for_each_thread([&](const std::string& path) {
    if (first_line(path + "/comm") != name) return;
    std::istringstream fields(first_line(path + "/schedstat"));
    std::int64_t on_cpu = 0;
    if (fields >> on_cpu) sum += on_cpu;
  });
  return sum;
}

std::int64_t thread_count() {
  std::int64_t count = 0;
  for_each_thread([&](const std::string&) { ++count; });
  return count;
}

std::int64_t rss_bytes() {
  std::istringstream fields(first_line("/proc/self/statm"));
  std::int64_t pages = 0;
  std::int64_t resident = 0;
  fields >> pages >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) {
    return make_error(Status::argument, "cannot read " + path);
  }
  return std::move(text).str();
}

}  // namespace parley::bench
