#include <sys/wait.h>
#include <unistd.h>

#include "fake_names.hpp"
#include "heard.hpp"

using namespace parley;
using namespace parley::net;
using namespace parley::net::test;

namespace {

constexpr char kSecret[] = "s3cr3t";

// What no message and no detail may hold.
void check_discreet(const Error& error) {
  CHECK_FALSE(holds(error.message, kSecret));
  CHECK_FALSE(holds(error.detail, kSecret));
  CHECK(holds(error.message, "expected"));
  CHECK_FALSE(holds(error.message, "\n"));
}

HttpRequest secretive(const std::string& origin) {
  HttpRequest request = post("http://user:s3cr3t@" + origin + "/s3cr3t?key=s3cr3t#s3cr3t", kSecret);
  request.headers = {{"Authorization", kSecret}, {"X-s3cr3t", kSecret}};
  return request;
}

}  // namespace

TEST_CASE("refused, reset, cut, silent end, not HTTP: each says what it was and where") {
  struct Case {
    const char* path;
    const char* says;
  };
  Peer peer([](Peer& self, const Peer::Request& request) {
    const int id = request.connection;
    if (holds(request.head, "X-Fault: reset")) return self.reset(id);
    if (holds(request.head, "X-Fault: end")) return self.close(id);
    if (holds(request.head, "X-Fault: garbage")) {
      self.send(id, "SSH-2.0-OpenSSH_9.2\r\n");
      return self.close(id);
    }
    self.send(id, holds(request.head, "X-Fault: cut-chunk") ? chunked_head() + chunk("half")
                                                            : "HTTP/1.1 200 OK\r\nContent-Length: "
                                                              "100\r\n\r\nhalf");
    self.close(id);
  });
  const std::string place = "127.0.0.1:" + std::to_string(peer.port());
  for (const bool portable : {false, true}) {
    NetOptions options;
    options.portable = portable;
    const auto transport = make_transport(options);
    for (const Case& one : std::initializer_list<Case>{{"reset", "reset before its answer"},
                                                       {"end", "closed before its answer"},
                                                       {"garbage", "does not answer in HTTP"},
                                                       {"cut-chunk", "in the middle of the body"},
                                                       {"cut", "in the middle of the body"}}) {
      CAPTURE(one.path);
      HttpRequest request = secretive(place);
      request.headers.emplace_back("X-Fault", one.path);
      const auto heard = fetch(*transport, request);
      REQUIRE_FALSE(heard->ok());
      CHECK(heard->error().status == Status::network);
      CHECK(holds(heard->error().message, "http://" + place));
      CHECK(holds(heard->error().message, one.says));
      check_discreet(heard->error());
    }
    const std::string dead = "127.0.0.1:" + std::to_string(dead_port());
    const auto refused = fetch(*transport, secretive(dead));
    CHECK(holds(refused->error().message, "http://" + dead + ": the connection was refused"));
    check_discreet(refused->error());
  }
}

TEST_CASE("a name without an address, of the host and of the proxy") {
  NetOptions options;
  options.names = std::make_shared<FakeNames>();
  const auto transport = make_transport(options);
  HttpRequest request = secretive("none.test");
  const auto heard = fetch(*transport, request);
  CHECK(heard->error().status == Status::network);
  CHECK(holds(heard->error().message, "none.test"));
  request = secretive("fine.test");
  request.proxy = "http://user:s3cr3t@proxy.test:3128";
  CHECK(holds(fetch(*transport, request)->error().message, "proxy.test"));
  request.proxy = "socks4://s3cr3t";
  const auto wrong = fetch(*transport, request);
  CHECK(holds(wrong->error().message, "proxy is not usable"));
  check_discreet(wrong->error());
}

TEST_CASE("the system's look-up says that a name does not exist") {
  const auto names = make_system_names();
  const auto found = names->look_up("no such name");
  REQUIRE_FALSE(found.ok());
  CHECK(found.error().status == Status::network);
  const auto local = names->look_up("localhost");
  REQUIRE(local.ok());
  CHECK_FALSE(is_public(local->front()));
}

TEST_CASE("what cannot be sent as it is ends the transfer before it begins") {
  const auto transport = make_transport();
  HttpRequest request = secretive("127.0.0.1:1");
  request.headers.emplace_back("X", "a\nb");
  check_discreet(fetch(*transport, request)->error());
  request = secretive("127.0.0.1:99999");
  const auto heard = fetch(*transport, request);
  CHECK(heard->error().status == Status::network);
  check_discreet(heard->error());
}

TEST_CASE("private addresses are refused as literals, after look-ups and on kept connections") {
  Peer peer([](Peer& self, const Peer::Request& request) {
    self.send(request.connection, response("inside"));
  });
  const auto names = std::make_shared<FakeNames>();
  names->put("rebind.test", {"127.0.0.1"});
  names->put("mixed.test", {"8.8.8.8", "10.0.0.1"});
  names->put("mapped.test", {"::ffff:127.0.0.1"});
  NetOptions options;
  options.names = names;
  const auto transport = make_transport(options);
  const std::string port = ":" + std::to_string(peer.port());
  // Allowed for one request, which leaves a connection behind.
  CHECK(fetch(*transport, get("http://rebind.test" + port + "/"))->ok());
  for (const std::string host : {"127.0.0.1", "localhost", "rebind.test", "mixed.test",
                                 "mapped.test", "[::1]", "0x7f000001"}) {
    CAPTURE(host);
    HttpRequest request = get("http://" + host + port + "/");
    request.private_addresses = false;
    const auto heard = fetch(*transport, request);
    REQUIRE_FALSE(heard->ok());
    CHECK(heard->error().status == Status::network);
    CHECK((holds(heard->error().message, "not a public address") ||
           holds(heard->error().message, "this machine itself")));
  }
  CHECK(peer.count().requests == 1);
}

TEST_CASE("redirects are followed where that is wanted, with the method the status asks for") {
  Peer other([](Peer& self, const Peer::Request& request) {
    self.send(request.connection, response("elsewhere"));
  });
  Peer peer([&](Peer& self, const Peer::Request& request) {
    const auto to = [&](std::string_view status, const std::string& place) {
      self.send(request.connection, response("moved", status, "Location: " + place + "\r\n"));
    };
    if (request.path == "/303") return to("303 See Other", "/end");
    if (request.path == "/307") return to("307 Temporary Redirect", "end?x");
    if (request.path == "/away") return to("302 Found", other.url("/there"));
    if (request.path == "/loop") return to("302 Found", "/loop");
    if (request.path == "/file") return to("302 Found", "file:///etc/passwd");
    self.send(request.connection, response("end"));
  });
  const auto transport = make_transport();
  HttpRequest request = post(peer.url("/303"), "payload");
  request.headers = {{"Authorization", kSecret}, {"Accept", "x/y"}};
  CHECK(fetch(*transport, request)->state().status == 303);  // not followed unless asked
  request.follow_redirects = true;
  const auto see_other = fetch(*transport, request);
  CHECK(see_other->state().body == "end");
  CHECK(see_other->state().heads == 1);
  CHECK(peer.count().seen.back().head.starts_with("GET /end "));
  CHECK(holds(peer.count().seen.back().head, kSecret));
  request.url = peer.url("/307");
  CHECK(fetch(*transport, request)->state().body == "end");
  CHECK(peer.count().seen.back().head.starts_with("POST /end?x "));
  CHECK(peer.count().seen.back().body == "payload");
  request.url = peer.url("/away");
  CHECK(fetch(*transport, request)->state().body == "elsewhere");
  CHECK_FALSE(holds(other.count().seen.back().head, kSecret));
  CHECK(holds(other.count().seen.back().head, "Accept: x/y"));
  request.url = peer.url("/loop");
  const auto loop = fetch(*transport, request);
  CHECK(loop->error().status == Status::network);
  CHECK(holds(loop->error().message, "more than 5 redirects"));
  request.url = peer.url("/file");
  CHECK(holds(fetch(*transport, request)->error().message, "redirects to is not usable"));
  CHECK(peer.count().accepted <= 2);
}

TEST_CASE("a redirect to a private address is refused like the first hop") {
  Peer peer([](Peer& self, const Peer::Request& request) {
    self.send(request.connection, response("", "302 Found", "Location: http://inner.test/\r\n"));
  });
  const auto names = std::make_shared<FakeNames>();
  names->put("inner.test", {"10.0.0.1"});
  NetOptions options;
  options.names = names;
  const auto transport = make_transport(options);
  HttpRequest request = get("http://outer.test/");
  request.follow_redirects = true;
  request.private_addresses = false;
  request.proxy = peer.url();  // lets a test reach its own peer as if it were public
  const auto through = fetch(*transport, request);
  CHECK(holds(through->error().message, "more than 5 redirects"));
  CHECK(peer.count().seen.at(1).path == "http://inner.test/");
  request.url = "http://outer.test/";
  request.proxy.clear();
  names->put("outer.test", {"192.168.0.1"});
  CHECK(holds(fetch(*transport, request)->error().message, "192.168.0.1"));
}

TEST_CASE("a proxy gets the request, its name is the one looked up, its password goes only there") {
  Peer proxy([](Peer& self, const Peer::Request& request) {
    self.send(request.connection, response("by proxy"));
  });
  const auto names = std::make_shared<FakeNames>();
  names->put("proxy.test", {"127.0.0.1"});
  NetOptions options;
  options.names = names;
  const auto transport = make_transport(options);
  HttpRequest request = get("http://far.test/x?y");
  request.proxy = "http://user:pw@proxy.test:" + std::to_string(proxy.port());
  const auto heard = fetch(*transport, request);
  CHECK(heard->ok());
  CHECK(heard->state().body == "by proxy");
  CHECK(proxy.count().seen.at(0).path == "http://far.test/x?y");
  CHECK(holds(proxy.count().seen.at(0).head, "Proxy-Authorization: Basic dXNlcjpwdw=="));
  CHECK(names->asked("far.test") == 0);
}

TEST_CASE("the environment's proxies are not asked") {
  Peer peer([](Peer& self, const Peer::Request& request) {
    self.send(request.connection, response("direct"));
  });
  const std::string dead = "http://127.0.0.1:" + std::to_string(dead_port());
  setenv("http_proxy", dead.c_str(), 1);
  setenv("ALL_PROXY", dead.c_str(), 1);
  const auto heard = fetch(*make_transport(), get(peer.url()));
  unsetenv("http_proxy");
  unsetenv("ALL_PROXY");
  CHECK(heard->ok());
}

TEST_CASE("a sink that throws ends its own transfer") {
  Peer peer([](Peer& self, const Peer::Request& request) {
    self.send(request.connection, response("data"));
  });
  const auto transport = make_transport();
  const auto heard = std::make_shared<Heard>();
  heard->useful = [](std::string_view) -> bool { throw std::runtime_error("oops"); };
  const auto transfer = transport->start(get(peer.url()), heard);
  REQUIRE(heard->wait_done());
  CHECK(heard->error().status == Status::internal);
  CHECK(holds(heard->error().message, "oops"));
  CHECK(fetch(*transport, get(peer.url()))->ok());
}

TEST_CASE("a child made by fork() is refused and leaves the parent's network alone") {
  Peer peer([](Peer& self, const Peer::Request& request) {
    self.send(request.connection, response("x"));
  });
  auto transport = make_transport();
  CHECK(fetch(*transport, get(peer.url()))->ok());
  const auto heard = std::make_shared<Heard>();
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    auto transfer = transport->start(get(peer.url()), heard);
    transfer->pause();
    transfer.reset();
    transport.reset();
    const auto state = heard->state();
    const bool refused = state.ends == 1 && state.outcome->error().status == Status::state;
    _exit(refused ? 0 : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(fetch(*transport, get(peer.url()))->ok());
  CHECK(peer.count().accepted == 1);
}
