#include "store/writer.hpp"

#include <atomic>
#include <future>

#include "fixture.hpp"
#include "store/connection.hpp"

namespace parley::store::test {
namespace {

using Apply = UniqueFunction<Result<void>(Connection&)>;
using Finish = UniqueFunction<void(Result<void>)>;

class TestJob final : public Job {
 public:
  TestJob(Apply apply, Finish finish, std::size_t bytes)
      : Job(bytes), apply_(std::move(apply)), finish_(std::move(finish)) {}
  Result<void> apply(Connection& db) override { return apply_(db); }
  void finish(Result<void> outcome) override { finish_(std::move(outcome)); }

 private:
  Apply apply_;
  Finish finish_;
};

// A writer whose thread is held up in a first job, so that what is posted meanwhile makes one
// group.
struct Bench {
  explicit Bench(WriterLimits limits = {})
      : db(must(Connection::open(folder.file(), Connection::Mode::create, 1000))) {
    must(db.execute("pragma journal_mode=wal"));
    must(db.execute("create table parent(id integer primary key)"));
    must(db.execute(
        "create table t(x int unique, p int references parent deferrable initially deferred)"));
    must(db.execute("pragma foreign_keys=on"));
    writer.emplace(db, door, limits, Hands::own_thread);
  }

  void post(Apply apply, std::size_t bytes = 1) {
    const std::size_t number = posted++;
    writer->post(std::make_unique<TestJob>(
        std::move(apply),
        [this, number](Result<void> outcome) {
          const std::lock_guard lock(mutex);
          order.push_back(number);
          outcomes.push_back(std::move(outcome));
        },
        bytes));
  }
  void insert(int x, std::size_t bytes = 1) {
    post([x](Connection& c) { return insert_row(c, x); }, bytes);
  }
  static Result<void> insert_row(Connection& c, int x) {
    auto query = c.query("insert into t(x) values(?1)");
    return query.integer(x).run();
  }
  // Returns when the writer is inside the job.
  void hold() {
    std::promise<void> inside;
    post([this, &inside](Connection&) -> Result<void> {
      inside.set_value();
      gate.get_future().wait();
      return {};
    });
    inside.get_future().wait();
  }
  void finish() {
    gate.set_value();
    writer.reset();
  }
  std::string rows() {
    return must(db.ask("select group_concat(x) from (select x from t order by x)"));
  }

  Folder folder;
  Connection db;
  std::mutex door;
  std::mutex mutex;
  std::vector<std::size_t> order;
  std::vector<Result<void>> outcomes;
  std::size_t posted = 0;
  std::promise<void> gate;
  std::optional<Writer> writer;
};

TEST_CASE("what fails in a group fails alone, and all are answered in order") {
  Bench bench;
  bench.hold();
  bench.insert(1);
  bench.insert(1);  // unique
  bench.post([](Connection& c) -> Result<void> {
    must(Bench::insert_row(c, 5));
    return Error{Status::conflict, "no", ""};
  });
  bench.insert(2);
  bench.finish();
  CHECK(bench.rows() == "1,2");
  CHECK(bench.order == std::vector<std::size_t>{0, 1, 2, 3, 4});
  CHECK(bench.outcomes[1].ok());
  CHECK(bench.outcomes[2].error().status == Status::conflict);
  CHECK(bench.outcomes[3].error().message == "no");
  CHECK(bench.outcomes[4].ok());
}

TEST_CASE("what waits becomes one transaction of at most 64 jobs") {
  Bench bench;
  Connection other = must(Connection::open(bench.folder.file(), Connection::Mode::existing, 0));
  bench.hold();
  for (int x = 0; x < 63; ++x)
    bench.insert(x);
  std::string seen_64th;
  std::string seen_65th;
  for (std::string* seen : {&seen_64th, &seen_65th}) {
    bench.post([&other, seen](Connection&) -> Result<void> {
      *seen = must(other.ask("select count(*) from t"));
      return {};
    });
  }
  bench.finish();
  CHECK(seen_64th == "0");
  CHECK(seen_65th == "63");
}

TEST_CASE("a group ends at its number of bytes, but a job larger than that is taken") {
  WriterLimits limits;
  limits.group_bytes = 100;
  Bench bench(limits);
  Connection other = must(Connection::open(bench.folder.file(), Connection::Mode::existing, 0));
  bench.hold();
  std::vector<std::string> seen(3);
  int x = 0;
  for (std::string& one : seen) {
    bench.post(
        [&other, &one, number = x](Connection& c) -> Result<void> {
          one = must(other.ask("select count(*) from t"));
          return Bench::insert_row(c, number);
        },
        x == 2 ? 500 : 50);
    ++x;
  }
  bench.finish();
  CHECK(seen == std::vector<std::string>{"0", "0", "2"});
}

TEST_CASE("a COMMIT that fails fails all of its group, and the next group goes on") {
  Bench bench;
  bench.hold();
  for (int x = 0; x < 63; ++x)
    bench.insert(x);
  bench.post([](Connection& c) { return c.execute("insert into t(x, p) values(1000, 7)"); });
  bench.insert(64);
  bench.finish();
  CHECK(bench.rows() == "64");
  for (std::size_t i = 1; i <= 64; ++i)
    CHECK_FALSE(bench.outcomes[i].ok());
  CHECK(bench.outcomes[65].ok());
}

TEST_CASE("a full disk is reported as such and what was committed stays") {
  Bench bench;
  bench.insert(1);
  bench.hold();
  bench.post([](Connection& c) -> Result<void> {
    must(c.execute("pragma max_page_count=1"));
    return c.execute("create table more(x); insert into more values(zeroblob(100000))");
  });
  bench.finish();
  REQUIRE_FALSE(bench.outcomes[2].ok());
  CHECK(bench.outcomes[2].error().status == Status::store);
  CHECK(bench.outcomes[2].error().detail.find("disk_full") != std::string::npos);
  CHECK(bench.rows() == "1");
}

TEST_CASE("the queue is bounded") {
  WriterLimits limits;
  limits.queue_jobs = 2;
  Bench bench(limits);
  bench.hold();
  for (int x = 0; x < 3; ++x)
    bench.insert(x);
  {
    const std::lock_guard lock(bench.mutex);
    REQUIRE(bench.outcomes.size() == 1);
    CHECK(bench.outcomes[0].error().status == Status::limit);
  }
  bench.finish();
  CHECK(bench.rows() == "0,1");
}

TEST_CASE("the queue is bounded in bytes, and a larger job is taken when nothing waits") {
  WriterLimits limits;
  limits.queue_bytes = 100;
  Bench bench(limits);
  bench.hold();
  bench.insert(1, 500);
  bench.insert(2, 1);
  bench.finish();
  CHECK(bench.rows() == "1");
  CHECK(bench.outcomes[0].error().status == Status::limit);
}

TEST_CASE("closing finishes what is queued") {
  Bench bench;
  bench.hold();
  for (int x = 0; x < 200; ++x)
    bench.insert(x);
  bench.finish();
  CHECK(bench.order.size() == 201);
  CHECK(must(bench.db.ask("select count(*) from t")) == "200");
}

TEST_CASE("without a thread the caller works, and jobs posted by a job's end follow it") {
  Connection db = must(Connection::open(":memory:", Connection::Mode::create, 0));
  must(db.execute("create table t(x int unique)"));
  std::mutex door;
  Writer writer(db, door, {}, Hands::callers);
  std::vector<int> order;
  const auto post = [&](int x, auto&& then) {
    writer.post(std::make_unique<TestJob>([x](Connection& c) { return Bench::insert_row(c, x); },
                                          [&order, x, then](Result<void> outcome) {
                                            CHECK(outcome.ok());
                                            order.push_back(x);
                                            then();
                                          },
                                          1));
  };
  post(1, [&] {
    CHECK(writer.is_current_thread());
    post(2, [] {});
    order.push_back(10);
  });
  CHECK(order == std::vector<int>{1, 10, 2});
  CHECK_FALSE(writer.is_current_thread());
}

}  // namespace
}  // namespace parley::store::test
