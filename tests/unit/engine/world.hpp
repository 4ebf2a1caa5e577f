#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <stdlib.h>

#include "engine/core.hpp"
#include "engine/handles.hpp"

namespace parley::test {

// A folder that is gone at the end of the test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "parley-engine-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string file() const { return (path_ / "test.parley").string(); }

 private:
  std::filesystem::path path_;
};

inline std::string world_config(std::string_view data = ":memory:", std::uint64_t seed = 1) {
  return R"({"data": ")" + std::string(data) + R"(", "pool": 2, "synchronous": "off",
    "models": {"play": {"provider": "scripted"}},
    "world": {"seed": )" +
         std::to_string(seed) + R"(, "start_ms": 1700000000000}})";
}

inline constexpr std::string_view kSmallShop = R"({
  "name": "Shoes & Co", "handoff": {"queue": "front desk", "say": "A colleague will take over."},
  "intents": [
    {"name": "hours", "phrases": ["opening hours"], "actions": [{"reply": "We open at nine."}]},
    {"name": "person", "phrases": ["talk to a person"], "actions": [{"handoff": {}}]}]})";

inline constexpr std::string_view kDocuments = R"({"put": [
  {"name": "shipping.md", "body": "# Shipping\n\nParcels reach you within three working days."},
  {"name": "returns.md", "body": "# Returns\n\nYou may return shoes within thirty days."}]})";

// An engine in a world of its own, reached through the public handles.
class World {
 public:
  explicit World(const std::string& config = world_config(), EngineParts parts = {}) {
    auto opened = Core::open(config, std::move(parts));
    if (!opened) FAIL(opened.error().message);
    core = *std::move(opened);
  }

  Tenant shop(std::string_view document = kSmallShop) {
    const auto put = core->put_tenant("shop", document);
    if (!put) FAIL(put.error().message << put.error().detail);
    return tenant("shop");
  }
  Tenant tenant(std::string_view id) {
    auto slot = core->tenant(id);
    REQUIRE(slot.ok());
    return Tenant(std::make_shared<TenantHandle>(core, *std::move(slot)));
  }
  static Session session(Tenant& tenant, std::string_view json = {}) {
    auto opened = tenant.open_session(json);
    if (!opened) FAIL(opened.error().message);
    return *std::move(opened);
  }
  std::int64_t now() const { return core->clock().unix_ms(); }
  void settle() { REQUIRE(core->world_settle().ok()); }

  std::shared_ptr<Core> core;
};

struct Heard {
  std::vector<Event> events;
  std::string words;
  int ends = 0;
  json::Value end;  // of the last END
};

// What a turn tells without waiting for it.
inline void hear(Turn& turn, Heard& heard) {
  for (Turn::Next next = turn.next(0); next.event; next = turn.next(0)) {
    heard.words += next.event->text();
    if (next.event->kind() == EventKind::end) {
      ++heard.ends;
      heard.end = *json::parse(next.event->json());
    }
    heard.events.push_back(*std::move(next.event));
  }
}

// A message and everything that follows by itself.
inline Heard say(World& world, Session& session, std::string_view words) {
  auto turn = session.say(words);
  if (!turn) FAIL(turn.error().message);
  world.settle();
  Heard heard;
  hear(*turn, heard);
  return heard;
}

inline json::Value view(Session& session, std::string_view query) {
  auto text = session.view(query);
  if (!text) FAIL(text.error().message);
  return *json::parse(*text);
}

// Every digest of the session is computed anew from its row.
inline void check_ledger(World& world, std::string_view tenant, std::string_view session) {
  auto slot = world.core->tenant(tenant);
  REQUIRE(slot.ok());
  auto* store = dynamic_cast<store::Store*>(&world.core->catalog());
  REQUIRE(store != nullptr);
  const auto row = store->find_session((*slot)->id(), session);
  REQUIRE(row.ok());
  const auto checked = store->verify_chain(row->id, [](const EventRow& event) {
    const bool is_end = event.kind == static_cast<int>(EventKind::end);
    return std::string(is_end ? hashed_part(event.meta) : std::string_view(event.meta));
  });
  if (!checked) FAIL_CHECK(checked.error().message);
}

}  // namespace parley::test
