// What one turn costs: CPU of the whole process around one turn at a time, on a tenant with its
// documents.

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>

#include "base/error.hpp"
#include "bench/all.hpp"
#include "bench/business.hpp"
#include "bench/page.hpp"

namespace parley::bench {
namespace {

constexpr std::int64_t kWarmUp = 200;
// Turns 1 to 11 of a conversation have 0 to 10 turns before them: ten messages on average.
constexpr std::int64_t kTurnsEach = 11;
constexpr std::string_view kWriter = "parley-ledger";  // the store's thread; not there in memory

struct Plan {
  Business business;
  std::vector<std::string> script;
  std::int64_t turns = 0;
  bool file = false;
};

struct Measured {
  std::vector<double> cpu_us;
  std::vector<double> wall_us;
  std::vector<double> rest_us;  // of cpu_us, in no stage
  std::map<std::string, std::vector<double>> stages;
  std::vector<std::string> stage_order;
  std::map<std::string, std::int64_t> answered_by;
  double writer_us = 0;
  std::int64_t raw_bytes = 0;
  std::int64_t all_turns = 0;
};

Result<std::vector<std::string>> read_script(const BenchArgs& args) {
  std::string file = args.text("script");
  if (file.empty() && args.has("tenant")) {
    file = (std::filesystem::path(args.text("tenant")).parent_path() / "turns.jsonl").string();
  }
  if (file.empty())
    return make_error(Status::argument,
                      "--script is missing; --tenant DOC takes turns.jsonl beside DOC");
  const Result<std::string> text = read_file(file);
  if (!text) return text.error();
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text->size();) {
    const std::size_t end = std::min(text->find('\n', at), text->size());
    const Result<json::Value> line = json::parse(text->substr(at, end - at));
    if (end > at && (!line || line->text("text").empty())) {
      return make_error(Status::argument, file + ": each line must be {\"text\": \"…\"}");
    }
    if (end > at) out.emplace_back(line->text("text"));
    at = end + 1;
  }
  if (out.empty()) return make_error(Status::argument, file + " has no line");
  return out;
}

Result<Plan> plan_of(const BenchArgs& args) {
  Plan plan;
  Result<Business> business = business_of(args);
  if (!business) return std::move(business).error();
  plan.business = std::move(*business);
  Result<std::vector<std::string>> script = read_script(args);
  if (!script) return std::move(script).error();
  plan.script = std::move(*script);
  const Result<std::int64_t> turns = args.integer("turns", 2000, 1, 10'000'000);
  if (!turns) return turns.error();
  plan.turns = *turns;
  const std::string store = args.text("store", "memory");
  if (store != "memory" && store != "file") {
    return make_error(Status::argument, "--store " + store + " must be memory or file");
  }
  plan.file = store == "file";
  return plan;
}

class Runner {
 public:
  Runner(const Plan& plan, Tenant tenant, Items& items)
      : plan_(plan), tenant_(std::move(tenant)), items_(items) {}

  Result<Measured> run() {
    for (std::int64_t i = 0; i < kWarmUp + plan_.turns; ++i) {
      if (i == kWarmUp) writer_before_ = named_threads_cpu_ns(kWriter);
      if (const auto done = one(i); !done) return done.error();
    }
    out_.writer_us = static_cast<double>(named_threads_cpu_ns(kWriter) - writer_before_) / 1e3 /
                     static_cast<double>(plan_.turns);
    out_.all_turns = kWarmUp + plan_.turns;
    return std::move(out_);
  }

 private:
  // A conversation that was handed to a person has no real turns any more.
  Result<void> renew() {
    if (session_ && in_session_ < kTurnsEach && !handed_over_) return {};
    Result<Session> session = tenant_.open_session();
    if (!session) return std::move(session).error();
    session_ = std::move(*session);
    in_session_ = 0;
    handed_over_ = false;
    return {};
  }

  Result<void> one(std::int64_t number) {
    if (const auto renewed = renew(); !renewed) return renewed;
    const std::string& text = plan_.script[static_cast<std::size_t>(number) % plan_.script.size()];
    const std::int64_t wall = wall_ns();
    const std::int64_t cpu = process_cpu_ns();
    std::size_t answer_bytes = 0;
    Result<std::string> id = ask(*session_, text, &answer_bytes);
    const double cpu_us = static_cast<double>(process_cpu_ns() - cpu) / 1e3;
    const double wall_us = static_cast<double>(wall_ns() - wall) / 1e3;
    if (!id) return std::move(id).error();
    ++in_session_;
    out_.raw_bytes += static_cast<std::int64_t>(text.size() + answer_bytes);
    return look_at(number, *id, cpu_us, wall_us);
  }

  // Outside of the measured part.
  Result<void> look_at(std::int64_t number, const std::string& id, double cpu_us, double wall_us) {
    const Result<std::string> answer =
        session_->view(json::write(json::Object{{"view", "explain"}, {"turn", id}}));
    if (!answer) return answer.error();
    const Result<json::Value> view = json::parse(*answer);
    if (!view) return view.error();
    handed_over_ = view->text("reason_of_end") == "handoff";
    if (number < kWarmUp) return {};
    out_.cpu_us.push_back(cpu_us);
    out_.wall_us.push_back(wall_us);
    ++out_.answered_by[std::string(view->text("answered_by"))];
    json::Object stages;
    double told = 0;
    for (const json::Value& stage : view->array("stages")) {
      const std::string name(stage.text("name"));
      const json::Value* us = stage.find("us");
      if (!out_.stages.contains(name)) out_.stage_order.push_back(name);
      out_.stages[name].push_back(us != nullptr ? us->number() : 0);
      told += out_.stages[name].back();
      stages.emplace_back(name, us != nullptr ? *us : json::Value(0));
    }
    out_.rest_us.push_back(std::max(0.0, cpu_us - told));
    items_.add(json::Object{{"turn", number - kWarmUp + 1},
                            {"stages", std::move(stages)},
                            {"cpu_us", cpu_us},
                            {"wall_us", wall_us}});
    return {};
  }

  const Plan& plan_;
  Tenant tenant_;
  Items& items_;
  std::optional<Session> session_;
  std::int64_t in_session_ = 0;
  bool handed_over_ = false;
  std::int64_t writer_before_ = 0;
  Measured out_;
};

std::int64_t size_on_disk(const std::string& file) {
  std::int64_t sum = 0;
  for (const char* suffix : {"", "-wal"}) {
    std::error_code fault;
    const auto size = std::filesystem::file_size(file + suffix, fault);
    if (!fault) sum += static_cast<std::int64_t>(size);
  }
  return sum;
}

// CPU of the same statements on bare SQLite, from the bench that knows them.
Result<double> bare_cpu_us(const Plan& plan) {
  Items dropped;
  BenchArgs args;
  args.flags = {
      {"producers", {"1"}}, {"turns", {"2000"}}, {"store", {plan.file ? "file" : "memory"}}};
  const Result<Report> report = ledger_bench().run(args, dropped);
  if (!report) return report.error();
  const json::Value metrics(report->metrics);
  const json::Value* cpu = metrics.find("bare_cpu_us_per_turn");
  return cpu != nullptr ? cpu->number() : 0.0;
}

double rounded(double number) {
  return std::round(number * 100) / 100;
}

Report report_of(const Plan& plan, const Measured& measured, double bare_us) {
  Report report;
  json::Object stages;
  for (const std::string& name : measured.stage_order) {
    stages.emplace_back(name, p50_p99(measured.stages.at(name)));
  }
  json::Object by;
  for (const auto& [name, count] : measured.answered_by)
    by.emplace_back(name, count);
  report.params = json::Object{{"turns", plan.turns},
                               {"store", plan.file ? "file" : "memory"},
                               {"script_lines", static_cast<std::int64_t>(plan.script.size())},
                               {"turns_a_session", kTurnsEach},
                               {"warm_up", kWarmUp}};
  report.metrics = json::Object{
      {"cpu_us", p50_p99(measured.cpu_us)},
      {"wall_us", p50_p99(measured.wall_us)},
      {"stages", std::move(stages)},
      {"rest_us", p50_p99(measured.rest_us)},
      {"writer_cpu_us", plan.file ? json::Value(rounded(measured.writer_us)) : json::Value()},
      {"commit_over_bare", bare_us > 0 && plan.file
                               ? json::Value(rounded(measured.writer_us / bare_us))
                               : json::Value()},
      {"answered_by", std::move(by)}};
  std::vector<Bar> stage_bars;
  for (const std::string& name : measured.stage_order) {
    std::vector<double> times = measured.stages.at(name);
    std::sort(times.begin(), times.end());
    stage_bars.push_back({name, percentile(times, 0.5), percentile(times, 0.99)});
  }
  report.pictures = {bars("What a stage takes: half of the turns · 99 of 100", "µs", stage_bars),
                     histogram("CPU of a turn", "µs", measured.cpu_us),
                     histogram("CPU in no stage's figure", "µs", measured.rest_us)};
  report.notes = {
      "stages: microseconds on the clock, so a turn that had to wait for a processor shows it "
      "there",
      "cpu_us: CPU of the whole process from say() to END, one turn at a time, pulling included",
      "rest_us: CPU in no stage's figure: a turn is on record before its own write, so that write, "
      "END, the pulling and what starts a turn are here",
      "commit_over_bare: CPU of the writer thread for a turn over that of the same "
      "statements on bare SQLite; in memory there is no such thread, and both are null",
      "a conversation has 11 turns, so ten messages of history on average"};
  return report;
}

Result<Report> run_turn(const BenchArgs& args, Items& items) {
  const Result<Plan> plan = plan_of(args);
  if (!plan) return plan.error();
  const Folder folder;
  const std::string data = plan->file ? folder.path() + "/turn.db" : ":memory:";
  if (plan->file) {
    if (const auto made = make_data_file(plan->business, data); !made) return made.error();
  }
  const std::int64_t before = size_on_disk(data);
  Result<Engine> engine = open_engine(data);
  if (!engine) return std::move(engine).error();
  Result<Tenant> tenant =
      plan->file ? engine->open_tenant("bench") : install(*engine, plan->business);
  if (!tenant) return std::move(tenant).error();
  const Result<Measured> measured = Runner(*plan, *tenant, items).run();
  if (!measured) return measured.error();
  engine->close();
  const Result<double> bare = bare_cpu_us(*plan);
  if (!bare) return bare.error();
  Report report = report_of(*plan, *measured, *bare);
  const double all = static_cast<double>(measured->all_turns);
  const double raw = rounded(static_cast<double>(measured->raw_bytes) / all);
  const double disk = rounded(static_cast<double>(size_on_disk(data) - before) / all);
  report.metrics.emplace_back("disk_bytes_per_turn",
                              plan->file ? json::Value(disk) : json::Value());
  report.metrics.emplace_back("raw_bytes_per_turn", raw);
  return report;
}

}  // namespace

Bench turn_bench() {
  return {"turn",
          "what one turn costs, stage by stage",
          {{"tenant"}, {"kb"}, {"script"}, {"turns"}, {"store"}, {"report"}},
          run_turn};
}

}  // namespace parley::bench
