// Parts without a thread or a socket.
#include <random>
#include <set>

#include <doctest/doctest.h>

#include "net/address.hpp"
#include "net/easy.hpp"
#include "net/target.hpp"
#include "net/timed.hpp"
#include "net/watch.hpp"

using namespace parley;
using namespace parley::net;

TEST_CASE("what is not routed in the open internet is not public, in every way to write it") {
  for (const char* text : {"127.0.0.1",
                           "127.255.0.9",
                           "0.0.0.0",
                           "10.1.2.3",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.168.1.1",
                           "169.254.169.254",
                           "100.64.0.1",
                           "100.127.255.255",
                           "224.0.0.1",
                           "239.1.1.1",
                           "255.255.255.255",
                           "240.0.0.1",
                           "192.0.2.1",
                           "198.18.0.1",
                           "::",
                           "::1",
                           "fe80::1",
                           "fc00::1",
                           "fd12::1",
                           "ff02::1",
                           "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1",
                           "64:ff9b::7f00:1",
                           "64:ff9b::a00:1",
                           "64:ff9b:1::1",
                           "2002:7f00:1::",
                           "2002:a00:1::",
                           "2001:db8::1",
                           "2001::1",
                           "fec0::1",
                           "::127.0.0.1"}) {
    CAPTURE(text);
    const auto address = Address::parse(text);
    REQUIRE(address);
    CHECK_FALSE(is_public(*address));
  }
  for (const char* text : {"8.8.8.8", "1.1.1.1", "172.32.0.1", "172.15.0.1", "100.128.0.1",
                           "169.253.0.1", "223.255.255.255", "2606:4700::1111", "2a00:1450::1",
                           "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"}) {
    CAPTURE(text);
    const auto address = Address::parse(text);
    REQUIRE(address);
    CHECK(is_public(*address));
  }
  CHECK_FALSE(Address::parse("localhost"));
  CHECK_FALSE(Address::parse(""));
  CHECK_FALSE(Address::parse("1.2.3"));
  CHECK(Address::parse("[::1]")->text() == "::1");
}

TEST_CASE("a URL becomes a target, whatever it is written like") {
  struct Case {
    const char* url;
    const char* origin;
  };
  for (const auto& [url, origin] :
       std::initializer_list<Case>{{"http://EXAMPLE.com/x", "http://example.com:80"},
                                   {"https://example.com.:8443/x?y#z", "https://example.com:8443"},
                                   {"https://user:secret@example.com", "https://example.com:443"},
                                   {"http://2130706433/", "http://127.0.0.1:80"},
                                   {"http://0x7f.1/", "http://127.0.0.1:80"},
                                   {"http://[::1]:81/", "http://[::1]:81"}}) {
    CAPTURE(url);
    const auto target = parse_target(url);
    REQUIRE(target.ok());
    CHECK(target->origin == origin);
  }
  CHECK(parse_target("http://2130706433/")->address.has_value());
  CHECK(parse_target("http://[::1]:81/")->host == "::1");
  CHECK(parse_proxy("socks5h://proxy")->port == 1080);
}

TEST_CASE("an unusable URL is refused without repeating it") {
  for (const char* url :
       {"", "example.com/secret-path", "ftp://example.com/secret", "file:///secret", "http://",
        "http://exa mple.com/secret", "http://a:99999/secret", "gopher://secret",
        "http://user:secret@/", "https://host:port/secret"}) {
    CAPTURE(url);
    const auto target = parse_target(url);
    REQUIRE_FALSE(target.ok());
    CHECK(target.error().status == Status::network);
    CHECK(target.error().message.find("secret") == std::string::npos);
    CHECK(target.error().message.find("expected") != std::string::npos);
  }
  CHECK_FALSE(parse_target("http://h/" + std::string(20'000, 'x')).ok());
  CHECK_FALSE(parse_target(std::string("http://h/\0x", 11)).ok());
}

TEST_CASE("private hosts are refused before anything is sent") {
  for (const char* url : {"http://localhost/", "http://api.localhost:8/", "http://127.1/",
                          "http://[::ffff:10.0.0.1]/", "http://[fe80::1]/", "http://0/"}) {
    CAPTURE(url);
    CHECK_FALSE(require_public(*parse_target(url)).ok());
  }
  CHECK(require_public(*parse_target("http://example.com/")).ok());
  CHECK(require_public(*parse_target("http://8.8.8.8/")).ok());
}

TEST_CASE("a header that would end its line is refused by number, without its value") {
  HttpRequest request;
  request.headers = {{"Fine", "a"}, {"Key", "secret\r\nX: y"}};
  const auto outcome = check_request(request);
  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.error().message.find("header 2") != std::string::npos);
  CHECK(outcome.error().message.find("secret") == std::string::npos);
  request.headers = {{"Bad name", "a"}};
  CHECK_FALSE(check_request(request).ok());
  request.headers.clear();
  request.method = "GET /";
  CHECK_FALSE(check_request(request).ok());
}

TEST_CASE("each deadline counts its own part") {
  const HttpDeadlines allowed{100, 200, 50, 10'000};
  Watch watch(allowed, 0);
  CHECK(watch.due() == 10'000);
  watch.begin(10);
  CHECK(watch.due() == 110);
  watch.hold(60);  // waits for a place
  CHECK(watch.due() == 10'000);
  CHECK_FALSE(watch.missed(5'000));
  watch.go_on(1'000);
  CHECK(watch.due() == 1'050);
  CHECK_FALSE(watch.missed(1'049));
  CHECK(std::string(watch.missed(1'050)->name) == "connect");
  watch.connected(1'020);
  CHECK(watch.due() == 1'220);
  CHECK(std::string(watch.missed(1'220)->name) == "first");
  watch.useful(1'100);
  CHECK(watch.due() == 1'150);
  watch.useful(1'140);
  CHECK(watch.due() == 1'190);
  CHECK(std::string(watch.missed(1'190)->name) == "idle");
  CHECK(watch.missed(1'190)->allowed == 50);
  CHECK(std::string(watch.missed(10'000)->name) == "total");
}

TEST_CASE("idle stands still while paused, total does not") {
  Watch watch({0, 0, 50, 1'000}, 0);
  watch.begin(0);
  watch.connected(0);
  CHECK(watch.due() == 1'000);  // no deadline of its own for connect and first
  watch.useful(100);
  watch.pause(120);
  watch.pause(130);
  CHECK(watch.due() == 1'000);
  CHECK_FALSE(watch.missed(900));
  CHECK(std::string(watch.missed(1'000)->name) == "total");
  watch.resume(500);
  CHECK(watch.due() == 530);
  watch.pause(510);
  watch.useful(510);  // what was on its way when the pause came
  CHECK(watch.due() == 1'000);
  watch.resume(600);
  CHECK(watch.due() == 650);
}

TEST_CASE("the heap gives what is due first, whatever changes in it") {
  struct Item : Timed {};
  std::vector<Item> items(200);
  TimedHeap heap;
  std::mt19937 random(7);
  for (int step = 0; step < 20'000; ++step) {
    Item& item = items[random() % items.size()];
    if (random() % 4 == 0) {
      heap.remove(item);
    } else {
      heap.set(item, static_cast<std::int64_t>(random() % 1'000));
    }
    std::int64_t least = kNever;
    std::size_t inside = 0;
    for (const Item& one : items) {
      least = std::min(least, one.due());
      inside += one.due() != kNever ? 1 : 0;
    }
    REQUIRE(heap.due() == least);
    REQUIRE(heap.size() == inside);
  }
}
