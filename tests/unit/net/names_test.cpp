#include "net/names.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "fake_names.hpp"
#include "net/watch.hpp"

using namespace parley;
using namespace parley::net;
using namespace parley::net::test;

namespace {

// Names with a clock by hand; take() collects what has come.
class Rig {
 public:
  explicit Rig(NameLimits limits = {}) : names(source, limits, [this] { ring(); }) {}
  ~Rig() { source->revive(); }

  void ring() {
    const std::lock_guard lock(mutex_);
    ++rung_;
    changed_.notify_all();
  }
  // Takes until as many answers have come in all.
  bool wait_answers(std::size_t count) {
    for (;;) {
      std::unique_lock lock(mutex_);
      const int before = rung_;
      lock.unlock();
      for (auto& answer : names.take(now))
        answers.push_back(std::move(answer));
      if (answers.size() >= count) return true;
      lock.lock();
      if (!changed_.wait_for(lock, std::chrono::seconds(kPatienceSeconds),
                             [&] { return rung_ != before; })) {
        return false;
      }
    }
  }
  bool answered(Names::Ticket ticket) const {
    return std::any_of(answers.begin(), answers.end(),
                       [&](const auto& answer) { return answer.ticket == ticket; });
  }

  std::int64_t now = 0;
  std::shared_ptr<FakeNames> source = std::make_shared<FakeNames>();
  std::vector<Names::Answer> answers;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int rung_ = 0;

 public:
  Names names;
};

}  // namespace

TEST_CASE("a name is looked up once for all who wait, and kept for its time") {
  Rig rig;
  rig.source->put("a.test", {"192.0.2.1", "2001:db8::1"});
  rig.source->kill("a.test");
  CHECK_FALSE(rig.names.ask("a.test", 1, rig.now));
  CHECK_FALSE(rig.names.ask("a.test", 2, rig.now));
  REQUIRE(rig.source->wait_inside(1));
  rig.source->revive();
  REQUIRE(rig.wait_answers(2));
  CHECK(rig.answers[0].found.value().size() == 2);
  CHECK(rig.source->asked("a.test") == 1);
  rig.now = 29'999;
  const auto kept = rig.names.ask("a.test", 3, rig.now);
  REQUIRE(kept);
  CHECK(kept->value()[1].text() == "2001:db8::1");
  rig.now = 30'000;
  CHECK_FALSE(rig.names.ask("a.test", 4, rig.now));
  REQUIRE(rig.wait_answers(3));
  CHECK(rig.source->asked("a.test") == 2);
}

TEST_CASE("a name that does not exist is told and not kept") {
  Rig rig;
  CHECK_FALSE(rig.names.ask("none.test", 1, rig.now));
  REQUIRE(rig.wait_answers(1));
  CHECK(rig.answers[0].found.error().status == Status::network);
  CHECK_FALSE(rig.names.ask("none.test", 2, rig.now));
  REQUIRE(rig.wait_answers(2));
  CHECK(rig.source->asked("none.test") == 2);
}

TEST_CASE(
    "two look-ups at once, others wait in order, and a dead one leaves the other thread free") {
  Rig rig;
  for (const char* host : {"b.test", "c.test"})
    rig.source->put(host, {"192.0.2.1"});
  rig.source->kill("dead.test");
  CHECK_FALSE(rig.names.ask("dead.test", 1, rig.now));
  REQUIRE(rig.source->wait_inside(1));
  CHECK_FALSE(rig.names.ask("b.test", 2, rig.now));
  CHECK_FALSE(rig.names.ask("c.test", 3, rig.now));
  REQUIRE(rig.wait_answers(2));
  CHECK_FALSE(rig.answered(1));
}

TEST_CASE("dead look-ups lose their place after a while, up to a number of them") {
  NameLimits limits;
  limits.given_up = 2;
  Rig rig(limits);
  rig.source->put("live.test", {"192.0.2.1"});
  for (const char* host : {"d1.test", "d2.test", "d3.test", "d4.test", "d5.test"}) {
    rig.source->kill(host);
  }
  CHECK_FALSE(rig.names.ask("d1.test", 1, 0));
  CHECK_FALSE(rig.names.ask("d2.test", 2, 0));
  CHECK(rig.names.due() == kNever);  // nobody else waits
  CHECK_FALSE(rig.names.ask("live.test", 3, 100));
  REQUIRE(rig.source->wait_inside(2));
  CHECK(rig.names.due() == limits.give_up);
  rig.now = limits.give_up - 1;
  CHECK(rig.names.take(rig.now).empty());
  rig.now = limits.give_up;
  REQUIRE(rig.wait_answers(1));
  CHECK(rig.answered(3));
  // Two more dead ones: one gets a thread in place of d2, then no more can be given up.
  CHECK_FALSE(rig.names.ask("d3.test", 4, rig.now));
  CHECK_FALSE(rig.names.ask("d4.test", 5, rig.now));
  REQUIRE(rig.source->wait_inside(4));
  rig.now += limits.give_up;
  CHECK_FALSE(rig.names.ask("d5.test", 6, rig.now));
  CHECK(rig.names.due() == kNever);
  CHECK(rig.names.take(rig.now).empty());
  CHECK(rig.source->asked("d5.test") == 0);
  // All answer at last, also those given up: who still waits is told.
  rig.source->revive();
  REQUIRE(rig.wait_answers(6));
}

TEST_CASE("a look-up that nobody waits for makes room at once") {
  Rig rig;
  rig.source->put("live.test", {"192.0.2.1"});
  rig.source->kill("d1.test");
  rig.source->kill("d2.test");
  CHECK_FALSE(rig.names.ask("d1.test", 1, 0));
  CHECK_FALSE(rig.names.ask("d2.test", 2, 0));
  CHECK_FALSE(rig.names.ask("live.test", 3, 0));
  CHECK_FALSE(rig.names.ask("never.test", 4, 0));
  REQUIRE(rig.source->wait_inside(2));
  rig.names.drop(4, 0);
  rig.names.drop(1, 0);
  REQUIRE(rig.wait_answers(1));
  CHECK(rig.answers[0].ticket == 3);
  CHECK(rig.source->asked("never.test") == 0);
  rig.names.drop(77, 0);
}

TEST_CASE("who may wait for names is limited, and so is what is kept") {
  NameLimits limits;
  limits.waiting = 2;
  limits.kept = 1;
  limits.addresses = 1;
  Rig rig(limits);
  rig.source->put("a.test", {"192.0.2.1", "192.0.2.2"});
  rig.source->put("b.test", {"192.0.2.3"});
  rig.source->kill("a.test");
  CHECK_FALSE(rig.names.ask("a.test", 1, 0));
  CHECK_FALSE(rig.names.ask("a.test", 2, 0));
  const auto refused = rig.names.ask("a.test", 3, 0);
  REQUIRE(refused);
  CHECK(refused->error().status == Status::limit);
  rig.source->revive();
  REQUIRE(rig.wait_answers(2));
  CHECK(rig.answers[0].found.value().size() == 1);
  rig.now = 1;
  CHECK_FALSE(rig.names.ask("b.test", 4, rig.now));
  REQUIRE(rig.wait_answers(3));
  CHECK(rig.names.ask("b.test", 5, rig.now));
  CHECK_FALSE(rig.names.ask("a.test", 6, rig.now));
  REQUIRE(rig.wait_answers(4));
}

TEST_CASE("ending does not wait for a look-up that hangs") {
  const auto source = std::make_shared<FakeNames>();
  source->kill("dead.test");
  {
    Names names(source, {}, [] {});
    CHECK_FALSE(names.ask("dead.test", 1, 0));
    REQUIRE(source->wait_inside(1));
  }
  source->revive();
  CHECK(source->wait_inside(0));
}

TEST_CASE("a source that throws is an error of that name, not of the process") {
  struct Broken final : NameSource {
    Result<std::vector<Address>> look_up(const std::string&) override {
      throw std::runtime_error("bug");
    }
  };
  Rig rig;
  Names names(std::make_shared<Broken>(), {}, [&] { rig.ring(); });
  CHECK_FALSE(names.ask("x.test", 1, 0));
  std::vector<Names::Answer> answers;
  while (answers.empty())
    answers = names.take(0);
  CHECK(answers[0].found.error().status == Status::internal);
}
