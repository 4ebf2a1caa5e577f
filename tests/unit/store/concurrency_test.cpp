#include <csignal>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include "fixture.hpp"

namespace parley::store::test {
namespace {

void produce(Store& store, SessionRow session, std::int64_t turns) {
  for (std::int64_t turn = 1; turn <= turns; ++turn) {
    const auto accepted = accept(store, input_of(session, turn));
    const auto committed = commit(store, turn_on(session, turn));
    CHECK(accepted.ok());
    CHECK(committed.ok());
  }
}

void check_64_producers(const std::string& path) {
  const auto store = open_store(path);
  const std::int64_t tenant = make_tenant(*store);
  std::vector<SessionRow> sessions;
  for (int i = 0; i < 64; ++i) {
    sessions.push_back(make_session(*store, tenant, "s" + std::to_string(i)));
  }
  std::vector<std::thread> threads;
  for (const SessionRow& session : sessions) {
    threads.emplace_back([&store, session] { produce(*store, session, 10); });
  }
  std::thread reader([&] {
    for (int i = 0; i < 50; ++i)
      CHECK(store->recent_events(sessions[0].id, 3).ok());
  });
  for (std::thread& thread : threads)
    thread.join();
  reader.join();
  for (const SessionRow& session : sessions) {
    must(store->verify_chain(session.id, [](const EventRow& row) { return row.meta; }));
    CHECK(must(store->events(session.id, 0, 100)).size() == 20);
  }
}

TEST_CASE("64 producers in a file") {
  const Folder folder;
  check_64_producers(folder.file());
}

TEST_CASE("64 producers in memory") {
  check_64_producers(":memory:");
}

TEST_CASE("of many who commit on one head exactly one wins each time") {
  const Folder folder;
  const auto store = open_store(folder.file());
  const SessionRow session = make_session(*store, make_tenant(*store));
  std::vector<std::thread> threads;
  std::atomic<int> won{0};
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      SessionRow mine = session;
      if (commit(*store, turn_on(mine, 1, false)).ok()) ++won;
    });
  }
  for (std::thread& thread : threads)
    thread.join();
  CHECK(won == 1);
  CHECK(must(store->events(session.id, 0, 9)).size() == 2);
}

TEST_CASE("two stores on one file see each other's commits") {
  const Folder folder;
  const auto one = open_store(folder.file());
  const auto two = open_store(folder.file());
  SessionRow session = make_session(*one, make_tenant(*one));
  SessionRow same = must(two->find_session(session.tenant, "s1"));
  run_turn(*one, session, 1);
  same = must(two->find_session(session.tenant, "s1"));
  CHECK(same.head_seq == 2);
  run_turn(*two, same, 2);
  CHECK(must(one->events(session.id, 0, 9)).size() == 4);
  CHECK(commit(*one, turn_on(session, 3, false)).error().status == Status::conflict);
}

TEST_CASE("a call that waits is refused inside a completion") {
  const Folder folder;
  for (const std::string& path : {std::string(":memory:"), folder.file()}) {
    const auto store = open_store(path);
    const SessionRow session = make_session(*store, make_tenant(*store));
    Awaited<TenantRow> wait;
    store->accept(input_of(session, 1),
                  [&store, answer = wait.completion()](Result<AcceptOutcome>) mutable {
                    answer(store->put_tenant("other", "{}", Digest{}, 1));
                  });
    CHECK(wait.get().error().status == Status::state);
  }
}

TEST_CASE("closing with turns under way finishes them") {
  const Folder folder;
  std::atomic<int> answered{0};
  auto store = open_store(folder.file());
  SessionRow session = make_session(*store, make_tenant(*store));
  for (std::int64_t turn = 1; turn <= 100; ++turn) {
    store->commit(turn_on(session, turn, false), [&](Result<bool> done) { answered += done.ok(); });
  }
  store.reset();
  CHECK(answered == 100);
  store = open_store(folder.file());
  CHECK(must(store->find_session(session.tenant, "s1")).head_seq == 200);
}

TEST_CASE("an open turn of a dead process is handed out, of a living one not") {
  const Folder folder;
  auto first = open_store(folder.file());
  SessionRow session = make_session(*first, make_tenant(*first));
  must(accept(*first, input_of(session, 1, "msg-1")));
  CHECK(open_store(folder.file())->take_orphans().empty());
  first.reset();

  first = open_store(folder.file());
  auto orphans = first->take_orphans();
  REQUIRE(orphans.size() == 1);
  CHECK(orphans[0].session.name == "s1");
  CHECK(orphans[0].turn.inbound_id == "msg-1");
  CHECK(orphans[0].turn.body == R"({"text":"hello"})");
  CHECK(first->take_orphans().empty());
  TurnCommit ended = turn_on(orphans[0].session, 1);
  ended.inbox_state = InboxState::interrupted;
  must(commit(*first, ended));
  first.reset();
  CHECK(open_store(folder.file())->take_orphans().empty());
}

// Commits turns and says so, byte by byte, until it is killed.
[[noreturn]] void commit_until_killed(const std::string& path, int tell) {
  const auto store = open_store(path);
  SessionRow session = make_session(*store, make_tenant(*store));
  for (std::int64_t turn = 1;; ++turn) {
    const bool good =
        accept(*store, input_of(session, turn)).ok() && commit(*store, turn_on(session, turn)).ok();
    const char byte = good ? '+' : '-';
    if (::write(tell, &byte, 1) != 1 || !good) ::_exit(1);
  }
}

TEST_CASE("what was acknowledged before SIGKILL is there afterwards") {
  const Folder folder;
  for (int kill = 1; kill <= 5; ++kill) {
    const std::string path = folder.file(std::to_string(kill) + ".db");
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(ends[0]);
      commit_until_killed(path, ends[1]);
    }
    ::close(ends[1]);
    std::int64_t acknowledged = 0;
    char byte = 0;
    while (acknowledged < 7 * kill && ::read(ends[0], &byte, 1) == 1 && byte == '+')
      ++acknowledged;
    ::kill(child, SIGKILL);
    while (::read(ends[0], &byte, 1) == 1 && byte == '+')
      ++acknowledged;
    ::close(ends[0]);
    int state = 0;
    REQUIRE(::waitpid(child, &state, 0) == child);
    REQUIRE(WIFSIGNALED(state));

    const auto store = open_store(path);
    const SessionRow session = must(store->find_session(1, "s1"));
    CHECK(session.head_seq >= 2 * acknowledged);
    must(store->verify_chain(session.id, [](const EventRow& row) { return row.meta; }));
    CHECK(store->take_orphans().size() <= 1);
    must(store->check_file());
  }
}

}  // namespace
}  // namespace parley::store::test
