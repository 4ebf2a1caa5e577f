#include <chrono>
#include <filesystem>
#include <iterator>

#include "fake_names.hpp"
#include "heard.hpp"

using namespace parley;
using namespace parley::net;
using namespace parley::net::test;

namespace {

// Ten times what is promised: a test machine may be busy.
constexpr std::chrono::milliseconds kBound(500);

using Clock = std::chrono::steady_clock;

NetOptions options(bool portable, const std::shared_ptr<FakeNames>& names = nullptr) {
  NetOptions made;
  made.portable = portable;
  made.names = names;
  return made;
}

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

// Streams dots beside whatever else happens.
class Stream {
 public:
  explicit Stream(Transport& transport)
      : peer_([](Peer& self, const Peer::Request& request) {
          self.send(request.connection, chunked_head());
        }),
        transfer_(transport.start(get(peer_.url()), heard_)) {
    REQUIRE(heard_->wait([](const Heard::State& state) { return state.heads == 1; }));
  }
  // How long a piece takes to arrive.
  Clock::duration step() {
    const auto begun = Clock::now();
    peer_.send(1, chunk("."));
    text_ += '.';
    REQUIRE(heard_->wait_body(text_));
    return Clock::now() - begun;
  }

 private:
  Peer peer_;
  std::string text_;
  std::shared_ptr<Heard> heard_ = std::make_shared<Heard>();
  std::unique_ptr<Transfer> transfer_;
};

}  // namespace

TEST_CASE("cancelled while waiting or streaming, the socket closes at once and nothing is told") {
  for (const bool portable : {false, true}) {
    CAPTURE(portable);
    Peer peer([](Peer& self, const Peer::Request& request) {
      if (request.path == "/stream") self.send(request.connection, chunked_head() + chunk("x"));
    });
    const auto transport = make_transport(options(portable));
    Stream other(*transport);
    int connection = 0;
    for (const char* path : {"/silent", "/stream"}) {
      CAPTURE(path);
      const auto heard = std::make_shared<Heard>();
      auto transfer = transport->start(get(peer.url(path)), heard);
      ++connection;
      REQUIRE(peer.wait([&](const Peer::Count& count) { return count.requests == connection; }));
      if (std::string_view(path) == "/stream") REQUIRE(heard->wait_body("x"));
      const auto begun = Clock::now();
      transfer.reset();
      REQUIRE(peer.wait([&](const Peer::Count& count) {
        return count.closed.size() == static_cast<std::size_t>(connection);
      }));
      CHECK(Clock::now() - begun < kBound);
      CHECK(other.step() < kBound);
      CHECK(heard->state().ends == 0);
    }
  }
}

TEST_CASE("cancelled while a name is looked up, everything goes on, and nothing connects later") {
  for (const bool portable : {false, true}) {
    CAPTURE(portable);
    const auto names = std::make_shared<FakeNames>();
    Peer peer([](Peer& self, const Peer::Request& request) {
      self.send(request.connection, response("here"));
    });
    names->put("dead.test", {"127.0.0.1"});
    names->put("live.test", {"127.0.0.1"});
    names->kill("dead.test");
    const auto transport = make_transport(options(portable, names));
    Stream other(*transport);
    const auto heard = std::make_shared<Heard>();
    const std::string port = std::to_string(peer.port());
    auto transfer = transport->start(get("http://dead.test:" + port + "/"), heard);
    REQUIRE(names->wait_inside(1));
    CHECK(other.step() < kBound);
    const auto begun = Clock::now();
    transfer.reset();
    CHECK(Clock::now() - begun < kBound);
    CHECK(other.step() < kBound);
    const auto live = fetch(*transport, get("http://live.test:" + port + "/"));
    CHECK(live->state().body == "here");
    names->revive();
    REQUIRE(names->wait_inside(0));
    CHECK(fetch(*transport, get("http://live.test:" + port + "/"))->ok());
    CHECK(heard->state().ends == 0);
    CHECK(peer.count().accepted == 1);
    CHECK(holds(peer.count().seen.at(0).head, "\r\nHost: live.test:" + port + "\r\n"));
  }
}

TEST_CASE("cancelled while connecting, the socket closes, its place is free and others go on") {
  for (const bool portable : {false, true}) {
    CAPTURE(portable);
    const FullListener full;
    NetOptions made = options(portable);
    made.limits.connecting = 1;
    const auto transport = make_transport(made);
    Stream other(*transport);
    Peer peer([](Peer& self, const Peer::Request& request) {
      self.send(request.connection, response("x"));
    });
    const std::size_t before = open_descriptors();
    for (int i = 0; i < 5; ++i) {
      const auto heard = std::make_shared<Heard>();
      auto stuck = transport->start(get(full.url()), heard);
      // Has its turn only when the other gives up the one place to connect.
      const auto next_heard = std::make_shared<Heard>();
      const auto next = transport->start(get(peer.url()), next_heard);
      CHECK(other.step() < kBound);
      CHECK(next_heard->state().heads == 0);
      const auto begun = Clock::now();
      stuck.reset();
      REQUIRE(next_heard->wait_done());
      CHECK(Clock::now() - begun < kBound);
      CHECK(next_heard->ok());
      CHECK(heard->state().ends == 0);
      CHECK(other.step() < kBound);
    }
    // One kept connection, both of its ends in this process.
    CHECK(open_descriptors() <= before + 2);
  }
}

TEST_CASE("the deadline of a connection that does not come about") {
  const FullListener full;
  const auto transport = make_transport();
  HttpRequest request = get(full.url());
  request.deadlines.connect = 50;
  const auto heard = fetch(*transport, request);
  CHECK(heard->error().status == Status::deadline);
  CHECK(holds(heard->error().message, "'connect' of 50 ms has passed: the connection does not"));
}

TEST_CASE("cancelled before it began, and from its own sink") {
  Peer peer([](Peer& self, const Peer::Request& request) {
    self.send(request.connection, chunked_head() + chunk("first") + chunk("second"));
  });
  const auto transport = make_transport();
  for (int i = 0; i < 50; ++i)
    transport->start(get(peer.url()), std::make_shared<Heard>()).reset();
  const auto heard = std::make_shared<Heard>();
  std::mutex door;
  std::unique_ptr<Transfer> own;
  heard->useful = [&](std::string_view) {
    const std::lock_guard lock(door);
    own.reset();
    return true;
  };
  {
    const std::lock_guard lock(door);
    own = transport->start(get(peer.url()), heard);
  }
  REQUIRE(heard->wait([](const Heard::State& state) { return state.pieces == 1; }));
  REQUIRE(peer.wait([](const Peer::Count& count) { return count.open == 0; }));
  CHECK(heard->state().ends == 0);
  CHECK(heard->state().pieces == 1);
  const std::lock_guard lock(door);
  CHECK(own == nullptr);
}

TEST_CASE("cancelled from many threads while pieces stream") {
  Peer peer([](Peer& self, const Peer::Request& request) {
    std::string all = chunked_head();
    for (int i = 0; i < 50; ++i)
      all += chunk("piece");
    self.send(request.connection, all);
  });
  const auto transport = make_transport();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const auto heard = std::make_shared<Heard>();
        auto transfer = transport->start(get(peer.url()), heard);
        if (i % 3 == 0) transfer->pause();
        if (i % 3 == 1) {
          heard->wait([](const Heard::State& state) { return state.pieces > 0; });
        }
        transfer.reset();
      }
    });
  }
  for (std::thread& thread : threads)
    thread.join();
  CHECK(peer.wait([](const Peer::Count& count) { return count.open == 0; }));
}
