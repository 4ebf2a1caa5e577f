// How much durability costs: turns through the store (accepted, then committed) against the same
// statements on bare SQLite one by one, in alternating rounds of the same run, so that a busy disk
// meets both.

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include <sqlite3.h>
#include <stdlib.h>

#include "base/error.hpp"
#include "bench/all.hpp"
#include "store/schema.hpp"
#include "store/store.hpp"

namespace parley::bench {
namespace {

constexpr std::int64_t kRounds = 5;
constexpr std::string_view kQuestion = "Can I return shoes that I have worn outside for a day?";
constexpr std::string_view kAnswer =
    "\"Shoes can be returned within 30 days as long as the soles are clean.\" That is what our "
    "page on returns says; worn "
    "outside they usually are not. Shall I put you through to a colleague who can look at your "
    "pair?";
constexpr std::string_view kEndMeta =
    "end: reason, who answered, tokens in and out, stage times....";
constexpr std::string_view kBody =
    R"({"kind":"message","parts":[{"type":"text","text":"Can I return shoes that I wore outside?"}]})";
constexpr std::string_view kSalt = "sixteen bytes...";
constexpr std::int64_t kNow = 1'700'000'000'000;

struct Plan {
  std::int64_t producers = 1;
  std::int64_t turns = 0;  // of one round, all producers together
  store::Synchronous synchronous = store::Synchronous::full;
  std::string synchronous_name;
  bool memory = false;
  std::string folder;

  std::string file(const std::string& name) const {
    return memory ? ":memory:" : folder + "/" + name;
  }
};

// A folder that is gone when the bench ends.
struct Scratch {
  std::string path;
  ~Scratch() {
    std::error_code ignored;
    if (!path.empty()) std::filesystem::remove_all(path, ignored);
  }
};

std::string turn_id_of(std::int64_t session, std::int64_t turn) {
  return "t" + std::to_string(session) + "-" + std::to_string(turn);
}

EventRow row_of(std::int64_t seq, std::int64_t turn, int kind, std::string_view text,
                std::string_view meta) {
  EventRow row;
  row.seq = seq;
  row.turn = turn;
  row.kind = kind;
  row.at = kNow + turn;
  row.text = text;
  row.meta = meta;
  return row;
}

// Bare SQLite.

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
struct Close {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};

class Bare {
 public:
  static Result<std::unique_ptr<Bare>> open(const Plan& plan);

  bool turn(std::int64_t session, std::int64_t turn) {
    return accept(session, turn) && commit(session, turn);
  }

 private:
  using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

  bool run(const std::string& sql) {
    return sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  }
  Statement prepare(const char* sql) {
    sqlite3_stmt* raw = nullptr;
    sqlite3_prepare_v3(db_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    return Statement(raw);
  }
  static bool step(const Statement& statement) {
    const bool done = sqlite3_step(statement.get()) == SQLITE_DONE;
    sqlite3_reset(statement.get());
    return done;
  }
  static void number(const Statement& s, int at, std::int64_t value) {
    sqlite3_bind_int64(s.get(), at, value);
  }
  static void text(const Statement& s, int at, std::string_view value) {
    sqlite3_bind_text64(s.get(), at, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  static void blob(const Statement& s, int at, std::string_view value) {
    sqlite3_bind_blob64(s.get(), at, value.data(), value.size(), SQLITE_STATIC);
  }
  bool accept(std::int64_t session, std::int64_t turn);
  bool commit(std::int64_t session, std::int64_t turn);
  bool event(std::int64_t session, const EventRow& row);

  std::unique_ptr<sqlite3, Close> db_;
  Statement begin_, commit_, accept_, advance_, event_, settle_;
};

Result<std::unique_ptr<Bare>> Bare::open(const Plan& plan) {
  auto bare = std::make_unique<Bare>();
  sqlite3* raw = nullptr;
  sqlite3_open(plan.file("bare.db").c_str(), &raw);
  bare->db_.reset(raw);
  bool good = bare->run("pragma journal_mode=wal; pragma secure_delete=on; pragma synchronous=" +
                        plan.synchronous_name) &&
              bare->run(store::kSchema1) &&
              bare->run("pragma foreign_keys=on; insert into tenant values(1, 'bench', 1, null)");
  for (std::int64_t id = 1; good && id <= plan.producers; ++id) {
    good = bare->run(
        "insert into session(id, tenant, name, head_hash, salt, created_at, touched_at) values(" +
        std::to_string(id) + ", 1, 's" + std::to_string(id) +
        "', zeroblob(16), zeroblob(16), 0, 0)");
  }
  if (!good) return make_error(Status::store, std::string("bare SQLite: ") + sqlite3_errmsg(raw));
  bare->begin_ = bare->prepare("begin immediate");
  bare->commit_ = bare->prepare("commit");
  bare->accept_ = bare->prepare(
      "insert into inbox(session, channel, inbound_id, turn, turn_id, state, at, body) values(?1, "
      "?2, ?3, ?4, ?5, 0, ?6, ?7) "
      "on conflict(session, channel, inbound_id) do nothing");
  bare->advance_ = bare->prepare(
      "update session set head_seq = ?1, head_hash = ?2, state = ?3, owner = 0, epoch = 0, "
      "touched_at = ?4, expires_at = ?5 "
      "where id = ?6 and tenant = 1 and head_seq = ?7 and epoch = 0");
  bare->event_ = bare->prepare(
      "insert into event(session, seq, turn, kind, agent, at, digest, text, meta) "
      "values(?1, ?2, ?3, ?4, null, ?5, ?6, ?7, ?8)");
  bare->settle_ = bare->prepare(
      "update inbox set state = 2, body = null where turn_id = ?1 and session = ?2 and state < 2");
  return bare;
}

bool Bare::accept(std::int64_t session, std::int64_t turn) {
  const std::string inbound = "\x01" + std::to_string(turn);
  const std::string id = turn_id_of(session, turn);
  number(accept_, 1, session);
  text(accept_, 2, "web");
  text(accept_, 3, inbound);
  number(accept_, 4, turn);
  text(accept_, 5, id);
  number(accept_, 6, kNow + turn);
  blob(accept_, 7, kBody);
  return step(begin_) && step(accept_) && step(commit_);
}

bool Bare::event(std::int64_t session, const EventRow& row) {
  number(event_, 1, session);
  number(event_, 2, row.seq);
  number(event_, 3, row.turn);
  number(event_, 4, row.kind);
  number(event_, 5, row.at);
  blob(event_, 6, bytes_of(row.digest));
  row.text.empty() ? sqlite3_bind_null(event_.get(), 7) : (text(event_, 7, row.text), 0);
  row.meta.empty() ? sqlite3_bind_null(event_.get(), 8) : (blob(event_, 8, row.meta), 0);
  return step(event_);
}

bool Bare::commit(std::int64_t session, std::int64_t turn) {
  const std::int64_t head = 3 * (turn - 1);
  const std::string id = turn_id_of(session, turn);
  number(advance_, 1, head + 3);
  blob(advance_, 2, kSalt);
  blob(advance_, 3, "state of the dialogue");
  number(advance_, 4, kNow + turn);
  number(advance_, 5, kNow + turn + 1000);
  number(advance_, 6, session);
  number(advance_, 7, head);
  text(settle_, 1, id);
  number(settle_, 2, session);
  return step(begin_) && step(advance_) &&
         event(session, row_of(head + 1, turn, kRowInput, kQuestion, "")) &&
         event(session, row_of(head + 2, turn, 2, kAnswer, "")) &&
         event(session, row_of(head + 3, turn, 11, "", kEndMeta)) && step(settle_) && step(commit_);
}

// The store.

// One producer: a session, and a wait for each of its turns' two durable points.
class Producer {
 public:
  Producer(store::Store& store, std::int64_t tenant, std::int64_t session)
      : store_(store), tenant_(tenant), session_(session) {}

  bool turn() {
    ++turn_;
    store_.accept(input(), [this](Result<AcceptOutcome> done) { answer(done.ok()); });
    if (!wait()) return false;
    store_.commit(whole(), [this](Result<bool> done) { answer(done.ok()); });
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

// Rounds.

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

double median(std::vector<Round> rounds, double Round::* member) {
  std::vector<double> numbers;
  for (const Round& round : rounds)
    numbers.push_back(round.*member);
  std::sort(numbers.begin(), numbers.end());
  return percentile(numbers, 0.5);
}

double rounded(double x) {
  return std::round(x * 100) / 100;
}

Result<json::Object> run_rounds(const Plan& plan) {
  auto bare = Bare::open(plan);
  if (!bare.ok()) return bare.error();
  auto engine = open_engine(plan);
  if (!engine.ok()) return engine.error();
  std::vector<Round> bare_rounds;
  std::vector<Round> engine_rounds;
  for (std::int64_t round = 0; round < kRounds; ++round) {
    bare_rounds.push_back(bare_round(**bare, plan, 1 + round * (plan.turns / plan.producers)));
    engine_rounds.push_back(engine_round(*engine, plan));
    if (!bare_rounds.back().good || !engine_rounds.back().good) {
      return make_error(Status::store, "a turn could not be committed");
    }
  }
  const double ours = median(engine_rounds, &Round::turns_per_s);
  const double theirs = median(bare_rounds, &Round::turns_per_s);
  return json::Object{{"commits_per_s", rounded(2 * ours)},
                      {"bare_commits_per_s", rounded(2 * theirs)},
                      {"commits_over_bare", rounded(ours / theirs)},
                      {"time_over_bare", rounded(theirs / ours)},
                      {"cpu_us_per_turn", rounded(median(engine_rounds, &Round::cpu_us))},
                      {"bare_cpu_us_per_turn", rounded(median(bare_rounds, &Round::cpu_us))}};
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
