#include <filesystem>
#include <fstream>

#include "heard.hpp"
#include "net/trust.hpp"
#include "tls_peer.hpp"

using namespace parley;
using namespace parley::net;
using namespace parley::net::test;

namespace {

HttpRequest trusting(const std::string& url, const TemporaryFile& authority) {
  HttpRequest request = get(url);
  request.ca_file = authority.path();
  return request;
}

}  // namespace

TEST_CASE("a private authority is trusted where a request names it, and only there") {
  const Identity authority = make_identity("A private authority");
  const Identity server = make_identity("localhost", &authority);
  const TemporaryFile file(authority.pem());
  TlsPeer peer(server);
  const auto transport = make_transport();
  const auto trusted = fetch(*transport, trusting(peer.url(), file));
  REQUIRE(trusted->ok());
  CHECK(trusted->state().body == "secured");
  const auto stranger = fetch(*transport, get(peer.url() + "?key=secret"));
  REQUIRE_FALSE(stranger->ok());
  CHECK(stranger->error().status == Status::network);
  CHECK(holds(stranger->error().message, peer.url().substr(0, peer.url().rfind('/'))));
  CHECK(holds(stranger->error().message, "unknown authority"));
  CHECK_FALSE(holds(stranger->error().message, "secret"));
  CHECK(fetch(*transport, trusting(peer.url(), file))->ok());
}

TEST_CASE("the system's authorities may be a file of one's own, and a private one stands beside") {
  const Identity first = make_identity("First authority");
  const Identity second = make_identity("Second authority");
  const TemporaryFile first_file(first.pem());
  const TemporaryFile second_file(second.pem());
  TlsPeer one(make_identity("localhost", &first));
  TlsPeer two(make_identity("localhost", &second));
  NetOptions options;
  options.ca_file = first_file.path();
  const auto transport = make_transport(options);
  CHECK(fetch(*transport, get(one.url()))->ok());
  CHECK_FALSE(fetch(*transport, get(two.url()))->ok());
  CHECK(fetch(*transport, trusting(two.url(), second_file))->ok());
  CHECK(fetch(*transport, trusting(one.url(), second_file))->ok());
}

TEST_CASE("what is wrong with a certificate is said") {
  const Identity authority = make_identity("An authority");
  const TemporaryFile file(authority.pem());
  struct Case {
    Identity identity;
    const char* says;
  };
  std::vector<Case> cases;
  cases.push_back({make_identity("localhost", &authority, -7'200, -3'600), "has expired"});
  cases.push_back({make_identity("localhost", &authority, 3'600, 7'200), "not valid yet"});
  cases.push_back({make_identity("other.test", &authority), "for another name"});
  cases.push_back({make_identity("localhost"), "self-signed"});
  const auto transport = make_transport();
  for (const Case& one : cases) {
    CAPTURE(std::string(one.says));
    TlsPeer peer(one.identity);
    const auto heard = fetch(*transport, trusting(peer.url(), file));
    REQUIRE_FALSE(heard->ok());
    CHECK(heard->error().status == Status::network);
    CAPTURE(heard->error().message);
    CHECK(holds(heard->error().message, one.says));
    CHECK(holds(heard->error().message, "expected"));
  }
}

TEST_CASE("TLS older than 1.2, no TLS at all, and authorities that cannot be read") {
  const Identity authority = make_identity("An authority");
  const TemporaryFile file(authority.pem());
  const auto transport = make_transport();
  TlsPeer old(make_identity("localhost", &authority), {false, true});
  const auto outdated = fetch(*transport, trusting(old.url(), file));
  REQUIRE_FALSE(outdated->ok());
  CHECK(holds(outdated->error().message, "TLS 1.2"));
  Peer plain([](Peer& self, const Peer::Request& request) { self.close(request.connection); });
  const std::string https = "https://127.0.0.1:" + std::to_string(plain.port()) + "/";
  const auto transfer_heard = std::make_shared<Heard>();
  const auto transfer = transport->start(get(https), transfer_heard);
  REQUIRE(plain.wait([](const Peer::Count& count) { return count.accepted == 1; }));
  plain.send(1, "HTTP/1.1 400 Bad Request\r\n\r\n");
  REQUIRE(transfer_heard->wait_done());
  CHECK(holds(transfer_heard->error().message, "no TLS session"));
  HttpRequest request = get(old.url());
  request.ca_file = "/nowhere/authority.pem";
  const auto unread = fetch(*transport, request);
  CHECK(unread->error().status == Status::network);
  CHECK(holds(unread->error().message, "/nowhere/authority.pem"));
  NetOptions options;
  const TemporaryFile text("no certificate");
  options.ca_file = file.path();
  const auto other = make_transport(options);
  CHECK(holds(fetch(*other, trusting(old.url(), text))->error().message, "is not PEM"));
}

namespace {

// That many transfers at the same time, all with a good end.
void fetch_together(Transport& transport, const TlsPeer& peer, const TemporaryFile& authority,
                    int count) {
  std::vector<std::shared_ptr<Heard>> all;
  std::vector<std::unique_ptr<Transfer>> transfers;
  for (int i = 0; i < count; ++i) {
    all.push_back(std::make_shared<Heard>());
    transfers.push_back(transport.start(trusting(peer.url(), authority), all.back()));
  }
  for (auto& heard : all) {
    REQUIRE(heard->wait_done());
    REQUIRE(heard->ok());
    CHECK(heard->state().status == 200);
    CHECK(heard->state().body == "secured");
  }
}

}  // namespace

TEST_CASE("over TLS, transfers share a connection by HTTP/2 where the server can") {
  const Identity authority = make_identity("An authority");
  const TemporaryFile file(authority.pem());
  TlsPeer peer(make_identity("localhost", &authority), {true, false});
  const auto transport = make_transport();
  fetch_together(*transport, peer, file, 20);
  CHECK(peer.accepted() == 1);
  CHECK(peer.requests() == 20);
}

TEST_CASE("where a server has only HTTP/1.1, transfers do not wait for one another") {
  const Identity authority = make_identity("An authority");
  const TemporaryFile file(authority.pem());
  TlsPeer peer(make_identity("localhost", &authority));
  const auto transport = make_transport();
  fetch_together(*transport, peer, file, 20);
  CHECK(peer.requests() == 20);
  const int before = peer.accepted();
  CHECK(fetch(*transport, trusting(peer.url(), file))->ok());
  CHECK(peer.accepted() == before);
}

TEST_CASE("the system's authorities are found where the systems keep them") {
  namespace fs = std::filesystem;
  char name[] = "/tmp/parley_trust_XXXXXX";
  REQUIRE(mkdtemp(name) != nullptr);
  const std::string root = name;
  CHECK(find_trust(root).file.empty());
  CHECK(find_trust(root).folder.empty());
  const auto put = [&](const std::string& path) {
    fs::create_directories(fs::path(root + path).parent_path());
    std::ofstream(root + path) << "x";
  };
  // From the least to the most preferred.
  for (const char* path :
       {"/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
        "/etc/ca-certificates/extracted/tls-ca-bundle.pem", "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/certs/ca-certificates.crt"}) {
    put(path);
    CHECK(find_trust(root).file == root + path);
  }
  CHECK(find_trust(root).folder.empty());
  put("/etc/ssl/certs/12ab34cd.0");
  CHECK(find_trust(root).folder == root + "/etc/ssl/certs");
  fs::remove_all(root);
}
