#include "engine/knowledge_slot.hpp"

#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "base/error.hpp"
#include "fakes.hpp"
#include "store/store.hpp"

namespace parley::test {
namespace {

// Counts what is read from the store behind it and fails when told to.
class CountingCatalog final : public Catalog {
 public:
  explicit CountingCatalog(Catalog& catalog) : catalog_(catalog) {}

  Result<TenantRow> put_tenant(std::string_view name, std::string_view body, const Digest& hash,
                               std::int64_t now) override {
    return catalog_.put_tenant(name, body, hash, now);
  }
  Result<std::int64_t> count_tenants() override { return catalog_.count_tenants(); }
  Result<TenantRow> get_tenant(std::string_view name, std::int64_t version) override {
    return catalog_.get_tenant(name, version);
  }
  Result<std::vector<TenantRow>> list_tenants(std::string_view after, std::int64_t limit) override {
    return catalog_.list_tenants(after, limit);
  }
  Result<void> delete_tenant(std::string_view name, std::int64_t now) override {
    return catalog_.delete_tenant(name, now);
  }
  Result<KnowledgeVersion> apply(std::int64_t tenant, const KnowledgeBatch& batch) override {
    return catalog_.apply(tenant, batch);
  }
  Result<KnowledgeContent> load(std::int64_t tenant, std::string_view kb,
                                std::int64_t version) override {
    ++loads;
    if (broken) return make_error(Status::store, "does not read");
    return catalog_.load(tenant, kb, version);
  }
  Result<std::vector<KnowledgeVersion>> versions(std::int64_t tenant,
                                                 std::string_view kb) override {
    return catalog_.versions(tenant, kb);
  }
  Result<std::vector<std::string>> knowledge_bases(std::int64_t tenant) override {
    return catalog_.knowledge_bases(tenant);
  }
  Result<KnowledgeVersion> rollback(std::int64_t tenant, std::string_view kb, std::int64_t version,
                                    std::int64_t now) override {
    return catalog_.rollback(tenant, kb, version, now);
  }

  int loads = 0;
  bool broken = false;

 private:
  Catalog& catalog_;
};

using Found = std::vector<Result<std::shared_ptr<const Evidence>>>;

struct Bench {
  Bench() : store(*store::Store::open({})), catalog(*store) {
    tenant = store->put_tenant("shop", "{}", Digest{}, 1)->id;
    slot = fresh_slot();
  }
  std::shared_ptr<KnowledgeSlot> fresh_slot() {
    return std::make_shared<KnowledgeSlot>(catalog, executor, tenant, "main", "en",
                                           KnowledgeConfig());
  }
  Result<json::Value> apply(std::string_view batch) {
    auto text = slot->apply(*json::parse(batch), limits, 5);
    if (!text) return std::move(text).error();
    return *json::parse(*text);
  }
  void search(std::string question) {
    slot->start({std::move(question), "en", 3, {}},
                [this](auto evidence) { found.push_back(std::move(evidence)); });
  }
  void run_tasks() {
    while (!executor.tasks.empty()) {
      Task task = std::move(executor.tasks.front());
      executor.tasks.pop_front();
      task();
    }
  }

  std::unique_ptr<store::Store> store;
  CountingCatalog catalog;
  FakeExecutor executor;
  TenantLimits limits;
  std::int64_t tenant = 0;
  std::shared_ptr<KnowledgeSlot> slot;
  Found found;
};

constexpr std::string_view kTwo = R"({"put": [
  {"name": "a.md", "body": "Parcels reach you within three days."},
  {"name": "b.md", "body": "Returns are free of charge."}]})";

}  // namespace

TEST_CASE("searches that come together load the knowledge once, and all are answered") {
  Bench bench;
  REQUIRE(bench.apply(kTwo).ok());
  bench.slot = bench.fresh_slot();
  bench.catalog.loads = 0;
  for (int i = 0; i < 5; ++i)
    bench.search("When do parcels reach me?");
  CHECK(bench.found.empty());
  CHECK(bench.executor.tasks.size() == 1);
  bench.run_tasks();
  CHECK(bench.catalog.loads == 1);
  REQUIRE(bench.found.size() == 5);
  for (const auto& evidence : bench.found) {
    REQUIRE(evidence.ok());
    REQUIRE(!(*evidence)->passages.empty());
    CHECK((*evidence)->passages[0].document == "a.md");
    CHECK((*evidence)->knowledge_version == 1);
  }
  bench.search("Are returns free?");
  CHECK(bench.executor.tasks.empty());
  CHECK(bench.found.size() == 6);
  CHECK(bench.catalog.loads == 1);
}

TEST_CASE("a load that fails is told to all who wait and tried again by the next") {
  Bench bench;
  REQUIRE(bench.apply(kTwo).ok());
  bench.slot = bench.fresh_slot();
  bench.catalog.broken = true;
  bench.search("parcels");
  bench.search("returns");
  bench.run_tasks();
  REQUIRE(bench.found.size() == 2);
  for (const auto& evidence : bench.found)
    CHECK(evidence.error().status == Status::store);
  bench.catalog.broken = false;
  bench.search("parcels");
  bench.run_tasks();
  CHECK(bench.found.back().ok());
}

TEST_CASE("a tenant without documents has empty evidence") {
  Bench bench;
  bench.search("parcels");
  bench.run_tasks();
  REQUIRE(bench.found.size() == 1);
  CHECK((*bench.found[0])->passages.empty());
  CHECK((*bench.found[0])->knowledge_version == 0);
}

TEST_CASE("apply tells what changed; removing what is not there is a warning") {
  Bench bench;
  const auto first = bench.apply(kTwo);
  REQUIRE(first.ok());
  CHECK(first->integer("version") == 1);
  CHECK(first->integer("put") == 2);
  const auto same = bench.apply(kTwo);
  CHECK(same->integer("version") == 1);
  CHECK(same->integer("unchanged") == 2);
  const auto second = bench.apply(R"({"put": [{"name": "b.md", "body": "Returns cost ten."},
    {"name": "c.md", "body": "Socks."}], "remove": ["a.md", "nothing.md"]})");
  REQUIRE(second.ok());
  CHECK(second->integer("version") == 2);
  CHECK(second->integer("put") == 2);
  CHECK(second->integer("removed") == 1);
  CHECK(second->integer("documents") == 2);
  REQUIRE(second->array("warnings").size() == 1);
  CHECK(second->array("warnings")[0].as_string()->find("nothing.md") != std::string::npos);
  bench.search("parcels");
  CHECK((*bench.found.back())->passages.empty());
}

TEST_CASE("limits and contradictions refuse the whole batch") {
  Bench bench;
  bench.limits.documents = 2;
  bench.limits.document_bytes = 40;
  REQUIRE(bench.apply(kTwo).ok());
  const auto refused = [&bench](std::string_view batch) {
    const auto outcome = bench.apply(batch);
    REQUIRE(!outcome.ok());
    return outcome.error().status;
  };
  CHECK(refused(R"({"put": [{"name": "c.md", "body": "x"}]})") == Status::limit);
  CHECK(refused(R"({"put": [{"name": "a.md", "body": ")" + std::string(41, 'x') + R"("}]})") ==
        Status::limit);
  CHECK(refused(R"({"put": [{"name": "a.md", "body": "x"}, {"name": "a.md", "body": "y"}]})") ==
        Status::argument);
  CHECK(refused(R"({"put": [{"name": "a.md", "body": "x"}], "remove": ["a.md"]})") ==
        Status::argument);
  CHECK((*bench.slot->snapshot())->version() == 1);
  CHECK(bench.catalog.load(bench.tenant, "main", 0)->version == 1);
  // One for one is within the limit.
  CHECK(bench.apply(R"({"put": [{"name": "c.md", "body": "x"}], "remove": ["a.md"]})").ok());
}

TEST_CASE("a rollback is a new version with the old documents; older versions can be looked at") {
  Bench bench;
  REQUIRE(bench.apply(kTwo).ok());
  REQUIRE(bench.apply(R"({"remove": ["a.md"]})").ok());
  const auto rolled = bench.slot->rollback(1, 9);
  REQUIRE(rolled.ok());
  CHECK(rolled->version == 3);
  bench.search("When do parcels reach me?");
  CHECK((*bench.found.back())->knowledge_version == 3);
  CHECK(!(*bench.found.back())->passages.empty());
  CHECK((*bench.slot->snapshot_of(2))->documents().size() == 1);
  CHECK((*bench.slot->snapshot_of(1))->documents().size() == 2);
  CHECK(bench.slot->rollback(77, 9).error().status == Status::not_found);
  CHECK((*bench.slot->snapshot())->version() == 3);
}

TEST_CASE("a slot serves only the language and the cutting it was made for") {
  Bench bench;
  KnowledgeConfig config;
  CHECK(bench.slot->serves("en", config));
  CHECK(!bench.slot->serves("de", config));
  config.chunk_chars = 100;
  CHECK(!bench.slot->serves("en", config));
}

}  // namespace parley::test
