#include "bench/bench.hpp"

#include <charconv>
#include <fstream>
#include <string>

#include <unistd.h>

#include "parley/engine.hpp"

#include "base/error.hpp"
#include "bench/all.hpp"

namespace parley::bench {
namespace {

// "model name" of the first processor; "unknown" where the system does not say.
std::string processor() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

json::Value machine() {
  return json::Object{{"cores", static_cast<std::int64_t>(sysconf(_SC_NPROCESSORS_ONLN))},
                      {"cpu", processor()}};
}

}  // namespace

const std::vector<Bench>& benches() {
  static const std::vector<Bench> all = {
      ledger_bench(), memory_use_bench(), responder_bench(), retrieval_bench(),
      sse_bench(),    startup_bench(),    turn_bench(),
  };
  return all;
}

std::string BenchArgs::text(const std::string& name, std::string_view fallback) const {
  const auto found = flags.find(name);
  return found == flags.end() || found->second.empty() ? std::string(fallback)
                                                       : found->second.back();
}

Result<std::int64_t> BenchArgs::integer(const std::string& name, std::int64_t fallback,
                                        std::int64_t low, std::int64_t high) const {
  if (!has(name)) return fallback;
  const std::string given = text(name);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), number);
  if (error == std::errc() && end == given.data() + given.size() && number >= low &&
      number <= high) {
    return number;
  }
  return make_error(Status::argument, "--" + name + " " + given + " must be a whole number from " +
                                          std::to_string(low) + " to " + std::to_string(high));
}

Result<std::string> BenchArgs::required(const std::string& name) const {
  std::string given = text(name);
  if (given.empty()) return make_error(Status::argument, "--" + name + " is missing");
  return given;
}

Result<void> Items::open(const std::string& path) {
  path_ = path;
  file_.open(path, std::ios::binary | std::ios::trunc);
  if (!file_) return make_error(Status::argument, "cannot write --out " + path);
  return {};
}

void Items::add(const json::Value& line) {
  if (!wanted()) return;
  line_.clear();
  json::append(line_, line);
  line_ += '\n';
  file_ << line_;
}

Result<void> Items::close() {
  if (!wanted()) return {};
  file_.close();
  if (!file_) return make_error(Status::store, "cannot write --out " + path_);
  return {};
}

json::Value to_json(const Bench& bench, Report report) {
  json::Array notes;
  for (std::string& note : report.notes)
    notes.emplace_back(std::move(note));
  return json::Object{{"bench", bench.name},
                      {"version", version()},
                      {"machine", machine()},
                      {"params", std::move(report.params)},
                      {"metrics", std::move(report.metrics)},
                      {"notes", std::move(notes)}};
}

}  // namespace parley::bench
