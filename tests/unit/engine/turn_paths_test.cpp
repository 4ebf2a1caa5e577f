// Whole ways through a turn.
#include <string>

#include "engine/time.hpp"
#include "turn_checks.hpp"

namespace parley::test {

TEST_CASE("an answer: told as it comes, committed as it was told") {
  TurnRig rig;
  rig.to_generating(true);
  CHECK(rig.first->runs.front()->request.question == "How long does delivery take?");
  CHECK(rig.retriever->asked.front().request.embedding == Embedding{1, 2, 3});
  rig.say(*rig.first, "Parcels reach you within three ");
  rig.say(*rig.first, "working days. Anything else you ");
  CHECK(rig.words() == "Parcels reach you within three working days.");
  rig.say(*rig.first, "would like to know?");
  rig.delta(*rig.first, citation(0, 44));
  rig.delta(*rig.first, citation(45, 27));
  rig.stop(*rig.first);
  CHECK(rig.turn->state() == TurnState::committing);
  CHECK(rig.ends() == 0);
  const TurnCommit& commit = commit_of(rig);
  REQUIRE(commit.events.size() == 2);
  CHECK(commit.events[0].kind == kRowInput);
  CHECK(commit.events[0].text == "How long does delivery take?");
  CHECK(commit.events[1].text == rig.words());
  CHECK(commit.seen_head == 12);
  CHECK(commit.seen_epoch == 2);
  CHECK(commit.epoch == 2);
  CHECK(commit.owner == Owner::bot);
  CHECK(commit.turn_id == "turn5");
  CHECK(commit.expires_at == expiry_after(rig.clock.now, 7));
  REQUIRE(commit.counters.size() == 1);
  CHECK(commit.counters[0].period == "2023-11");
  check_chain(rig, commit);
  rig.commit();
  CHECK(rig.kinds() == "accepted intent text text sources end");
  CHECK(end_reason(rig) == "stop");
  CHECK(rig.last().text("answered_by") == "model:first");
  CHECK(rig.last().integer("released") == static_cast<std::int64_t>(rig.words().size()));
  // The second quotation never reached the person.
  const auto sources = *json::parse(rig.events()[rig.events().size() - 2].json());
  CHECK(sources.array("sources").size() == 1);
  const TurnRecord record = record_of(commit);
  CHECK(record.tenant_version == 3);
  CHECK(record.knowledge_version == 4);
  CHECK(record.passages.size() == 1);
  CHECK(record.prompt_tokens > 0);
  CHECK(rig.session.row.head_seq == 14);
  CHECK(rig.session.row.head_hash == commit.head_hash);
  REQUIRE(rig.session.history.turns().size() == 1);
  CHECK(rig.session.history.turns()[0].answer == rig.words());
}

TEST_CASE("a scripted reply asks neither knowledge nor model") {
  TurnRig rig({.text = "What are your opening hours?"});
  rig.to_understanding(true);
  rig.embed();
  rig.commit();
  CHECK(rig.retriever->asked.empty());
  CHECK(rig.first->runs.empty());
  CHECK(rig.words() == "We open at nine.");
  CHECK(rig.kinds() == "accepted intent text end");
  CHECK(rig.last().text("answered_by") == "script");
  CHECK(commit_of(rig).state == dialogue::encode(rig.session.dialogue));
  CHECK(rig.session.dialogue.last_intent == "hours");
  check_chain(rig, commit_of(rig));
}

TEST_CASE("a webhook is written with the turn, under a name that it has once") {
  TurnRig rig({.text = "I want to file a complaint", .with_embedder = false});
  rig.to_understanding(true);
  const std::vector<OutboxRow>& outbox = commit_of(rig).outbox;
  REQUIRE(outbox.size() == 1);
  CHECK(outbox[0].kind == "webhook");
  CHECK(outbox[0].dedupe == "turn5:crm");
  CHECK(outbox[0].due_at == commit_of(rig).touched_at);
  const auto body = *json::parse(outbox[0].body);
  CHECK(body.text("webhook") == "crm");
  CHECK(body.text("session") == "anna");
  CHECK(body.text("intent") == "complaint");
  CHECK(body.text("text") == "I want to file a complaint");
  CHECK(body.text("answer") == "We are sorry. It is on its way to the boss.");
  TurnRig other({.text = "What are your opening hours?", .with_embedder = false});
  other.to_understanding(true);
  CHECK(commit_of(other).outbox.empty());
}

TEST_CASE("a hand-off changes owner and epoch with the commit, not before") {
  TurnRig rig({.text = "May I talk to a person?", .with_embedder = false});
  rig.to_understanding(true);
  CHECK(rig.session.row.owner == Owner::bot);
  CHECK(commit_of(rig).owner == Owner::human);
  CHECK(commit_of(rig).epoch == 3);
  CHECK(commit_of(rig).seen_epoch == 2);
  rig.commit();
  CHECK(rig.session.row.owner == Owner::human);
  CHECK(rig.session.row.epoch == 3);
  CHECK(rig.kinds() == "accepted intent text state end");
  CHECK(end_reason(rig) == "handoff");
  const auto state = *json::parse(rig.events()[3].json());
  CHECK(state.text("queue") == "front desk");
  CHECK(state.integer("epoch") == 3);
}

TEST_CASE("what a person owns is kept and not answered") {
  TurnRig rig({.with_embedder = false, .owner = Owner::human});
  rig.to_understanding(true);
  rig.commit();
  CHECK(rig.words().empty());
  CHECK(end_reason(rig) == "handoff");
  CHECK(rig.last().text("answered_by") == "none");
  CHECK(commit_of(rig).owner == Owner::human);
  CHECK(commit_of(rig).epoch == 2);
  CHECK(commit_of(rig).events.front().text == "How long does delivery take?");
}

TEST_CASE("a greeting needs no understanding and leaves no question") {
  TurnRig rig({.text = "", .kind = dialogue::InputKind::greeting});
  rig.to_understanding(true);
  CHECK(rig.embedder.asked.empty());
  rig.commit();
  CHECK(rig.kinds() == "accepted text end");
  CHECK(rig.words().find("Shoes & Co") != std::string::npos);
}

TEST_CASE("a message seen before is told again and changes nothing") {
  TurnRig first({.inbound_id = "in-1"});
  first.to_generating(true);
  first.say(*first.first, "Parcels reach you within three working days.");
  first.delta(*first.first, citation(0, 44));
  first.stop(*first.first);
  first.commit();
  for (const bool late : {false, true}) {
    TurnRig again({.inbound_id = "in-1"});
    again.ledger.rows_of[4] = commit_of(first).events;
    for (EventRow& row : again.ledger.rows_of[4])
      row.turn = 4;
    late ? again.to_generating(false) : again.to_understanding(false);
    CHECK(again.first->runs.empty());
    again.accept(AcceptOutcome{true, 4, "turn4", InboxState::done});
    CHECK(again.turn->state() == TurnState::ended);
    CHECK(again.kinds() == "accepted intent text sources end");
    CHECK(again.words() == first.words());
    const auto accepted = *json::parse(again.events().front().json());
    CHECK(accepted.boolean("duplicate"));
    CHECK(accepted.integer("turn_number") == 4);
    CHECK(again.ledger.commits.empty());
    CHECK(again.session.history.turns().empty());
    CHECK(again.session.row.head_seq == 12);
    CHECK(again.session.row.last_turn == 4);
  }
}

TEST_CASE("a message that another process is answering is not answered twice") {
  TurnRig rig({.inbound_id = "in-1"});
  rig.to_understanding(false);
  rig.accept(AcceptOutcome{true, 4, "turn4", InboxState::running});
  CHECK(rig.kinds() == "end");
  CHECK(rig.last().find("error")->text("code") == status_name(Status::busy));
  CHECK(rig.ledger.commits.empty());
}

TEST_CASE("without vectors words alone are searched, and the host is told") {
  for (const bool empty : {false, true}) {
    TurnRig rig;
    rig.to_understanding(true);
    empty ? rig.embed(std::vector<Embedding>())
          : rig.embed(make_error(Status::network, "nobody there"));
    CHECK(rig.retriever->asked.front().request.embedding.empty());
    CHECK(rig.kinds() == "accepted intent warning");
    CHECK(rig.last().text("code") == "embedder_failed");
    rig.retrieve();
    CHECK(rig.turn->state() == TurnState::generating);
  }
}

TEST_CASE("without knowledge there is still an answer") {
  TurnRig rig;
  rig.to_retrieving(true);
  rig.retriever->asked.back().answer(make_error(Status::store, "does not read"));
  rig.deliver();
  REQUIRE(rig.first->runs.size() == 1);
  CHECK(rig.first->runs.front()->request.evidence->passages.empty());
  CHECK(rig.last().text("code") == "retrieval_failed");
}

TEST_CASE("the gate cuts: the model is dropped and the rest never told") {
  TurnRig rig;
  rig.to_generating(true);
  for (int i = 0; i < 20 && rig.turn->state() == TurnState::generating; ++i)
    rig.say(*rig.first, "A sentence of thirty letters. ");
  CHECK(rig.turn->state() == TurnState::committing);
  CHECK(rig.first->runs.front()->dropped);
  rig.commit();
  CHECK(end_reason(rig) == "gate");
  CHECK(rig.last().integer("released") <= 200);
  CHECK(rig.kinds().find("guard") != std::string::npos);
  CHECK(commit_of(rig).events[1].text == rig.words());
}

TEST_CASE("a host that does not read holds the model back until it does") {
  TurnRig rig({.stream_limit = 32});
  rig.to_generating(true);
  rig.say(*rig.first, "Parcels reach you within three working days. And then");
  CHECK(rig.first->runs.front()->paused == 1);
  CHECK(rig.first->runs.front()->resumed == 0);
  rig.events();
  rig.send(TurnInput::room);
  CHECK(rig.first->runs.front()->resumed == 1);
}

TEST_CASE("whoever follows later hears everything, as of a message that was running already") {
  for (const bool accepted : {false, true}) {
    TurnRig rig;
    rig.to_generating(accepted);
    rig.say(*rig.first, "Parcels reach you within three working days. And");
    auto later = std::make_shared<TurnStream>(std::make_shared<const std::string>("turn5"), 65'536,
                                              nullptr, nullptr);
    rig.turn->follow(later, true);
    if (!accepted) rig.accept();
    rig.stop(*rig.first);
    rig.commit();
    std::string words;
    int ends = 0;
    for (Turn::Next next = later->next(0); next.event; next = later->next(0)) {
      words += next.event->text();
      ends += next.event->kind() == EventKind::end ? 1 : 0;
      if (next.event->kind() == EventKind::accepted) {
        CHECK(next.event->seq() == 1);
        CHECK(json::parse(next.event->json())->boolean("duplicate"));
      }
    }
    CHECK(ends == 1);
    CHECK(words == rig.words());
    CHECK(!json::parse(rig.events().front().json())->boolean("duplicate"));
  }
}

}  // namespace parley::test
