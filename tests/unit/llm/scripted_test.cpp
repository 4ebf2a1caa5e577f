#include "llm/scripted/scripted.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace parley;
using namespace parley::llm;
using Kind = ModelDelta::Kind;

namespace {
// Executor and clock cranked by hand.
class Crank final : public Executor, public Clock {
 public:
  void post(Task task) override { timers_.emplace(now_, std::pair{++last_, std::move(task)}); }
  TimerId post_at(std::int64_t unix_ms, Task task) override {
    timers_.emplace(unix_ms, std::pair{++last_, std::move(task)});
    return last_;
  }
  void cancel(TimerId timer) override {
    std::erase_if(timers_, [&](const auto& entry) { return entry.second.first == timer; });
  }
  std::int64_t unix_ms() const override { return now_; }

  void advance(std::int64_t ms) {
    const std::int64_t end = now_ + ms;
    while (!timers_.empty() && timers_.begin()->first <= end) {
      now_ = std::max(now_, timers_.begin()->first);
      Task task = std::move(timers_.begin()->second.second);
      timers_.erase(timers_.begin());
      task();
    }
    now_ = end;
  }
  std::size_t waiting() const { return timers_.size(); }

 private:
  std::int64_t now_ = 1000;
  TimerId last_ = 0;
  std::multimap<std::int64_t, std::pair<TimerId, Task>> timers_;
};

struct World {
  Crank crank;
  std::shared_ptr<ScriptedProvider> provider = std::make_shared<ScriptedProvider>(crank, crank);
  std::string log;

  void feed(std::string_view json) {
    const auto value = json::parse(json);
    REQUIRE(value.ok());
    REQUIRE(provider->feed(*value.value().as_array()).ok());
  }

  std::unique_ptr<ModelStream> ask(std::string question) {
    log.clear();
    GenerateRequest request;
    request.question = std::move(question);
    return provider->model("m")->start(std::move(request), [this](const ModelDelta& delta) {
      if (delta.kind == Kind::text) log += delta.text;
      if (delta.kind == Kind::usage) log += "<" + std::to_string(delta.output_tokens) + ">";
      if (delta.kind == Kind::stop) log += "[" + delta.text + "]";
      if (delta.kind == Kind::error) log += "!" + delta.error.message + "!";
    });
  }
};
}  // namespace

TEST_CASE("entries are played in order; one with a match whenever it matches") {
  World world;
  world.feed(
      R"([{"steps":[{"text":"one"}]}, {"match":"pri","steps":[{"text":"ten"},{"usage":{"output_tokens":3}},{"stop":"length"}]},
                 {"steps":[{"text":"two"},{"stop":"stop"},{"text":"never"}]}])");
  CHECK(world.provider->model("m")->name() == "model:m");
  world.ask("hello");
  CHECK(world.log == "one[stop]");
  for (int i = 0; i < 2; ++i) {
    world.ask("a price");
    CHECK(world.log == "ten<3>[length]");
  }
  world.ask("hello");
  CHECK(world.log == "two[stop]");
  world.ask("hello");
  CHECK(world.log == "!the script is used up!");
  world.feed(R"([{"steps":[{"text":"more"}]}])");
  world.ask("hello");
  CHECK(world.log == "more[stop]");
}

TEST_CASE("a pause waits for the clock") {
  World world;
  world.feed(
      R"([{"steps":[{"text":"a"},{"pause_ms":100},{"text":"b"},{"pause_ms":50},{"text":"c"}]}])");
  const auto stream = world.ask("x");
  CHECK(world.log == "a");
  world.crank.advance(99);
  CHECK(world.log == "a");
  world.crank.advance(1);
  CHECK(world.log == "ab");
  world.crank.advance(50);
  CHECK(world.log == "abc[stop]");
}

TEST_CASE("destroying the stream cancels: nothing arrives, no timer stays") {
  World world;
  world.feed(
      R"([{"steps":[{"text":"a"},{"pause_ms":100},{"text":"b"}]}, {"steps":[{"text":"h"},{"hang":true}]}])");
  auto stream = world.ask("x");
  CHECK(world.crank.waiting() == 1);
  stream.reset();
  CHECK(world.crank.waiting() == 0);
  world.crank.advance(1000);
  CHECK(world.log == "a");

  stream = world.ask("y");
  world.crank.advance(1'000'000);
  CHECK(world.log == "h");
  CHECK(world.crank.waiting() == 0);
}

TEST_CASE("a paused stream hands nothing on until it is resumed") {
  World world;
  world.feed(R"([{"steps":[{"text":"a"},{"pause_ms":10},{"text":"b"}]}])");
  const auto stream = world.ask("x");
  stream->pause();
  world.crank.advance(100);
  CHECK(world.log == "a");
  stream->resume();
  stream->resume();
  world.crank.advance(0);
  CHECK(world.log == "ab[stop]");
}

TEST_CASE("a sink may destroy its stream") {
  World world;
  world.feed(R"([{"steps":[{"pause_ms":1},{"text":"a"},{"text":"b"}]}])");
  std::unique_ptr<ModelStream> stream;
  int calls = 0;
  stream = world.provider->model("m")->start({}, [&](const ModelDelta&) {
    ++calls;
    stream.reset();
  });
  world.crank.advance(10);
  CHECK(calls == 1);
}

TEST_CASE("errors carry what the route decides by") {
  World world;
  world.feed(
      R"([{"steps":[{"text":"a"},{"error":{"status":429,"message":"slow down","retry_after_ms":70}}]},
                 {"steps":[{"error":{"status":0}}]}, {"steps":[{"error":{"status":400}}]}])");
  std::vector<Error> errors;
  for (int i = 0; i < 3; ++i) {
    world.provider->model("m")->start({}, [&](const ModelDelta& delta) {
      if (delta.kind == Kind::error) errors.push_back(delta.error);
    });
  }
  REQUIRE(errors.size() == 3);
  CHECK(errors[0].status == Status::provider);
  CHECK(errors[0].message == "slow down");
  CHECK(errors[0].detail ==
        R"({"provider":"script","http_status":429,"retryable":true,"retry_after_ms":70})");
  CHECK(errors[1].status == Status::network);
  CHECK(errors[2].detail == R"({"provider":"script","http_status":400,"retryable":false})");
}

TEST_CASE("tool calls are refused aloud, not ignored") {
  World world;
  world.feed(R"([{"steps":[{"tool_call":{"name":"look_up"}}]}])");
  world.ask("x");
  CHECK(world.log.find("not available in this version") != std::string::npos);
}

TEST_CASE("a malformed entry is refused with its number, and none is taken") {
  World world;
  for (const char* bad : {R"([{"steps":[{"text":"a"}]},{"steps":[]}])",
                          R"([{"steps":[{"text":"a"}]},{"steps":[{"sing":1}]}])",
                          R"([{"steps":[{"text":"a"}]},{"steps":[{"text":"a","hang":true}]}])"}) {
    const auto value = json::parse(bad);
    REQUIRE(value.ok());
    const auto fed = world.provider->feed(*value.value().as_array());
    REQUIRE(!fed.ok());
    CHECK(fed.error().status == Status::argument);
    CHECK(fed.error().message.find("entry 1") != std::string::npos);
  }
  world.ask("x");
  CHECK(world.log == "!the script is used up!");
}
