// Turns that go wrong: each still ends once, and the ledger has what was said.
#include <string>

#include "turn_checks.hpp"

namespace parley::test {

TEST_CASE("refused by the limiter: an END with the reason, nothing durable") {
  TurnRig rig;
  rig.start();
  rig.limit({false, 1500});
  CHECK(rig.kinds() == "end");
  CHECK(rig.last().find("error")->text("code") == status_name(Status::limit));
  CHECK(rig.ledger.accepts.empty());
  TurnRig broken;
  broken.start();
  broken.limiter.asked.back().answer(make_error(Status::network, "the limiter is away"));
  broken.deliver();
  CHECK(broken.kinds() == "end");
  CHECK(end_reason(broken) == "error");
}

TEST_CASE("a limiter that never answers does not outlast the deadline") {
  TurnRig rig;
  rig.start();
  REQUIRE(rig.executor.timers.size() == 1);
  CHECK(rig.executor.timers.begin()->second.first == rig.clock.now + 5000);
  rig.executor.timers.begin()->second.second();
  rig.deliver();
  CHECK(rig.kinds() == "end");
  CHECK(end_reason(rig) == "deadline");
}

TEST_CASE("an input that cannot be made durable: nobody has seen anything of its answer") {
  TurnRig rig({.with_embedder = false});
  rig.to_generating(false);
  rig.say(*rig.first, "Parcels reach you within three working days. And so on.");
  rig.accept(make_error(Status::store, "the disk is full"));
  CHECK(rig.kinds() == "end");
  CHECK(rig.last().integer("released") == 0);
  CHECK(rig.last().find("error")->text("message") == "the disk is full");
  CHECK(rig.first->runs.front()->dropped);
  CHECK(rig.ledger.commits.empty());
}

TEST_CASE("a commit that fails ends the turn and leaves the conversation as it was") {
  for (const Status status : {Status::store, Status::conflict}) {
    TurnRig rig({.text = "May I talk to a person?", .with_embedder = false});
    rig.to_understanding(true);
    rig.commit(make_error(status, "not written"));
    CHECK(rig.kinds() == "accepted intent text end");
    CHECK(end_reason(rig) == "error");
    CHECK(rig.last().find("error")->text("code") == status_name(status));
    CHECK(rig.session.row.head_seq == 12);
    CHECK(rig.session.row.owner == Owner::bot);
    CHECK(rig.session.history.turns().empty());
  }
}

TEST_CASE("cancelled anywhere: what was said is committed, the conversation's state stays") {
  for (const bool accepted : {false, true}) {
    for (int stage = 0; stage < 3; ++stage) {
      CAPTURE(stage);
      TurnRig rig;
      stage == 0   ? rig.to_understanding(accepted)
      : stage == 1 ? rig.to_retrieving(accepted)
                   : rig.to_generating(accepted);
      if (stage == 2) rig.say(*rig.first, "Parcels reach you within three working days. Then");
      rig.send(TurnInput::cancel);
      if (!accepted) rig.accept();
      rig.commit();
      CHECK(end_reason(rig) == "cancelled");
      CHECK(rig.last().find("error") == nullptr);
      CHECK(rig.ends() == 1);
      const std::string said = stage == 2 ? "Parcels reach you within three working days." : "";
      CHECK(rig.words() == said);
      CHECK(commit_of(rig).events.size() == 2);
      CHECK(commit_of(rig).events[1].text == said);
      CHECK(rig.session.history.turns().front().interrupted);
      CHECK(rig.session.history.turns().front().answer == said);
      CHECK(rig.session.dialogue.unanswered == 1);
      if (stage == 0) CHECK(rig.session.dialogue.last_intent == "earlier");
      if (stage == 2) CHECK(rig.first->runs.front()->dropped);
      check_chain(rig, commit_of(rig));
    }
  }
}

TEST_CASE("the deadline ends a turn wherever it is and says so") {
  for (int stage = 0; stage < 3; ++stage) {
    TurnRig rig;
    stage == 0   ? rig.to_understanding(true)
    : stage == 1 ? rig.to_retrieving(true)
                 : rig.to_generating(true);
    REQUIRE(rig.executor.timers.size() == 1);
    rig.executor.timers.begin()->second.second();
    rig.deliver();
    rig.commit();
    CHECK(end_reason(rig) == "deadline");
    CHECK(rig.last().find("error")->text("code") == status_name(Status::deadline));
    CHECK(record_of(commit_of(rig)).end.reason == EndReason::deadline);
  }
}

TEST_CASE(
    "a model that fails before its first word makes room for the next; afterwards the turn "
    "ends") {
  TurnRig rig;
  rig.to_generating(true);
  rig.say(*rig.first, "This was held");
  rig.fail(*rig.first);
  CHECK(rig.first->runs.front()->dropped);
  REQUIRE(rig.second->runs.size() == 1);
  rig.say(*rig.second, "Parcels reach you within three working days.");
  rig.stop(*rig.second);
  rig.commit();
  CHECK(rig.kinds() == "accepted intent warning text end");
  CHECK(rig.words() == "Parcels reach you within three working days.");
  CHECK(rig.last().text("answered_by") == "responder");

  TurnRig heard;
  heard.to_generating(true);
  heard.say(*heard.first, "Parcels reach you within three working days. And");
  heard.fail(*heard.first);
  heard.commit();
  CHECK(heard.second->runs.empty());
  CHECK(end_reason(heard) == "error");
  CHECK(commit_of(heard).events[1].text == "Parcels reach you within three working days.");

  TurnRig hopeless;
  hopeless.to_generating(true);
  hopeless.fail(*hopeless.first);
  hopeless.fail(*hopeless.second);
  hopeless.commit();
  CHECK(end_reason(hopeless) == "error");
  CHECK(hopeless.last().find("error")->text("code") == status_name(Status::provider));
}

TEST_CASE("words that stand in front of the answer do not keep the next model from answering") {
  TurnRig rig({.text = "Which shoe size do I need?"});
  rig.to_generating(true);
  rig.fail(*rig.first);
  REQUIRE(rig.second->runs.size() == 1);
  rig.say(*rig.second, "Measure your foot in the evening.");
  rig.stop(*rig.second);
  rig.commit();
  CHECK(rig.words() == "About your size, this is what we know. Measure your foot in the evening.");
  CHECK(end_reason(rig) == "stop");
  CHECK(commit_of(rig).events.back().agent == "fitter");
}

}  // namespace parley::test
