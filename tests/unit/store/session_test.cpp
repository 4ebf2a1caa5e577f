#include "fixture.hpp"

namespace parley::store::test {
namespace {

struct Door {
  std::unique_ptr<Store> store = open_store();
  std::int64_t tenant = make_tenant(*store);
  int fresh = 0;

  OpenSession request(std::string address = {}, std::string customer = {}) {
    OpenSession out;
    out.tenant = tenant;
    out.fresh_name = "fresh" + std::to_string(++fresh);
    out.channel = "web";
    out.address = std::move(address);
    out.customer = std::move(customer);
    out.salt = "salt";
    out.now = 1000;
    return out;
  }
  std::string open(const OpenSession& request) { return must(store->open_session(request)).name; }
  void close(const std::string& name) {
    SessionRow row = must(store->find_session(tenant, name));
    TurnCommit end = turn_on(row, 1, false);
    end.owner = Owner::closed;
    must(commit(*store, end));
  }
};

TEST_CASE_FIXTURE(Door, "a named session is made once") {
  OpenSession named = request();
  named.name = "s1";
  named.metadata = R"({"a":1})";
  named.expires_at = 5000;
  const SessionRow made = must(store->open_session(named));
  CHECK(made.name == "s1");
  CHECK(made.salt == "salt");
  CHECK(made.created_at == 1000);
  CHECK(made.expires_at == 5000);
  CHECK(made.metadata == R"({"a":1})");
  CHECK(made.head_hash == Digest{});
  named.salt = "other";
  CHECK(must(store->open_session(named)).id == made.id);
  CHECK(must(store->open_session(named)).salt == "salt");
  const std::int64_t other = make_tenant(*store, "other");
  named.tenant = other;
  CHECK(must(store->open_session(named)).id != made.id);
}

TEST_CASE_FIXTURE(Door, "an address leads back to its open conversation") {
  CHECK(open(request("a")) == "fresh1");
  CHECK(open(request("a")) == "fresh1");
  CHECK(open(request("b")) == "fresh3");
  OpenSession other_channel = request("a");
  other_channel.channel = "mail";
  CHECK(open(other_channel) == "fresh4");
  close("fresh1");
  CHECK(open(request("a")) == "fresh5");
  CHECK(open(request("a")) == "fresh5");
}

TEST_CASE_FIXTURE(Door, "an expired conversation is not taken up again") {
  OpenSession short_lived = request("a");
  short_lived.expires_at = 1500;
  CHECK(open(short_lived) == "fresh1");
  OpenSession later = request("a");
  later.now = 1500;
  CHECK(open(later) == "fresh2");
}

TEST_CASE_FIXTURE(Door, "an address that changed hands does not open another's conversation") {
  CHECK(open(request("a", "ann")) == "fresh1");
  CHECK(open(request("a", "bob")) == "fresh2");
  CHECK(open(request("a")) == "fresh2");
}

TEST_CASE_FIXTURE(Door, "a customer's channels share one history only when asked") {
  CHECK(open(request("a", "ann")) == "fresh1");
  CHECK(open(request("b", "ann")) == "fresh2");
  OpenSession shared = request("c", "ann");
  shared.shared_history = true;
  CHECK(open(shared) == "fresh2");
  CHECK(open(request("c")) == "fresh2");
  OpenSession of_bob = request("d", "bob");
  of_bob.shared_history = true;
  CHECK(open(of_bob) == "fresh5");
}

TEST_CASE_FIXTURE(Door, "a customer is learnt, and a named session keeps its own") {
  OpenSession named = request();
  named.name = "s1";
  CHECK(must(store->open_session(named)).customer.empty());
  named.customer = "ann";
  CHECK(must(store->open_session(named)).customer == "ann");
  named.customer.clear();
  CHECK(must(store->open_session(named)).customer == "ann");
  named.customer = "bob";
  CHECK(store->open_session(named).error().status == Status::conflict);
}

TEST_CASE_FIXTURE(Door, "sessions are listed within their tenant, the one used last first") {
  const std::int64_t other = make_tenant(*store, "other");
  for (const char* name : {"c", "a", "b"})
    make_session(*store, tenant, name);
  make_session(*store, other, "z");
  SessionRow used = must(store->find_session(tenant, "a"));
  run_turn(*store, used, 1);
  const auto names = [&](const SessionFilter& filter) {
    std::string out;
    for (const SessionRow& row : must(store->list_sessions(tenant, filter)))
      out += row.name + " ";
    return out;
  };
  CHECK(names({}) == "a b c ");
  CHECK(names({"", "", "", 0, 1}) == "a ");
  CHECK(names({"", "", "", 1, 1}) == "b ");
  OpenSession anns = request("x", "ann");
  anns.name = "d";
  must(store->open_session(anns));
  CHECK(names({"ann", "", "", 0, 9}) == "d ");
  CHECK(names({"bob", "", "", 0, 9}).empty());
  CHECK(names({"", "web", "", 0, 9}) == "d ");
  close("c");
  CHECK(names({"", "", "closed", 0, 9}) == "c ");
  CHECK(names({"", "", "human", 0, 9}).empty());
  CHECK(store->find_session(other, "a").error().status == Status::not_found);
}

}  // namespace
}  // namespace parley::store::test
