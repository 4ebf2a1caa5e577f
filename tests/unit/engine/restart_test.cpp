// What a data file still knows when the engine that wrote it is gone.
#include <future>
#include <string>

#include "base/error.hpp"
#include "prompt/assemble.hpp"
#include "world.hpp"

namespace parley::test {
namespace {

// Every row of a session as text.
std::string rows_of(World& world, std::string_view name) {
  auto slot = world.core->tenant("shop");
  REQUIRE(slot.ok());
  const auto row = world.core->ledger().find_session((*slot)->id(), name);
  REQUIRE(row.ok());
  const auto events = world.core->ledger().events(row->id, 0, 1000);
  REQUIRE(events.ok());
  std::string out = to_hex(bytes_of(row->head_hash));
  for (const EventRow& event : *events)
    out += "\n" + std::to_string(event.seq) + " " + std::to_string(event.kind) + " " + event.text;
  return out;
}

std::string explained(Session& session, int turn) {
  auto text = session.view(R"({"view": "explain", "turn": )" + std::to_string(turn) + "}");
  if (!text) FAIL(text.error().message);
  return *text;
}

// What the model of this turn was given, worked out from the parts that the turn had.
std::string prompt_of(World& world, std::string_view agent, std::string_view locale,
                      std::string_view question, std::vector<HistoryTurn> history) {
  auto slot = *world.core->tenant("shop");
  const auto runtime = *slot->runtime();
  std::promise<Result<std::shared_ptr<const Evidence>>> promise;
  slot->knowledge(*world.core, *runtime)
      ->start({std::string(question), std::string(locale), runtime->knowledge().k, {}},
              [&promise](auto found) { promise.set_value(std::move(found)); });
  const auto evidence = promise.get_future().get();
  REQUIRE(evidence.ok());
  return prompt::render(runtime->assemble(agent, locale, **evidence, history, question,
                                          runtime->settings()->prompt_tokens));
}

void accept_only(const std::string& file) {
  store::StoreConfig config;
  config.path = file;
  auto store = store::Store::open(config);
  REQUIRE(store.ok());
  const auto tenant = (*store)->get_tenant("shop", 0);
  REQUIRE(tenant.ok());
  auto row = (*store)->find_session(tenant->id, "s1");
  REQUIRE(row.ok());
  for (const std::int64_t ahead : {1, 2}) {
    AcceptInput input;
    input.session = row->id;
    input.channel = "api";
    input.inbound_id = "lost " + std::to_string(ahead);
    input.turn = row->last_turn + ahead;
    input.turn_id = "lostturn" + std::to_string(ahead);
    input.body = R"({"kind":"message","parts":[{"text":"Is anybody there?"}]})";
    std::promise<bool> done;
    (*store)->accept(std::move(input), [&done](const Result<AcceptOutcome>& outcome) {
      done.set_value(outcome.ok());
    });
    REQUIRE(done.get_future().get());
  }
}

}  // namespace

TEST_CASE("a conversation goes on after the engine was closed and opened again") {
  const Folder folder;
  std::string before;
  {
    World world(world_config(folder.file()));
    Tenant shop = world.shop();
    REQUIRE(shop.kb_apply(kDocuments).ok());
    Session session = World::session(shop, R"({"session": "s1"})");
    CHECK(say(world, session, "When do parcels reach me?").words.find("three working days") !=
          std::string::npos);
    say(world, session, "What are your opening hours?");
    before = rows_of(world, "s1");
    check_ledger(world, "shop", "s1");
    world.core->close();
    CHECK(session.say("Hello?").error().status == Status::state);
  }
  World world(world_config(folder.file()));
  Tenant shop = world.tenant("shop");
  Session session = World::session(shop, R"({"session": "s1"})");
  CHECK(rows_of(world, "s1") == before);
  CHECK(say(world, session, "May I return shoes?").words.find("thirty days") != std::string::npos);
  check_ledger(world, "shop", "s1");
  CHECK(view(session, R"({"view": "messages"})").array("items").size() == 6);
  const auto turn = *json::parse(explained(session, 3));
  CHECK(turn.find("prompt")->text("text").find("We open at nine.") != std::string_view::npos);
}

TEST_CASE("looking at a turn of another version leaves the knowledge of this one in place") {
  World world;
  Tenant shop = world.shop(R"({"name": "Shop", "knowledge": {"chunk": {"max_chars": 400}}})");
  REQUIRE(shop.kb_apply(kDocuments).ok());
  Session session = World::session(shop);
  say(world, session, "How long may I return shoes?");
  world.shop(R"({"name": "Shop", "knowledge": {"chunk": {"max_chars": 500}}})");
  say(world, session, "How long may I return shoes?");
  const auto slot = *world.core->tenant("shop");
  const auto now = slot->knowledge(*world.core, **slot->runtime());
  CHECK(json::parse(explained(session, 1))->array("passages").size() == 1);
  CHECK(slot->knowledge(*world.core, **slot->runtime()) == now);
}

TEST_CASE("an old turn is explained by what stood then: prompt, passages, decision") {
  const Folder folder;
  std::string explained_then[3];
  {
    World world(world_config(folder.file()));
    Tenant shop = world.shop();
    REQUIRE(shop.kb_apply(kDocuments).ok());
    Session session = World::session(shop, R"({"session": "s1"})");
    const Heard first = say(world, session, "When do parcels reach me?");
    say(world, session, "May I return shoes?");
    const auto one = *json::parse(explained(session, 1));
    CHECK(one.find("prompt")->text("text") ==
          prompt_of(world, "", "en", "When do parcels reach me?", {}));
    HistoryTurn past;
    past.turn = 1;
    past.question = "When do parcels reach me?";
    past.answer = first.words;
    const auto two = *json::parse(explained(session, 2));
    CHECK(two.find("prompt")->text("text") ==
          prompt_of(world, "", "en", "May I return shoes?", {past}));
    CHECK(!two.array("passages").empty());
    for (int turn : {1, 2})
      explained_then[turn] = explained(session, turn);
  }
  World world(world_config(folder.file()));
  Tenant shop = world.shop(R"({"name": "Another name", "knowledge": {"chunk": {"max_chars": 100}},
                               "persona": {"name": "Eve", "instructions": "Be brief."}})");
  REQUIRE(shop.kb_apply(R"({"remove": ["shipping.md"],
    "put": [{"name": "a.md", "body": "Parcels and shoes and returns, all anew."}]})")
              .ok());
  Session session = World::session(shop, R"({"session": "s1"})");
  for (int turn : {1, 2})
    CHECK(explained(session, turn) == explained_then[turn]);
}

TEST_CASE("the explanation knows the conversation's language and the agent that answered") {
  World world;
  Tenant shop = world.shop(R"({"name": "Shoes & Co",
    "agents": [{"name": "fitter", "prompt": {"sections": [{"name": "fit", "text": "Feet first."}]}}],
    "intents": [{"name": "size", "phrases": ["shoe size"], "actions": [{"agent": "fitter"}]}]})");
  REQUIRE(shop.kb_apply(kDocuments).ok());
  Session session = World::session(shop, R"({"session": "s1", "locale": "de"})");
  say(world, session, "Which shoe size?");
  const auto turn = *json::parse(explained(session, 1));
  CHECK(turn.find("prompt")->text("text") ==
        prompt_of(world, "fitter", "de", "Which shoe size?", {}));
}

TEST_CASE("the tokens that explain shows are those that were counted then") {
  World world;
  Tenant shop = world.shop();
  REQUIRE(shop.kb_apply(kDocuments).ok());
  Session session = World::session(shop, R"({"session": "s1"})");
  for (int i = 0; i < 5; ++i)
    say(world, session, "When do parcels reach me?");
  auto slot = *world.core->tenant("shop");
  const auto row = world.core->ledger().find_session(slot->id(), "s1");
  for (int number = 1; number <= 5; ++number) {
    const auto rows = world.core->ledger().turn_events(row->id, number);
    const auto record = decode(rows->back().meta, rows->back().text);
    REQUIRE(record.ok());
    CHECK(record->history_turns == number - 1);
    const auto turn = *json::parse(explained(session, number));
    CHECK(turn.find("prompt")->integer("tokens") == record->prompt_tokens);
  }
}

TEST_CASE("turns that a dead process left open end as interrupted; nobody knows what was shown") {
  const Folder folder;
  {
    World world(world_config(folder.file()));
    Tenant shop = world.shop();
    Session session = World::session(shop, R"({"session": "s1"})");
    say(world, session, "What are your opening hours?");
  }
  accept_only(folder.file());
  World world(world_config(folder.file()));
  Tenant shop = world.tenant("shop");
  Session session = World::session(shop, R"({"session": "s1"})");
  check_ledger(world, "shop", "s1");
  const auto events = view(session, R"({"view": "events"})");
  int interrupted = 0;
  for (const json::Value& event : events.array("items")) {
    if (event.text("kind") != "end" || event.text("reason") != "interrupted") continue;
    ++interrupted;
    CHECK(event.find("released")->is_null());
  }
  CHECK(interrupted == 2);
  CHECK(view(session, R"({"view": "transcript"})").array("items").size() == 6);
  // The question may be asked again under the same id, and runs anew.
  auto turn = session.start(
      R"({"kind": "message", "id": "lost 1", "parts": [{"text": "Is anybody there?"}]})");
  REQUIRE(turn.ok());
  world.settle();
  Heard heard;
  hear(*turn, heard);
  CHECK(heard.ends == 1);
  CHECK(heard.end.text("reason") == "stop");
  check_ledger(world, "shop", "s1");
}

}  // namespace parley::test
