// The model over a transport that does as it is told.
#include <string>

#include "base/error.hpp"
#include "llm/openai/model.hpp"
#include "openai_stream.hpp"

using namespace parley;
using namespace parley::llm::openai;
using namespace parley::llm::openai::testing;

namespace {

class HandTransport final : public Transport {
 public:
  class HandTransfer final : public Transfer {
   public:
    explicit HandTransfer(HandTransport& owner) : owner_(owner) {}
    ~HandTransfer() override { ++owner_.cancelled; }
    void pause() override { owner_.log += "pause "; }
    void resume() override { owner_.log += "resume "; }

   private:
    HandTransport& owner_;
  };

  std::unique_ptr<Transfer> start(HttpRequest asked, std::shared_ptr<HttpSink> hears) override {
    request = std::move(asked);
    sink = std::move(hears);
    ++started;
    return std::make_unique<HandTransfer>(*this);
  }

  HttpRequest request;
  std::shared_ptr<HttpSink> sink;
  std::string log;
  int started = 0;
  int cancelled = 0;
};

class StillClock final : public Clock {
 public:
  std::int64_t unix_ms() const override { return kNow; }
};

struct World {
  HandTransport transport;
  StillClock clock;
  std::optional<std::string> key = "sesame-open-1234";
  Heard heard;

  std::unique_ptr<OpenAiModel> model(const std::string& members = "") {
    const auto document =
        json::parse(R"({"provider":"openai","model":"gpt-x","key":"main")" + members + "}");
    REQUIRE(document.ok());
    auto config = read_config("m", *document);
    REQUIRE(config.ok());
    return std::make_unique<OpenAiModel>(std::move(*config), transport, clock,
                                         [this](std::string_view name) {
                                           CHECK(name == "main");
                                           return key;
                                         });
  }

  std::unique_ptr<ModelStream> ask(OpenAiModel& model) {
    auto prompt = std::make_shared<Prompt>();
    prompt->sections.push_back(
        {"question", Role::user, Origin::customer, Volatility::turn, "Hello?", 2});
    GenerateRequest request;
    request.prompt = std::move(prompt);
    return model.start(std::move(request), [this](ModelDelta d) { hear(heard, d); });
  }

  std::string sent(std::string_view name) const {
    for (const auto& [key_name, value] : transport.request.headers) {
      if (key_name == name) return value;
    }
    return "none";
  }
};

}  // namespace

TEST_CASE("openai model: what it sends") {
  World world;
  const auto model = world.model(R"(,"organization":"org-1","headers":{"X-A":"b"},"first_ms":77)");
  const auto stream = world.ask(*model);
  CHECK(model->name() == "model:m");
  const HttpRequest& request = world.transport.request;
  CHECK(request.method == "POST");
  CHECK(request.url == "https://api.openai.com/v1/chat/completions");
  CHECK(world.sent("Authorization") == "Bearer sesame-open-1234");
  CHECK(world.sent("OpenAI-Organization") == "org-1");
  CHECK(world.sent("X-A") == "b");
  CHECK(world.sent("Accept-Encoding") == "identity");
  CHECK(world.sent("Content-Type") == "application/json");
  CHECK(request.deadlines.first == 77);
  CHECK(!request.follow_redirects);
  CHECK(request.body.find("Hello?") != std::string::npos);
  CHECK(request.body.find("sesame") == std::string::npos);
}

TEST_CASE("openai model: another header for the key, or none") {
  World world;
  auto model = world.model(R"(,"key_header":"api-key")");
  auto stream = world.ask(*model);
  CHECK(world.sent("api-key") == "sesame-open-1234");
  CHECK(world.sent("Authorization") == "none");
  Config open;
  open.name = "m";
  open.url = "http://localhost/v1/chat/completions";
  OpenAiModel local(open, world.transport, world.clock, {});
  stream = world.ask(local);
  CHECK(world.sent("Authorization") == "none");
}

TEST_CASE("openai model: the answer, then one stop") {
  World world;
  const auto model = world.model();
  const auto stream = world.ask(*model);
  HttpSink& sink = *world.transport.sink;
  sink.on_head(200, {{"content-type", "text/event-stream"}});
  CHECK(!sink.on_data(": keep-alive\n\n"));
  CHECK(!sink.on_data("data: " + kFirst + "\n\n"));
  CHECK(sink.on_data("data: " + words("Hi") + "\n\n"));
  CHECK(world.heard.text == "Hi");
  CHECK(sink.on_data("data: " + kStop + "\n\n"));
  CHECK(sink.on_data("data: [DONE]\n\n"));
  CHECK(!sink.on_data("data: " + words("late") + "\n\n"));
  sink.on_done({});
  CHECK(world.heard.ends == 1);
  CHECK(world.heard.stop == "stop");
}

TEST_CASE("openai model: an error before the first byte, and one with a date") {
  World world;
  const auto model = world.model();
  auto stream = world.ask(*model);
  world.transport.sink->on_done(make_error(Status::network, "connection refused"));
  CHECK(world.heard.error == "network");
  world.heard = {};
  stream = world.ask(*model);
  world.transport.sink->on_head(429, {{"retry-after", "Mon, 17 Aug 2026 20:53:30 GMT"}});
  CHECK(world.transport.sink->on_data("{\"error\":{\"message\":\"slow down\"}}"));
  world.transport.sink->on_done({});
  CHECK(world.heard.error == "rate_limit");
  CHECK(world.heard.detail.find("\"retry_after_ms\":10000") != std::string::npos);
}

TEST_CASE("openai model: pause and resume reach the transfer") {
  World world;
  const auto model = world.model();
  const auto stream = world.ask(*model);
  stream->pause();
  stream->resume();
  CHECK(world.transport.log == "pause resume ");
}

TEST_CASE("openai model: a stream that was let go of is cancelled and says nothing more") {
  World world;
  const auto model = world.model();
  auto stream = world.ask(*model);
  world.transport.sink->on_head(200, {{"content-type", "text/event-stream"}});
  stream.reset();
  CHECK(world.transport.cancelled == 1);
  CHECK(!world.transport.sink->on_data("data: " + words("late") + "\n\n"));
  world.transport.sink->on_done(make_error(Status::network, "late"));
  CHECK(world.heard == Heard{});
}

TEST_CASE("openai model: outlived by its streams") {
  World world;
  auto model = world.model();
  const auto stream = world.ask(*model);
  model.reset();
  world.transport.sink->on_head(200, {});
  world.transport.sink->on_data("data: " + words("Hi") + "\n\ndata: [DONE]\n\n");
  CHECK(world.heard.text == "Hi");
}

TEST_CASE("openai model: without its secret it asks nobody, and says which is missing") {
  World world;
  world.key.reset();
  const auto model = world.model();
  auto stream = world.ask(*model);
  CHECK(world.transport.started == 0);
  CHECK(world.heard.error == "auth");
  CHECK(world.heard.status == Status::config);
  CHECK(world.heard.message.find("\"main\"") != std::string::npos);
  stream->pause();
  stream->resume();
  world.heard = {};
  world.key = "two\r\nlines: x";
  stream = world.ask(*model);
  CHECK(world.transport.started == 0);
  CHECK(world.heard.message.find("two") == std::string::npos);
}

TEST_CASE("openai model: a key that the server repeats is in no error") {
  World world;
  const auto model = world.model();
  const auto stream = world.ask(*model);
  world.transport.sink->on_head(400, {});
  world.transport.sink->on_data(
      R"({"error":{"message":"bad: sesame-open-1234","code":"sesame-open-1234"}})");
  world.transport.sink->on_done({});
  CHECK(world.heard.message.find("sesame") == std::string::npos);
  CHECK(world.heard.detail.find("sesame") == std::string::npos);
  CHECK(world.heard.error == "bad_request");
}
