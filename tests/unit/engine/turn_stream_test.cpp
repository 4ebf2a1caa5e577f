#include "engine/turn_stream.hpp"

#include <memory>
#include <string>
#include <thread>

#include <doctest/doctest.h>

#include "json/value.hpp"

namespace parley::test {
namespace {

struct Bench {
  explicit Bench(std::size_t limit = 100)
      : stream(
            std::make_shared<const std::string>("t1"), limit, [this, mark = held] { ++notified; },
            [this] { ++rooms; }) {}
  bool text(std::string words, std::int64_t offset = 0) {
    return stream.put(TextData{std::move(words), offset});
  }

  std::shared_ptr<int> held = std::make_shared<int>(0);
  int notified = 0;
  int rooms = 0;
  TurnStream stream;
};

json::Value json_of(const Turn::Next& next) {
  REQUIRE(next.status == Status::ok);
  return *json::parse(next.event->json());
}

}  // namespace

TEST_CASE("events come in order, each once, then nothing, after END never anything") {
  Bench bench;
  CHECK(bench.stream.next(0).status == Status::again);
  bench.stream.put(AcceptedData{4, false});
  bench.stream.put(WarningData{"code", "words"});
  CHECK(json_of(bench.stream.next(0)).text("kind") == "accepted");
  CHECK(json_of(bench.stream.next(0)).text("kind") == "warning");
  CHECK(bench.stream.next(0).status == Status::again);
  CHECK(!bench.stream.ended());
  bench.stream.put(EndData());
  CHECK(bench.stream.ended());
  bench.stream.put(EndData());
  bench.text("too late");
  const json::Value end = json_of(bench.stream.next(0));
  CHECK(end.text("kind") == "end");
  CHECK(end.integer("seq") == 3);
  CHECK(bench.stream.next(0).status == Status::done);
  CHECK(bench.stream.next(-1).status == Status::done);
}

TEST_CASE("text that waits joins; the joined event has the last number and the first offset") {
  Bench bench;
  bench.stream.put(AcceptedData{1, false});
  bench.text("Good ", 0);
  bench.text("morning, ", 5);
  bench.text("Anna.", 14);
  bench.stream.put(WarningData{"code", "words"});
  bench.text(" And you?", 19);
  CHECK(json_of(bench.stream.next(0)).integer("seq") == 1);
  const Turn::Next joined = bench.stream.next(0);
  CHECK(joined.event->text() == "Good morning, Anna.");
  CHECK(joined.event->seq() == 4);
  CHECK(json_of(joined).integer("offset") == 0);
  CHECK(json_of(bench.stream.next(0)).text("kind") == "warning");
  const Turn::Next second = bench.stream.next(0);
  CHECK(second.event->text() == " And you?");
  CHECK(second.event->seq() == 6);
  CHECK(json_of(second).integer("offset") == 19);
}

TEST_CASE("a taken text is never touched again") {
  Bench bench;
  bench.text("one");
  const Turn::Next first = bench.stream.next(0);
  bench.text("two", 3);
  CHECK(first.event->text() == "one");
  CHECK(bench.stream.next(0).event->text() == "two");
}

TEST_CASE("at the limit the producer is told once, and told again once there is room") {
  Bench bench(10);
  CHECK(bench.text("123456789"));
  CHECK(!bench.text("0"));
  CHECK(!bench.text("more that was under way"));
  CHECK(!bench.stream.put(WarningData{"code", "words"}));
  CHECK(bench.rooms == 0);
  CHECK(bench.stream.next(0).event->text().size() == 33);
  CHECK(bench.rooms == 1);
  bench.stream.next(0);
  CHECK(bench.rooms == 1);
  CHECK(bench.text("short"));
  CHECK(!bench.text(std::string(20, 'x')));
  bench.stream.next(0);
  CHECK(bench.rooms == 2);
}

TEST_CASE("room comes only when less than the limit waits") {
  Bench bench(10);
  CHECK(!bench.text(std::string(12, 'a')));
  bench.stream.put(WarningData{"code", "words"});
  CHECK(!bench.text(std::string(12, 'b')));
  bench.stream.next(0);
  CHECK(bench.rooms == 0);
  bench.stream.next(0);
  CHECK(bench.rooms == 0);
  bench.stream.next(0);
  CHECK(bench.rooms == 1);
}

TEST_CASE("notify comes when the queue stops being empty and not more often") {
  Bench bench;
  bench.stream.put(AcceptedData{1, false});
  bench.text("a");
  CHECK(bench.notified == 1);
  bench.stream.next(0);
  bench.text("b");
  CHECK(bench.notified == 1);
  bench.stream.next(0);
  bench.text("c");
  CHECK(bench.notified == 2);
}

TEST_CASE("closing lets go of the callback exactly once; what comes later is dropped") {
  Bench bench;
  CHECK(bench.held.use_count() == 2);
  bench.text("a");
  bench.stream.close();
  CHECK(bench.held.use_count() == 1);
  CHECK(bench.stream.put(EndData()));
  CHECK(bench.notified == 1);
  CHECK(bench.stream.next(0).status == Status::done);
  bench.stream.close();
}

TEST_CASE("after END the callback is let go of, and END itself was told") {
  Bench bench;
  bench.stream.put(EndData());
  CHECK(bench.notified == 1);
  CHECK(bench.held.use_count() == 1);
}

TEST_CASE("a callback may close the stream it belongs to") {
  TurnStream* self = nullptr;
  int notified = 0;
  TurnStream stream(
      std::make_shared<const std::string>("t1"), 10,
      [&] {
        ++notified;
        self->close();
      },
      nullptr);
  self = &stream;
  stream.put(AcceptedData{1, false});
  stream.put(EndData());
  CHECK(notified == 1);
}

TEST_CASE("a second thread is told that somebody is inside already; an event ends the wait") {
  Bench bench;
  Turn::Next got;
  std::thread reader([&] { got = bench.stream.next(-1); });
  while (bench.stream.next(0).status != Status::busy)
    std::this_thread::yield();
  bench.stream.put(AcceptedData{1, false});
  reader.join();
  REQUIRE(got.status == Status::ok);
  CHECK(got.event->kind() == EventKind::accepted);
  CHECK(bench.stream.next(0).status == Status::again);
}

TEST_CASE("closing ends the wait of whoever is inside") {
  Bench bench;
  Status status = Status::ok;
  std::thread reader([&] { status = bench.stream.next(-1).status; });
  while (bench.stream.next(0).status != Status::busy)
    std::this_thread::yield();
  bench.stream.close();
  reader.join();
  CHECK(status == Status::done);
}

TEST_CASE("a wait with a limit ends by itself") {
  Bench bench;
  CHECK(bench.stream.next(1).status == Status::again);
}

}  // namespace parley::test
