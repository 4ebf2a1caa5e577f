#include <algorithm>
#include <atomic>

#include "fake_names.hpp"
#include "heard.hpp"
#include "net/job.hpp"
#include "net/origins.hpp"

using namespace parley;
using namespace parley::net;
using namespace parley::net::test;

namespace {

struct Started {
  std::shared_ptr<Heard> heard;
  std::unique_ptr<Transfer> transfer;
};

Started start(Transport& transport, HttpRequest request) {
  auto heard = std::make_shared<Heard>();
  auto transfer = transport.start(std::move(request), heard);
  return {std::move(heard), std::move(transfer)};
}

// "/deadlines" of a peer that says nothing unless the path begins with /head or /ping.
void hesitate(Peer& peer, const Peer::Request& request) {
  if (request.path.starts_with("/head")) peer.send(request.connection, chunked_head());
  if (request.path.starts_with("/ping")) {
    peer.send(request.connection, chunked_head() + chunk("data"));
  }
}

}  // namespace

TEST_CASE("the deadline that passes is named with its value") {
  struct Case {
    const char* path;
    HttpDeadlines deadlines;
    const char* name;
    int value;
  };
  Peer peer(hesitate);
  for (const bool portable : {false, true}) {
    NetOptions options;
    options.portable = portable;
    options.names = std::make_shared<FakeNames>();
    static_cast<FakeNames&>(*options.names).kill("dead.test");
    const auto transport = make_transport(options);
    for (const Case& one : std::initializer_list<Case>{{"/silent", {0, 40, 0, 0}, "first", 40},
                                                       {"/head", {0, 41, 0, 0}, "first", 41},
                                                       {"/ping", {0, 0, 42, 0}, "idle", 42},
                                                       {"/ping", {0, 0, 0, 43}, "total", 43},
                                                       {"/silent", {0, 0, 0, 44}, "total", 44},
                                                       {"", {45, 0, 0, 0}, "connect", 45}}) {
      CAPTURE(one.name);
      HttpRequest request =
          get(*one.path != '\0' ? peer.url(one.path) : "http://dead.test:1/x?secret=1");
      request.deadlines = one.deadlines;
      const auto heard = fetch(*transport, request);
      REQUIRE_FALSE(heard->ok());
      const Error error = heard->error();
      CHECK(error.status == Status::deadline);
      CHECK(holds(error.message, "'" + std::string(one.name) + "'"));
      CHECK(holds(error.message, std::to_string(one.value) + " ms"));
      CHECK(holds(error.detail, "\"deadline\":\"" + std::string(one.name) + "\""));
      CHECK_FALSE(holds(error.message, "secret"));
    }
    static_cast<FakeNames&>(*options.names).revive();
  }
}

TEST_CASE("only useful payload counts: keep-alives do not hold off idle or first") {
  Peer peer([](Peer& self, const Peer::Request& request) {
    self.send(request.connection, chunked_head() + chunk(": keep-alive"));
  });
  const auto transport = make_transport();
  for (const bool first_useful : {false, true}) {
    const auto heard = std::make_shared<Heard>();
    std::atomic<int> pieces{0};
    const int before = peer.count().accepted;
    heard->useful = [&](std::string_view) {
      const bool useful = pieces++ == 0 && first_useful;
      peer.send(before + 1, chunk(": keep-alive"));  // for ever, each begets the next
      return useful;
    };
    HttpRequest request = get(peer.url());
    request.deadlines = {0, 100, 100, 0};
    const auto transfer = transport->start(request, heard);
    REQUIRE(heard->wait_done());
    CHECK(heard->error().status == Status::deadline);
    CHECK(holds(heard->error().message, first_useful ? "'idle'" : "'first'"));
    CHECK(pieces > 2);
  }
}

TEST_CASE("idle stands still while paused") {
  Peer peer(hesitate);
  const auto transport = make_transport();
  HttpRequest paused = get(peer.url("/ping"));
  paused.deadlines = {0, 0, 300, 0};
  auto standing = start(*transport, paused);
  REQUIRE(standing.heard->wait_body("data"));
  standing.transfer->pause();
  // One that runs for more than the paused one's deadline tells how time goes by.
  HttpRequest longer = get(peer.url("/silent"));
  longer.deadlines = {0, 0, 0, 900};
  CHECK(fetch(*transport, longer)->error().status == Status::deadline);
  CHECK(standing.heard->state().ends == 0);
  standing.transfer->resume();
  REQUIRE(standing.heard->wait_done());
  CHECK(holds(standing.heard->error().message, "'idle'"));
}

TEST_CASE("a body or a head over its limit ends the transfer and names the limit") {
  Peer peer([](Peer& self, const Peer::Request& request) {
    if (request.path == "/body") {
      self.send(request.connection, response(std::string(100'001, 'x')));
    } else if (request.path == "/fits") {
      self.send(request.connection, response(std::string(100'000, 'x')));
    } else {
      std::string headers;
      for (int i = 0; i < 100; ++i)
        headers += "X-Long: " + std::string(1'000, 'y') + "\r\n";
      self.send(request.connection, response("", "200 OK", headers));
    }
  });
  const auto transport = make_transport();
  HttpRequest request = get(peer.url("/fits"));
  request.max_bytes = 100'000;
  CHECK(fetch(*transport, request)->ok());
  request.url = peer.url("/body");
  const auto body = fetch(*transport, request);
  CHECK(body->error().status == Status::limit);
  CHECK(holds(body->error().message, "100000 (max_bytes"));
  CHECK(body->state().body.size() <= 100'000);
  request.url = peer.url("/head");
  const auto head = fetch(*transport, request);
  CHECK(head->error().status == Status::limit);
  CHECK(holds(head->error().message, "header_bytes"));
  CHECK(head->state().heads == 0);
}

TEST_CASE("transfers beyond the limit wait in order; beyond what may wait they are refused") {
  Peer peer([](Peer& self, const Peer::Request& request) {
    self.send(request.connection, chunked_head());
  });
  NetOptions options;
  options.limits.transfers = 2;
  options.limits.waiting = 3;
  const auto transport = make_transport(options);
  std::vector<Started> all;
  for (int i = 0; i < 6; ++i) {
    all.push_back(start(*transport, get(peer.url("/" + std::to_string(i)))));
  }
  REQUIRE(all[5].heard->wait_done());
  CHECK(all[5].heard->error().status == Status::limit);
  CHECK(holds(all[5].heard->error().message, "5"));
  all[3].transfer.reset();  // one that waits gives its place away
  for (int i : {2, 4}) {
    const int running = i == 2 ? 0 : 1;
    REQUIRE(peer.wait([&](const Peer::Count& count) { return count.requests == running + 2; }));
    CHECK(peer.count().most_open <= 2);
    const auto seen = peer.count().seen;
    const auto mine = std::find_if(seen.begin(), seen.end(), [&](const auto& request) {
      return request.path == "/" + std::to_string(running);
    });
    peer.send(mine->connection, kLastChunk);
    REQUIRE(all[static_cast<std::size_t>(running)].heard->wait_done());
    REQUIRE(all[static_cast<std::size_t>(i)].heard->wait(
        [](const Heard::State& state) { return state.heads == 1; }));
  }
  CHECK(peer.count().requests == 4);
}

TEST_CASE("connections to one origin are capped where that is wanted") {
  Peer peer([](Peer& self, const Peer::Request& request) {
    self.send(request.connection, response("x"));
  });
  NetOptions options;
  options.limits.per_origin = 3;
  const auto transport = make_transport(options);
  std::vector<Started> all;
  for (int i = 0; i < 60; ++i)
    all.push_back(start(*transport, get(peer.url())));
  for (auto& one : all) {
    REQUIRE(one.heard->wait_done());
    CHECK(one.heard->ok());
  }
  CHECK(peer.count().most_open <= 3);
  CHECK(peer.count().requests == 60);
}

TEST_CASE("a thousand transfers at once all finish, by epoll and by poll") {
  for (const bool portable : {false, true}) {
    CAPTURE(portable);
    Peer peer([](Peer& self, const Peer::Request& request) {
      self.send(request.connection, chunked_head() + chunk("begun"));
    });
    NetOptions options;
    options.portable = portable;
    const auto transport = make_transport(options);
    std::vector<Started> all;
    for (int i = 0; i < 1'000; ++i)
      all.push_back(start(*transport, get(peer.url())));
    for (auto& one : all)
      REQUIRE(one.heard->wait_body("begun"));
    CHECK(peer.count().open == 1'000);
    for (int id = 1; id <= 1'000; ++id)
      peer.send(id, chunk(" ended") + kLastChunk);
    for (auto& one : all) {
      REQUIRE(one.heard->wait_done());
      REQUIRE(one.heard->ok());
      REQUIRE(one.heard->state().body == "begun ended");
      REQUIRE(one.heard->state().ends == 1);
    }
    // About as many as may be are kept: libcurl closes one for each that ends.
    CHECK(peer.wait([](const Peer::Count& count) { return count.open <= 256; }));
  }
}

TEST_CASE("origins take turns, and a dead one does not take every place") {
  Origins origins(4, 0);
  const auto make = [&](const char* name) {
    auto job = std::make_unique<Job>(HttpRequest{}, nullptr, 0);
    job->origin = &origins.at(name);
    origins.add(*job);
    return job;
  };
  std::vector<std::unique_ptr<Job>> jobs;
  for (int i = 0; i < 6; ++i)
    jobs.push_back(make("dead"));
  for (int i = 0; i < 3; ++i)
    jobs.push_back(make("a"));
  for (int i = 0; i < 2; ++i)
    jobs.push_back(make("b"));
  CHECK(origins.next() == jobs[0].get());
  CHECK(origins.next() == jobs[6].get());
  CHECK(origins.next() == jobs[9].get());
  CHECK(origins.next() == jobs[1].get());
  CHECK(origins.next() == nullptr);  // four connect
  origins.connected(*jobs[6]->origin);
  CHECK(origins.next() == jobs[7].get());
  origins.connected(*jobs[7]->origin);
  CHECK(origins.next() == jobs[10].get());
  origins.ended(*jobs[9]->origin, true);
  CHECK(origins.next() == jobs[8].get());
  origins.connected(*jobs[8]->origin);
  CHECK(origins.next() == nullptr);  // "dead" holds its half
  origins.drop(*jobs[2]);
  origins.ended(*jobs[0]->origin, true);
  CHECK(origins.next() == jobs[3].get());
  CHECK(origins.running() == 6);
}

TEST_CASE("an origin's cap counts connections: HTTP/2 carries many transfers on one") {
  Origins origins(8, 1);
  std::vector<std::unique_ptr<Job>> jobs;
  for (int i = 0; i < 3; ++i) {
    jobs.push_back(std::make_unique<Job>(HttpRequest{}, nullptr, 0));
    jobs.back()->origin = &origins.at("a");
    origins.add(*jobs.back());
  }
  REQUIRE(origins.next() == jobs[0].get());
  CHECK(origins.next() == nullptr);
  origins.at("a").protocol = Protocol::two;
  origins.connected(*jobs[0]->origin);
  CHECK(origins.next() == jobs[1].get());
  CHECK(origins.next() == jobs[2].get());
}

TEST_CASE("what is known of unused origins is forgotten when there are many") {
  Origins origins(1, 0);
  for (int i = 0; i < 10'000; ++i)
    origins.at("origin " + std::to_string(i));
  CHECK(origins.size() <= 1'025);
}
