#include <map>
#include <random>

#include "fixture.hpp"
#include "store/connection.hpp"

namespace parley::store::test {
namespace {

DocumentRow document(std::string name, std::string body) {
  DocumentRow row;
  row.hash = digest({body});
  row.name = std::move(name);
  row.meta = R"({"title":"T"})";
  row.body = std::move(body);
  return row;
}

using Model = std::map<std::string, std::string>;

Model model_of(const KnowledgeContent& content) {
  Model model;
  for (const DocumentRow& row : content.documents)
    model[row.name] = row.body;
  return model;
}

TEST_CASE("tenants have versions, and the same document makes none") {
  const auto store = open_store();
  const TenantRow first = must(store->put_tenant("shop", "{1}", digest({"1"}), 10));
  CHECK(first.version == 1);
  CHECK(must(store->put_tenant("shop", "{1}", digest({"1"}), 20)).version == 1);
  const TenantRow second = must(store->put_tenant("shop", "{2}", digest({"2"}), 30));
  CHECK(second.id == first.id);
  CHECK(second.version == 2);
  CHECK(must(store->get_tenant("shop", 0)).body == "{2}");
  CHECK(must(store->get_tenant("shop", 1)).body == "{1}");
  CHECK(must(store->get_tenant("shop", 1)).at == 10);
  CHECK(must(store->put_tenant("shop", "{1}", digest({"1"}), 40)).version == 3);
  CHECK(store->get_tenant("shop", 4).error().status == Status::not_found);
  CHECK(store->get_tenant("shoe", 0).error().status == Status::not_found);
}

TEST_CASE("tenants are listed by name, a page at a time") {
  const auto store = open_store();
  for (const char* name : {"c", "a", "d", "b"})
    make_tenant(*store, name);
  const auto page = must(store->list_tenants("a", 2));
  REQUIRE(page.size() == 2);
  CHECK(page[0].name == "b");
  CHECK(page[1].name == "c");
  CHECK(page[0].body.empty());
}

TEST_CASE("a deleted tenant leaves nothing behind and its name starts again") {
  const Folder folder;
  const auto store = open_store(folder.file());
  const std::int64_t old_id = make_tenant(*store, "shop");
  const std::int64_t other = make_tenant(*store, "other");
  SessionRow session = make_session(*store, old_id);
  SessionRow kept = make_session(*store, other);
  run_turn(*store, session, 1);
  run_turn(*store, kept, 1);
  OpenSession request;
  request.tenant = old_id;
  request.fresh_name = "bound";
  request.channel = "web";
  request.address = "a";
  request.customer = "ann";
  must(store->open_session(request));
  must(store->apply(old_id, {"main", {document("a", "one")}, {}, "", 1}));

  must(store->delete_tenant("shop", 50));
  CHECK(store->get_tenant("shop", 0).error().status == Status::not_found);
  CHECK(store->delete_tenant("shop", 51).error().status == Status::not_found);
  CHECK(must(store->list_tenants("", 10)).size() == 1);
  CHECK(must(store->list_sessions(old_id, {})).empty());
  CHECK(must(store->events(session.id, 0, 10)).empty());
  CHECK(must(store->load(old_id, "main", 0)).documents.empty());
  CHECK(commit(*store, turn_on(session, 2, false)).error().status == Status::conflict);
  CHECK(store->apply(old_id, {"main", {document("a", "x")}, {}, "", 1}).error().status ==
        Status::not_found);
  request.fresh_name = "again";
  CHECK(store->open_session(request).error().status == Status::not_found);
  CHECK(must(store->events(kept.id, 0, 10)).size() == 2);

  Connection db = must(Connection::open(folder.file(), Connection::Mode::existing, 0));
  for (const char* sql :
       {"select count(*) from session where tenant = 1", "select count(*) from customer",
        "select count(*) from binding", "select count(*) from document",
        "select count(*) from tenant_version where tenant = 1",
        "select count(*) from inbox where session = 1"}) {
    CAPTURE(sql);
    CHECK(must(db.ask(sql)) == "0");
  }
  const TenantRow anew = must(store->put_tenant("shop", "{}", digest({"shop"}), 60));
  CHECK(anew.id > other);
  CHECK(anew.version == 1);
}

TEST_CASE("a batch is one version or nothing") {
  const auto store = open_store();
  const std::int64_t tenant = make_tenant(*store);
  CHECK(must(store->load(tenant, "main", 0)).version == 0);
  KnowledgeBatch batch{"main", {document("a", "one"), document("b", "two")}, {}, "first", 10};
  const KnowledgeVersion first = must(store->apply(tenant, batch));
  CHECK(first.version == 1);
  CHECK(first.manifest ==
        R"({"documents":2,"bytes":6,"added":2,"changed":0,"removed":0,"note":"first"})");
  CHECK(must(store->apply(tenant, batch)).version == 1);

  KnowledgeBatch bad{"main", {document("c", "three")}, {"a", "nobody"}, "", 20};
  CHECK(store->apply(tenant, bad).error().status == Status::not_found);
  CHECK(model_of(must(store->load(tenant, "main", 0))) == Model{{"a", "one"}, {"b", "two"}});

  KnowledgeBatch next{"main", {document("b", "zwei")}, {"a"}, "", 30};
  CHECK(must(store->apply(tenant, next)).version == 2);
  CHECK(model_of(must(store->load(tenant, "main", 0))) == Model{{"b", "zwei"}});
  CHECK(model_of(must(store->load(tenant, "main", 1))) == Model{{"a", "one"}, {"b", "two"}});
  CHECK(store->load(tenant, "main", 3).error().status == Status::not_found);
  CHECK(must(store->versions(tenant, "main")).size() == 2);
  CHECK(must(store->knowledge_bases(tenant)) == std::vector<std::string>{"main"});

  KnowledgeBatch twice{"main", {document("b", "x"), document("b", "y")}, {}, "", 40};
  CHECK(store->apply(tenant, twice).error().status == Status::argument);
  KnowledgeBatch both{"main", {document("b", "x")}, {"b"}, "", 40};
  CHECK(store->apply(tenant, both).error().status == Status::argument);
}

TEST_CASE("a changed title alone is a change") {
  const auto store = open_store();
  const std::int64_t tenant = make_tenant(*store);
  must(store->apply(tenant, {"main", {document("a", "one")}, {}, "", 1}));
  DocumentRow renamed = document("a", "one");
  renamed.meta = R"({"title":"U"})";
  CHECK(must(store->apply(tenant, {"main", {renamed}, {}, "", 2})).version == 2);
  CHECK(must(store->load(tenant, "main", 1)).documents[0].meta == R"({"title":"T"})");
}

TEST_CASE("rolling back makes a new version, unless it would change nothing") {
  const auto store = open_store();
  const std::int64_t tenant = make_tenant(*store);
  must(store->apply(tenant, {"main", {document("a", "one"), document("b", "two")}, {}, "", 1}));
  must(
      store->apply(tenant, {"main", {document("a", "eins"), document("c", "drei")}, {"b"}, "", 2}));
  const KnowledgeVersion back = must(store->rollback(tenant, "main", 1, 3));
  CHECK(back.version == 3);
  CHECK(
      back.manifest ==
      R"({"documents":2,"bytes":6,"added":1,"changed":1,"removed":1,"note":"back to version 1"})");
  CHECK(model_of(must(store->load(tenant, "main", 0))) == Model{{"a", "one"}, {"b", "two"}});
  CHECK(must(store->rollback(tenant, "main", 1, 4)).version == 3);
  CHECK(store->rollback(tenant, "main", 9, 4).error().status == Status::not_found);
  CHECK(store->rollback(tenant, "none", 1, 4).error().status == Status::not_found);
}

// A random batch over ten names; empty when nothing could be removed.
KnowledgeBatch random_batch(std::mt19937& random, const Model& now) {
  KnowledgeBatch batch;
  batch.kb = "main";
  for (int i = 0; i < 10; ++i) {
    const std::string name = "d" + std::to_string(i);
    const auto dice = random() % 6;
    if (dice < 2) batch.put.push_back(document(name, "body " + std::to_string(random() % 4)));
    if (dice == 2 && now.contains(name)) batch.remove.push_back(name);
  }
  return batch;
}

Model applied(Model model, const KnowledgeBatch& batch) {
  for (const DocumentRow& row : batch.put)
    model[row.name] = row.body;
  for (const std::string& name : batch.remove)
    model.erase(name);
  return model;
}

TEST_CASE("random batches and roll-backs agree with a list of maps") {
  for (const unsigned seed : {1u, 2u, 3u}) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto store = open_store();
    const std::int64_t tenant = make_tenant(*store);
    std::vector<Model> history{{}};
    for (int step = 0; step < 150; ++step) {
      Model next = history.back();
      KnowledgeVersion version;
      if (random() % 4 == 0 && history.size() > 1) {
        const std::size_t to = 1 + random() % (history.size() - 1);
        next = history[to];
        version = must(store->rollback(tenant, "main", static_cast<std::int64_t>(to), step));
      } else {
        const KnowledgeBatch batch = random_batch(random, next);
        next = applied(next, batch);
        version = must(store->apply(tenant, batch));
      }
      if (next != history.back()) history.push_back(next);
      REQUIRE(version.version == std::ssize(history) - 1);
      const std::size_t look = random() % history.size();
      REQUIRE(model_of(must(store->load(tenant, "main", 0))) == history.back());
      if (look > 0) {
        REQUIRE(model_of(must(store->load(tenant, "main", static_cast<std::int64_t>(look)))) ==
                history[look]);
      }
    }
    CHECK(must(store->versions(tenant, "main")).size() == history.size() - 1);
  }
}

}  // namespace
}  // namespace parley::store::test
