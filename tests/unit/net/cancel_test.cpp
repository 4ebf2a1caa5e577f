#include <chrono>

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

TEST_CASE("cancelled while connecting, its place is free and others go on") {
  // An address of the documentation range: nothing answers there, or at once that there is no way.
  // Both are fine: what must not happen is that anybody waits.
  for (const bool portable : {false, true}) {
    CAPTURE(portable);
    NetOptions made = options(portable);
    made.limits.connecting = 1;
    const auto transport = make_transport(made);
    Stream other(*transport);
    for (int i = 0; i < 5; ++i) {
      const auto heard = std::make_shared<Heard>();
      auto transfer = transport->start(get("http://192.0.2.1:9/"), heard);
      CHECK(other.step() < kBound);
      transfer.reset();
      CHECK(other.step() < kBound);
    }
    Peer peer([](Peer& self, const Peer::Request& request) {
      self.send(request.connection, response("x"));
    });
    CHECK(fetch(*transport, get(peer.url()))->ok());
  }
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
