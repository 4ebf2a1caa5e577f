#include <atomic>
#include <cstdlib>
#include <new>

#include <pthread.h>
#include <signal.h>

#include "heard.hpp"

using namespace parley;
using namespace parley::net;
using namespace parley::net::test;

namespace {

NetOptions options(bool portable) {
  NetOptions made;
  made.portable = portable;
  return made;
}

void answer(Peer& peer, const Peer::Request& request) {
  peer.send(request.connection, response("path " + request.path));
}

}  // namespace

TEST_CASE("a request goes out as written and its response comes back, by epoll and by poll") {
  for (const bool portable : {false, true}) {
    CAPTURE(portable);
    Peer peer([](Peer& self, const Peer::Request& request) {
      self.send(request.connection, response("answer", "201 Created", "X-Thing:  a b \r\n"));
    });
    const auto transport = make_transport(options(portable));
    HttpRequest request = post(peer.url("/v1/chat?key=1"), "a body");
    request.headers = {{"X-Key", "secret"}, {"X-Empty", ""}};
    const auto heard = fetch(*transport, request);
    CHECK(heard->ok());
    CHECK(heard->state().status == 201);
    CHECK(heard->state().body == "answer");
    CHECK(heard->header("x-thing") == "a b");
    CHECK(heard->state().heads == 1);
    CHECK_FALSE(heard->state().late);
    const auto seen = peer.count().seen.at(0);
    CHECK(seen.head.starts_with("POST /v1/chat?key=1 HTTP/1.1\r\n"));
    CHECK(holds(seen.head, "\r\nX-Key: secret\r\n"));
    CHECK(holds(seen.head, "\r\nX-Empty:\r\n"));
    CHECK_FALSE(holds(seen.head, "Expect"));
    CHECK_FALSE(holds(seen.head, "Content-Type"));
    CHECK(seen.body == "a body");
  }
}

TEST_CASE("methods keep their name and their body") {
  Peer peer(answer);
  const auto transport = make_transport();
  for (const char* method : {"GET", "PUT", "PATCH", "DELETE", "HEAD", "POST"}) {
    CAPTURE(method);
    HttpRequest request = get(peer.url("/m"));
    request.method = method;
    const std::string name = method;
    if (name == "PUT" || name == "PATCH" || name == "DELETE") request.body = "changed";
    const auto heard = fetch(*transport, request);
    CHECK(heard->ok());
    CHECK(heard->state().body == (name == "HEAD" ? "" : "path /m"));
    const auto seen = peer.count().seen.back();
    CHECK(seen.head.starts_with(name + " /m HTTP/1.1\r\n"));
    CHECK(seen.body == request.body);
  }
}

TEST_CASE("an error status is a response, not a failure; 1xx heads and trailers are not told") {
  Peer peer([](Peer& self, const Peer::Request& request) {
    self.send(request.connection,
              "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 429 Too Many Requests\r\n"
              "Retry-After: 7\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nlate\r\n0\r\nX-End: "
              "1\r\n\r\n");
  });
  const auto transport = make_transport();
  const auto heard = fetch(*transport, get(peer.url()));
  CHECK(heard->ok());
  CHECK(heard->state().heads == 1);
  CHECK(heard->state().status == 429);
  CHECK(heard->header("retry-after") == "7");
  CHECK(heard->header("link").empty());
  CHECK(heard->state().body == "late");
}

TEST_CASE("pieces come as they are sent, and the connection is used again") {
  for (const bool portable : {false, true}) {
    CAPTURE(portable);
    Peer peer([](Peer& self, const Peer::Request& request) {
      self.send(request.connection, chunked_head());
    });
    const auto transport = make_transport(options(portable));
    for (int round = 0; round < 3; ++round) {
      const auto heard = std::make_shared<Heard>();
      const auto transfer = transport->start(get(peer.url()), heard);
      REQUIRE(heard->wait([](const Heard::State& state) { return state.heads == 1; }));
      peer.send(1, chunk("one "));
      REQUIRE(heard->wait_body("one "));
      peer.send(1, chunk("two"));
      REQUIRE(heard->wait_body("one two"));
      CHECK(heard->state().ends == 0);
      peer.send(1, kLastChunk);
      REQUIRE(heard->wait_done());
      CHECK(heard->ok());
    }
    CHECK(peer.count().accepted == 1);
  }
}

TEST_CASE("a request that must go out once takes a connection of its own") {
  Peer peer(answer);
  const auto transport = make_transport();
  CHECK(fetch(*transport, get(peer.url()))->ok());
  HttpRequest request = post(peer.url(), "order");
  request.once = true;
  CHECK(fetch(*transport, request)->ok());
  CHECK(peer.count().accepted == 2);
}

TEST_CASE("a kept connection that the server closed meanwhile is replaced") {
  Peer peer(answer);
  const auto transport = make_transport();
  for (int round = 1; round <= 3; ++round) {
    const auto heard = fetch(*transport, post(peer.url("/again"), "x"));
    CHECK(heard->ok());
    CHECK(heard->state().body == "path /again");
    peer.close(round);
    REQUIRE(peer.wait([&](const Peer::Count& count) {
      return count.closed.size() == static_cast<std::size_t>(round);
    }));
  }
  CHECK(peer.count().accepted == 3);
}

TEST_CASE("all sinks hear on the one network thread, which has a name and takes no signals") {
  Peer peer(answer);
  const auto transport = make_transport();
  std::atomic<bool> named{false};
  std::atomic<bool> blocked{false};
  const auto first = std::make_shared<Heard>();
  first->useful = [&](std::string_view) {
    char name[16] = {};
    pthread_getname_np(pthread_self(), name, sizeof name);
    named = std::string_view(name) == "parley-net";
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    blocked = sigismember(&mask, SIGTERM) == 1 && sigismember(&mask, SIGPIPE) == 1;
    return true;
  };
  const auto transfer = transport->start(get(peer.url()), first);
  REQUIRE(first->wait_done());
  CHECK(named);
  CHECK(blocked);
  const auto second = fetch(*transport, get(peer.url()));
  CHECK(first->state().thread == second->state().thread);
}

TEST_CASE("a paused transfer is not read, others go on, and nothing is lost") {
  for (const bool portable : {false, true}) {
    CAPTURE(portable);
    Peer peer([](Peer& self, const Peer::Request& request) {
      self.send(request.connection, chunked_head());
    });
    const auto transport = make_transport(options(portable));
    const auto slow = std::make_shared<Heard>();
    const auto paused = transport->start(get(peer.url()), slow);
    REQUIRE(slow->wait([](const Heard::State& state) { return state.heads == 1; }));
    paused->pause();
    // More than the kernel takes on both ends together: what stays unsent was not read.
    const std::string block(1 << 20, 'x');
    for (int i = 0; i < 32; ++i)
      peer.send(1, chunk(block));
    const auto other = std::make_shared<Heard>();
    const auto running = transport->start(get(peer.url()), other);
    REQUIRE(other->wait([](const Heard::State& state) { return state.heads == 1; }));
    for (int i = 1; i <= 20; ++i) {
      peer.send(2, chunk("."));
      REQUIRE(other->wait_body(std::string(static_cast<std::size_t>(i), '.')));
    }
    CHECK(peer.count().unsent[1] > 1 << 20);
    CHECK(slow->state().body.size() <= 64 << 10);
    peer.send(1, kLastChunk);
    paused->resume();
    REQUIRE(slow->wait_done());
    CHECK(slow->ok());
    CHECK(slow->state().body.size() == block.size() * 32);
  }
}

TEST_CASE("pausing and resuming from the sink itself, at every piece") {
  Peer peer([](Peer& self, const Peer::Request& request) {
    std::string all = chunked_head();
    for (int i = 0; i < 500; ++i)
      all += chunk("piece ");
    self.send(request.connection, all + kLastChunk);
  });
  const auto transport = make_transport();
  const auto heard = std::make_shared<Heard>();
  std::mutex door;
  Transfer* self = nullptr;
  heard->useful = [&](std::string_view) {
    const std::lock_guard lock(door);
    self->pause();
    self->resume();
    return true;
  };
  std::unique_lock lock(door);
  const auto transfer = transport->start(get(peer.url()), heard);
  self = transfer.get();
  lock.unlock();
  REQUIRE(heard->wait_done());
  CHECK(heard->ok());
  CHECK(heard->state().body.size() == 500 * 6);
}

TEST_CASE("destroying the transport ends what runs, and handles outlive it") {
  for (const bool portable : {false, true}) {
    Peer peer([](Peer& self, const Peer::Request& request) {
      if (request.path == "/stream") self.send(request.connection, chunked_head() + chunk("begun"));
    });
    auto transport = make_transport(options(portable));
    const auto streaming = std::make_shared<Heard>();
    const auto waiting = std::make_shared<Heard>();
    auto one = transport->start(get(peer.url("/stream")), streaming);
    auto two = transport->start(get(peer.url("/silent")), waiting);
    REQUIRE(streaming->wait_body("begun"));
    REQUIRE(peer.wait([](const Peer::Count& count) { return count.requests == 2; }));
    transport.reset();
    for (const auto& heard : {streaming, waiting}) {
      CHECK(heard->state().ends == 1);
      CHECK(heard->error().status == Status::state);
      CHECK(holds(heard->error().message, "closing"));
    }
    CHECK(peer.wait([](const Peer::Count& count) { return count.open == 0; }));
    one->pause();
    one->resume();
    one.reset();
    two.reset();
  }
}

TEST_CASE("a transport that was never used has no thread to wait for") {
  const auto transport = make_transport();
  CHECK(transport != nullptr);
}
