// How much durability costs: turns through the store (accepted, then committed) against the same
// statements on bare SQLite one by one, in alternating rounds of the same run, so that a busy disk
// meets both.

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/error.hpp"
#include "bench/all.hpp"
#include "bench/ledger/bare.hpp"
#include "store/store.hpp"

namespace parley::bench {
namespace {

constexpr std::int64_t kRounds = 5;

// A folder that is gone when the bench ends.
struct Scratch {
  std::string path;
  ~Scratch() {
    std::error_code ignored;
    if (!path.empty()) std::filesystem::remove_all(path, ignored);
  }
};

// One producer: a session, and a wait for each of its turns' two durable points.
class Producer {
 public:
  Producer(store::Store& store, std::int64_t tenant, std::int64_t session)
      : store_(store), tenant_(tenant), session_(session) {}

  bool turn() {
    ++turn_;
    store_.accept(input(), [this](const Result<AcceptOutcome>& done) { answer(done.ok()); });
    if (!wait()) return false;
    store_.commit(whole(), [this](const Result<bool>& done) { answer(done.ok()); });
    return wait();
  }

 private:
  AcceptInput input() const {
    AcceptInput in;
    in.session = session_;
    in.channel = "web";
    in.turn = turn_;
    in.turn_id = turn_id_of(session_, turn_);
    in.at = kNow + turn_;
    in.body = kBody;
    return in;
  }

  TurnCommit whole() const {
    TurnCommit out;
    out.session = session_;
    out.tenant = tenant_;
    out.seen_head = 3 * (turn_ - 1);
    out.turn_id = turn_id_of(session_, turn_);
    out.head_hash = digest_from(kSalt);
    out.state = "state of the dialogue";
    out.touched_at = kNow + turn_;
    out.expires_at = kNow + turn_ + 1000;
    out.events.reserve(3);
    out.events.push_back(row_of(out.seen_head + 1, turn_, kRowInput, kQuestion, ""));
    out.events.push_back(row_of(out.seen_head + 2, turn_, 2, kAnswer, ""));
    out.events.push_back(row_of(out.seen_head + 3, turn_, 11, "", kEndMeta));
    return out;
  }

  void answer(bool good) {
    const std::lock_guard lock(mutex_);
    answer_ = good;
    ready_.notify_one();
  }

  bool wait() {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [this] { return answer_.has_value(); });
    return *std::exchange(answer_, std::nullopt);
  }

  store::Store& store_;
  std::int64_t tenant_;
  std::int64_t session_;
  std::int64_t turn_ = 0;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::optional<bool> answer_;
};

struct Engine {
  std::unique_ptr<store::Store> store;
  std::vector<std::unique_ptr<Producer>> producers;
};

Result<Engine> open_engine(const Plan& plan) {
  store::StoreConfig config;
  config.path = plan.file("ledger.db");
  config.synchronous = plan.synchronous;
  auto opened = store::Store::open(config);
  if (!opened.ok()) return opened.error();
  Engine engine{std::move(opened).value(), {}};
  const auto tenant = engine.store->put_tenant("bench", "{}", Digest{}, kNow);
  if (!tenant.ok()) return tenant.error();
  for (std::int64_t i = 1; i <= plan.producers; ++i) {
    OpenSession request;
    request.tenant = tenant->id;
    request.name = "s" + std::to_string(i);
    request.salt = kSalt;
    const auto session = engine.store->open_session(request);
    if (!session.ok()) return session.error();
    engine.producers.push_back(std::make_unique<Producer>(*engine.store, tenant->id, session->id));
  }
  return engine;
}

struct Round {
  double turns_per_s = 0;
  double cpu_us = 0;  // a turn, whole process
  bool good = true;
};

template <class Work>
Round measure(std::int64_t turns, Work&& work) {
  const std::int64_t cpu = process_cpu_ns();
  const std::int64_t wall = wall_ns();
  Round round;
  round.good = work();
  round.turns_per_s = static_cast<double>(turns) * 1e9 / static_cast<double>(wall_ns() - wall);
  round.cpu_us = static_cast<double>(process_cpu_ns() - cpu) / 1e3 / static_cast<double>(turns);
  return round;
}

Round bare_round(Bare& bare, const Plan& plan, std::int64_t first_turn) {
  const std::int64_t each = plan.turns / plan.producers;
  return measure(each * plan.producers, [&] {
    for (std::int64_t turn = first_turn; turn < first_turn + each; ++turn) {
      for (std::int64_t session = 1; session <= plan.producers; ++session) {
        if (!bare.turn(session, turn)) return false;
      }
    }
    return true;
  });
}

Round engine_round(Engine& engine, const Plan& plan) {
  const std::int64_t each = plan.turns / plan.producers;
  std::atomic<bool> good{true};
  return measure(each * plan.producers, [&] {
    std::vector<std::thread> threads;
    threads.reserve(engine.producers.size());
    for (const auto& producer : engine.producers) {
      threads.emplace_back([&good, each, one = producer.get()] {
        for (std::int64_t i = 0; i < each && good; ++i) {
          if (!one->turn()) good = false;
        }
      });
    }
    for (std::thread& thread : threads)
      thread.join();
    return good.load();
  });
}

double median(const std::vector<Round>& rounds, double Round::* member) {
  std::vector<double> numbers;
  numbers.reserve(rounds.size());
  for (const Round& round : rounds)
    numbers.push_back(round.*member);
  std::sort(numbers.begin(), numbers.end());
  return percentile(numbers, 0.5);
}

double rounded(double x) {
  return std::round(x * 100) / 100;
}

// What the file has grown by once the log is moved into it; the empty tables are not counted.
Result<std::int64_t> settled_bytes(const Plan& plan, store::Store& store) {
  if (auto moved = store.checkpoint(); !moved.ok()) return moved.error();
  std::error_code none;
  const auto size = std::filesystem::file_size(plan.file("ledger.db"), none);
  return none ? 0 : static_cast<std::int64_t>(size);
}

Result<json::Object> run_rounds(const Plan& plan) {
  auto bare = Bare::open(plan);
  if (!bare.ok()) return bare.error();
  auto engine = open_engine(plan);
  if (!engine.ok()) return engine.error();
  const auto empty = settled_bytes(plan, *engine->store);
  if (!empty.ok()) return empty.error();
  std::vector<Round> bare_rounds;
  std::vector<Round> engine_rounds;
  for (std::int64_t round = 0; round < kRounds; ++round) {
    bare_rounds.push_back(bare_round(**bare, plan, 1 + round * (plan.turns / plan.producers)));
    engine_rounds.push_back(engine_round(*engine, plan));
    if (!bare_rounds.back().good || !engine_rounds.back().good) {
      return make_error(Status::store, "a turn could not be committed");
    }
  }
  const auto full = settled_bytes(plan, *engine->store);
  if (!full.ok()) return full.error();
  const std::int64_t turns = kRounds * (plan.turns / plan.producers) * plan.producers;
  const double ours = median(engine_rounds, &Round::turns_per_s);
  const double theirs = median(bare_rounds, &Round::turns_per_s);
  return json::Object{{"commits_per_s", rounded(2 * ours)},
                      {"bare_commits_per_s", rounded(2 * theirs)},
                      {"commits_over_bare", rounded(ours / theirs)},
                      {"time_over_bare", rounded(theirs / ours)},
                      {"cpu_us_per_turn", rounded(median(engine_rounds, &Round::cpu_us))},
                      {"bare_cpu_us_per_turn", rounded(median(bare_rounds, &Round::cpu_us))},
                      {"disk_bytes_per_turn", (*full - *empty) / turns},
                      {"raw_bytes_per_turn", std::ssize(kQuestion) + std::ssize(kAnswer)}};
}

Result<store::Synchronous> synchronous_of(const std::string& name) {
  if (name == "full") return store::Synchronous::full;
  if (name == "normal") return store::Synchronous::normal;
  if (name == "off") return store::Synchronous::off;
  return make_error(Status::argument, "--synchronous " + name + " must be full, normal or off");
}

Result<Plan> plan_of(const BenchArgs& args) {
  Plan plan;
  const auto producers = args.integer("producers", 1, 1, 1024);
  if (!producers.ok()) return producers.error();
  const auto turns = args.integer("turns", 5000, 1, 10'000'000);
  if (!turns.ok()) return turns.error();
  plan.synchronous_name = args.text("synchronous", "full");
  const auto synchronous = synchronous_of(plan.synchronous_name);
  if (!synchronous.ok()) return synchronous.error();
  const std::string where = args.text("store", "file");
  if (where != "file" && where != "memory") {
    return make_error(Status::argument, "--store " + where + " must be file or memory");
  }
  plan.producers = *producers;
  plan.turns = std::max(*turns / kRounds, plan.producers);
  plan.synchronous = *synchronous;
  plan.memory = where == "memory";
  return plan;
}

Result<Report> run_ledger(const BenchArgs& args, Items&) {
  auto plan = plan_of(args);
  if (!plan.ok()) return plan.error();
  Scratch scratch;
  std::string folder =
      args.text("dir", std::filesystem::temp_directory_path().string()) + "/parley-bench-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) {
    return make_error(Status::argument,
                      "cannot make a folder " + folder + "; --dir names another place");
  }
  scratch.path = plan->folder = folder;
  auto metrics = run_rounds(*plan);
  if (!metrics.ok()) return metrics.error();
  Report report;
  report.params = json::Object{{"producers", plan->producers},
                               {"turns", plan->turns * kRounds},
                               {"synchronous", plan->synchronous_name},
                               {"store", plan->memory ? "memory" : "file"}};
  report.metrics = std::move(metrics).value();
  report.notes = {
      "a turn is two durable transactions: accepted (one row) and committed (three events, head, "
      "inbox)",
      "rates are medians of 5 alternating rounds; one producer: time_over_bare, many: "
      "commits_over_bare"};
  return report;
}

}  // namespace

Bench ledger_bench() {
  return {"ledger",
          "turns made durable, against the same statements on bare SQLite one by one",
          {{"producers"}, {"turns"}, {"synchronous"}, {"store"}, {"dir"}},
          run_ledger};
}

}  // namespace parley::bench
