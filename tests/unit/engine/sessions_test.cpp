// Which conversation an opening leads to, and what becomes of it.
#include <string>

#include "world.hpp"

namespace parley::test {
namespace {

constexpr std::int64_t kDay = 86'400'000;

SessionRow row_of(World& world, std::string_view name) {
  auto slot = world.core->tenant("shop");
  REQUIRE(slot.ok());
  auto row = world.core->ledger().find_session((*slot)->id(), name);
  REQUIRE(row.ok());
  return *std::move(row);
}

std::string shop_with(std::string_view conversation) {
  return R"({"name": "Shoes & Co", "conversation": )" + std::string(conversation) + "}";
}

}  // namespace

TEST_CASE("a conversation lives for the tenant's days, counted from its last turn") {
  World world;
  Tenant shop = world.shop(shop_with(R"({"ttl_days": 2})"));
  Session session = World::session(shop, R"({"channel": "web", "address": "tab-1"})");
  const std::string id(session.id());
  CHECK(row_of(world, id).expires_at == expiry_after(world.now(), 2));
  REQUIRE(world.core->world_advance(kDay).ok());
  say(world, session, "Hello?");
  const std::int64_t expires = expiry_after(world.now(), 2);
  CHECK(row_of(world, id).expires_at == expires);
  CHECK(expires >= world.now() + 2 * kDay);
  CHECK(expires < world.now() + 2 * kDay + kHourMs);
  REQUIRE(world.core->world_advance(expires - world.now() - 1).ok());
  CHECK(World::session(shop, R"({"channel": "web", "address": "tab-1"})").id() == id);
  REQUIRE(world.core->world_advance(1).ok());
  CHECK(World::session(shop, R"({"channel": "web", "address": "tab-1"})").id() != id);
}

TEST_CASE("a shared history leads a customer to one conversation on all channels") {
  World world;
  Tenant shop = world.shop(shop_with(R"({"history": "shared"})"));
  const Session web =
      World::session(shop, R"({"customer": "anna", "channel": "web", "address": "1"})");
  const Session phone =
      World::session(shop, R"({"customer": "anna", "channel": "phone", "address": "2"})");
  CHECK(web.id() == phone.id());
  CHECK(World::session(shop, R"({"customer": "bert", "channel": "web"})").id() != web.id());
  // Bound: found again by address alone.
  CHECK(World::session(shop, R"({"channel": "phone", "address": "2"})").id() == web.id());
}

TEST_CASE("a separate history keeps channels apart") {
  World world;
  Tenant shop = world.shop();
  const Session web =
      World::session(shop, R"({"customer": "anna", "channel": "web", "address": "1"})");
  const Session phone =
      World::session(shop, R"({"customer": "anna", "channel": "phone", "address": "2"})");
  CHECK(web.id() != phone.id());
  CHECK(World::session(shop, R"({"channel": "web", "address": "1"})").id() == web.id());
  // The same address on another channel is somebody else's.
  CHECK(World::session(shop, R"({"channel": "sms", "address": "1"})").id() != web.id());
}

TEST_CASE("a named conversation belongs to one customer") {
  World world;
  Tenant shop = world.shop();
  World::session(shop, R"({"session": "s1"})");
  World::session(shop, R"({"session": "s1", "customer": "anna"})");
  CHECK(row_of(world, "s1").customer == "anna");
  World::session(shop, R"({"session": "s1"})");
  const auto other = shop.open_session(R"({"session": "s1", "customer": "bert"})");
  REQUIRE(!other.ok());
  CHECK(other.error().status == Status::conflict);
}

TEST_CASE("metadata merges; null takes away; what is too much changes nothing") {
  World world;
  Tenant shop = world.shop(R"({"name": "Shoes & Co", "limits": {"metadata_bytes": 100}})");
  Session session = World::session(shop, R"({"session": "s1", "metadata": {"a": 1, "b": "x"}})");
  CHECK(row_of(world, "s1").metadata == R"({"a":1,"b":"x"})");
  REQUIRE(session.append(R"({"kind": "metadata", "metadata": {"b": null, "c": true}})").ok());
  CHECK(row_of(world, "s1").metadata == R"({"a":1,"c":true})");
  World::session(shop, R"({"session": "s1", "metadata": {"a": 2}})");
  CHECK(row_of(world, "s1").metadata == R"({"a":2,"c":true})");
  const std::int64_t head = row_of(world, "s1").head_seq;
  World::session(shop, R"({"session": "s1", "metadata": {"a": 2}})");
  CHECK(row_of(world, "s1").head_seq == head);
  const auto refused = session.append(R"({"kind": "metadata", "metadata": {"d": ")" +
                                      std::string(100, 'd') + R"("}})");
  REQUIRE(!refused.ok());
  CHECK(refused.error().status == Status::limit);
  CHECK(row_of(world, "s1").metadata == R"({"a":2,"c":true})");
  check_ledger(world, "shop", "s1");
}

TEST_CASE("a closed conversation answers no more; its address leads to a new one") {
  World world;
  Tenant shop = world.shop();
  const std::string_view address = R"({"channel": "web", "address": "tab-1"})";
  Session session = World::session(shop, address);
  say(world, session, "What are your opening hours?");
  const auto closed = session.append(R"({"kind": "close", "reason": "done"})");
  REQUIRE(closed.ok());
  CHECK(json::parse(*closed)->text("owner") == "closed");
  CHECK(session.say("Hello?").error().status == Status::state);
  CHECK(session.append(R"({"kind": "close"})").error().status == Status::state);
  CHECK(World::session(shop, address).id() != session.id());
  check_ledger(world, "shop", session.id());
}

TEST_CASE("closing ends the running turn first, with what it said") {
  World world;
  Tenant shop = world.shop(R"({"name": "Shoes & Co", "models": {"route": ["play"]}})");
  REQUIRE(world.core
              ->world_feed(R"({"provider": [{"steps": [
                {"text": "This much was said. And"}, {"hang": true}]}]})")
              .ok());
  Session session = World::session(shop, R"({"session": "s1"})");
  auto turn = session.say("Tell me more.");
  REQUIRE(turn.ok());
  world.settle();
  REQUIRE(session.append(R"({"kind": "close"})").ok());
  world.settle();
  Heard heard;
  hear(*turn, heard);
  CHECK(heard.end.text("reason") == "cancelled");
  CHECK(heard.words == "This much was said.");
  CHECK(row_of(world, "s1").owner == Owner::closed);
  check_ledger(world, "shop", "s1");
}

TEST_CASE("after a hand-off the person's conversation is recorded and left alone") {
  World world;
  Tenant shop = world.shop();
  Session session = World::session(shop, R"({"session": "s1"})");
  const Heard heard = say(world, session, "May I talk to a person?");
  CHECK(heard.end.text("reason") == "handoff");
  CHECK(row_of(world, "s1").owner == Owner::human);
  CHECK(row_of(world, "s1").epoch == 1);
  CHECK(say(world, session, "What are your opening hours?").words.empty());
  check_ledger(world, "shop", "s1");
}

TEST_CASE("one turn at a time: a second message is refused, the same one follows the first") {
  World world;
  Tenant shop = world.shop(R"({"name": "Shoes & Co", "models": {"route": ["play"]}})");
  REQUIRE(world.core
              ->world_feed(R"({"provider": [{"steps": [
                {"text": "Half of the answer. And "}, {"pause_ms": 100}, {"text": "the rest."},
                {"stop": "stop"}]}]})")
              .ok());
  Session session = World::session(shop);
  const std::string_view input =
      R"({"kind": "message", "id": "m1", "parts": [{"text": "Tell me."}]})";
  auto first = session.start(input);
  REQUIRE(first.ok());
  world.settle();
  CHECK(session.say("Another one").error().status == Status::busy);
  auto again = session.start(input);
  REQUIRE(again.ok());
  CHECK(again->id() == first->id());
  REQUIRE(world.core->world_advance(100).ok());
  world.settle();
  Heard one;
  Heard two;
  hear(*first, one);
  hear(*again, two);
  CHECK(one.words == "Half of the answer. And the rest.");
  CHECK(two.words == one.words);
  CHECK(one.ends == 1);
  CHECK(two.ends == 1);
  // And once more, when it is over.
  auto later = session.start(input);
  REQUIRE(later.ok());
  world.settle();
  Heard three;
  hear(*later, three);
  CHECK(three.words == one.words);
  CHECK(three.ends == 1);
  CHECK(json::parse(three.events.front().json())->boolean("duplicate"));
  CHECK(view(session, R"({"view": "transcript"})").array("items").size() == 2);
}

TEST_CASE("what is appended meets what another engine wrote: a conflict once, then it goes on") {
  Folder folder;
  World one(world_config(folder.file(), 1));
  Tenant shop = one.shop();
  Session here = World::session(shop, R"({"session": "anna"})");
  World two(world_config(folder.file(), 2));
  Tenant same = two.tenant("shop");
  Session there = World::session(same, R"({"session": "anna"})");
  constexpr std::string_view kNote = R"({"kind": "note", "text": "calls again"})";
  REQUIRE(here.append(R"({"kind": "take_over"})").ok());
  const auto late = there.append(kNote);
  REQUIRE(!late.ok());
  CHECK(late.error().status == Status::conflict);
  const auto again = there.append(kNote);
  REQUIRE(again.ok());
  CHECK(*again == R"({"seq":2,"owner":"human","epoch":1})");
}

}  // namespace parley::test
