#include "fixture.hpp"

namespace parley::store::test {
namespace {

// Both kinds of store have to agree on everything in here.
struct Both {
  Folder folder;
  template <class Check>
  void each(Check&& check) {
    for (const std::string& path : {std::string(":memory:"), folder.file()}) {
      CAPTURE(path);
      const auto store = open_store(path);
      check(*store);
    }
  }
};

TEST_CASE_FIXTURE(Both, "a turn is accepted, committed and read back") {
  each([](Store& store) {
    SessionRow session = make_session(store, make_tenant(store));
    CHECK_FALSE(must(accept(store, input_of(session, 1))).duplicate);
    CHECK(must(store.find_turn(session.id, "", 1)).state == InboxState::accepted);
    CHECK(must(store.open_turns(session.id)).size() == 1);

    TurnCommit turn = turn_on(session, 1);
    turn.owner = Owner::human;
    turn.epoch = 1;
    turn.expires_at = 99;
    turn.metadata = R"({"a":1})";
    CHECK(must(commit(store, turn)));

    const SessionRow now = must(store.find_session(session.tenant, "s1"));
    CHECK(now.head_seq == 2);
    CHECK(now.head_hash == session.head_hash);
    CHECK(now.state == "state");
    CHECK(now.owner == Owner::human);
    CHECK(now.epoch == 1);
    CHECK(now.expires_at == 99);
    CHECK(now.metadata == R"({"a":1})");
    CHECK(now.last_turn == 1);
    CHECK(now.touched_at == 3001);

    const auto rows = must(store.events(session.id, 0, 10));
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].seq == 1);
    CHECK(rows[0].kind == kRowInput);
    CHECK(rows[1].text == "words of turn 1");
    CHECK(rows[1].meta == "m");
    CHECK(rows[1].agent.empty());

    const TurnRow done = must(store.find_turn(session.id, "t-1-1", 0));
    CHECK(done.state == InboxState::done);
    CHECK(done.body.empty());
    CHECK(done.inbound_id.empty());
    CHECK(must(store.open_turns(session.id)).empty());
  });
}

TEST_CASE_FIXTURE(Both, "reads page, count turns and find one turn") {
  each([](Store& store) {
    SessionRow session = make_session(store, make_tenant(store));
    for (std::int64_t turn = 1; turn <= 5; ++turn)
      run_turn(store, session, turn);
    const auto page = must(store.events(session.id, 3, 4));
    REQUIRE(page.size() == 4);
    CHECK(page.front().seq == 4);
    const auto recent = must(store.recent_events(session.id, 2));
    REQUIRE(recent.size() == 4);
    CHECK(recent.front().seq == 7);
    CHECK(recent.back().seq == 10);
    CHECK(must(store.recent_events(session.id, 0)).empty());
    CHECK(must(store.turn_events(session.id, 3)).size() == 2);
    CHECK(must(store.turn_events(session.id, 6)).empty());
    CHECK(store.find_turn(session.id, "", 6).error().status == Status::not_found);
    CHECK(store.find_turn(session.id, "t-1-6", 0).error().status == Status::not_found);
  });
}

TEST_CASE_FIXTURE(Both, "the same inbound id does not start a second turn") {
  each([](Store& store) {
    SessionRow session = make_session(store, make_tenant(store));
    must(accept(store, input_of(session, 1, "msg-1")));
    AcceptInput again = input_of(session, 2, "msg-1");
    const AcceptOutcome running = must(accept(store, again));
    CHECK(running.duplicate);
    CHECK(running.turn == 1);
    CHECK(running.turn_id == "t-1-1");
    CHECK(running.state == InboxState::accepted);
    must(commit(store, turn_on(session, 1)));
    CHECK(must(accept(store, again)).state == InboxState::done);
    again.channel = "mail";
    CHECK_FALSE(must(accept(store, again)).duplicate);
    CHECK(must(store.find_session(session.tenant, "s1")).last_turn == 2);
  });
}

TEST_CASE_FIXTURE(Both, "inputs without an inbound id are all different") {
  each([](Store& store) {
    const SessionRow session = make_session(store, make_tenant(store));
    CHECK_FALSE(must(accept(store, input_of(session, 1))).duplicate);
    CHECK_FALSE(must(accept(store, input_of(session, 2))).duplicate);
    CHECK(must(store.open_turns(session.id)).size() == 2);
  });
}

TEST_CASE_FIXTURE(Both, "an interrupted id runs anew in its row") {
  each([](Store& store) {
    SessionRow session = make_session(store, make_tenant(store));
    must(accept(store, input_of(session, 1, "msg-1")));
    TurnCommit ended = turn_on(session, 1);
    ended.inbox_state = InboxState::interrupted;
    must(commit(store, ended));
    CHECK(must(store.find_turn(session.id, "", 1)).state == InboxState::interrupted);

    CHECK_FALSE(must(accept(store, input_of(session, 2, "msg-1"))).duplicate);
    const TurnRow row = must(store.find_turn(session.id, "t-1-2", 0));
    CHECK(row.turn == 2);
    CHECK(row.state == InboxState::accepted);
    CHECK(row.body == R"({"text":"hello"})");
    CHECK(store.find_turn(session.id, "", 1).error().status == Status::not_found);
    must(commit(store, turn_on(session, 2)));
    CHECK(must(accept(store, input_of(session, 3, "msg-1"))).duplicate);
  });
}

TEST_CASE_FIXTURE(Both, "a head that moved on is a conflict and changes nothing") {
  each([](Store& store) {
    SessionRow session = make_session(store, make_tenant(store));
    SessionRow stale = session;
    run_turn(store, session, 1);
    must(accept(store, input_of(stale, 2)));
    const auto late = commit(store, turn_on(stale, 2));
    REQUIRE_FALSE(late.ok());
    CHECK(late.error().status == Status::conflict);
    CHECK(must(store.events(session.id, 0, 10)).size() == 2);
    CHECK(must(store.find_turn(session.id, "", 2)).state == InboxState::accepted);

    TurnCommit other_epoch = turn_on(session, 2);
    other_epoch.seen_epoch = 7;
    CHECK(commit(store, other_epoch).error().status == Status::conflict);
    TurnCommit other_tenant = other_epoch;
    other_tenant.seen_epoch = 0;
    other_tenant.tenant = session.tenant + 1;
    CHECK(commit(store, other_tenant).error().status == Status::conflict);
    other_tenant.tenant = session.tenant;
    CHECK(commit(store, other_tenant).ok());
  });
}

TEST_CASE_FIXTURE(Both, "a commit without rows cannot move the head back") {
  each([](Store& store) {
    SessionRow session = make_session(store, make_tenant(store));
    SessionRow stale = session;
    run_turn(store, session, 1);
    TurnCommit rowless = turn_on(stale, 2, false);
    rowless.events.clear();
    const auto late = commit(store, rowless);
    REQUIRE_FALSE(late.ok());
    CHECK(late.error().status == Status::conflict);
    CHECK(must(store.find_session(session.tenant, "s1")).head_seq == 2);
    rowless.seen_head = session.head_seq;
    rowless.head_hash = session.head_hash;
    CHECK(commit(store, rowless).ok());
    CHECK(must(store.find_session(session.tenant, "s1")).head_seq == 2);
  });
}

TEST_CASE_FIXTURE(Both, "a turn that is not open cannot be committed") {
  each([](Store& store) {
    SessionRow session = make_session(store, make_tenant(store));
    SessionRow before = session;
    CHECK(commit(store, turn_on(before, 1)).error().status == Status::conflict);
    run_turn(store, session, 1);
    SessionRow after = session;
    CHECK(commit(store, turn_on(after, 1)).error().status == Status::conflict);
    CHECK(must(store.find_session(session.tenant, "s1")).head_seq == 2);
  });
}

TEST_CASE_FIXTURE(Both, "rows out of order are refused") {
  each([](Store& store) {
    SessionRow session = make_session(store, make_tenant(store));
    TurnCommit turn = turn_on(session, 1, false);
    turn.events[1].seq = 4;
    CHECK(commit(store, turn).error().status == Status::internal);
    CHECK(must(store.events(session.id, 0, 10)).empty());
  });
}

TEST_CASE_FIXTURE(Both, "accepting for a session that is gone is not found") {
  each([](Store& store) {
    SessionRow session;
    session.id = 77;
    CHECK(accept(store, input_of(session, 1)).error().status == Status::not_found);
    SessionRow there = make_session(store, make_tenant(store));
    must(accept(store, input_of(there, 1)));
    AcceptInput same_id = input_of(there, 2);
    same_id.turn_id = "t-1-1";
    CHECK(accept(store, same_id).error().status == Status::conflict);
  });
}

TEST_CASE_FIXTURE(Both, "the chain checks, and a changed row is named") {
  each([](Store& store) {
    SessionRow session = make_session(store, make_tenant(store));
    run_turn(store, session, 1);
    must(store.verify_chain(session.id));
    must(store.verify_chain(session.id, [](const EventRow& row) { return row.meta; }));
    const auto wrong = store.verify_chain(session.id, [](const EventRow&) { return "other"; });
    REQUIRE_FALSE(wrong.ok());
    CHECK(wrong.error().message.find("event 1") != std::string::npos);
    CHECK(store.verify_chain(5).error().status == Status::not_found);

    TurnCommit forged = turn_on(session, 2, false);
    forged.head_hash[0] ^= 1;
    must(commit(store, forged));
    CHECK(store.verify_chain(session.id).error().status == Status::store);
  });
}

}  // namespace
}  // namespace parley::store::test
