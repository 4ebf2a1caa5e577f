#include <sys/wait.h>
#include <unistd.h>

#include "fixture.hpp"
#include "json/value.hpp"
#include "store/connection.hpp"
#include "store/migrations.hpp"

namespace parley::store::test {
namespace {

std::string kind_of(const Error& error) {
  const auto detail = json::parse(error.detail);
  return detail.ok() ? std::string(detail->text("kind")) : "no detail";
}

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

Connection connect(const std::string& path) {
  return must(Connection::open(path, Connection::Mode::create, 1000));
}

// Opening must fail, and the file must be what it was.
Error refused(const std::string& path) {
  const std::string before = bytes_of_file(path);
  const auto store = Store::open(config_of(path));
  REQUIRE_FALSE(store.ok());
  CHECK(bytes_of_file(path) == before);
  CHECK(store.error().message.find(path) != std::string::npos);
  return store.error();
}

// A closed file with one conversation of a few hundred turns.
void fill(const std::string& path) {
  const auto store = open_store(path);
  SessionRow session = make_session(*store, make_tenant(*store));
  for (std::int64_t turn = 1; turn <= 200; ++turn) {
    TurnCommit commit_turn = turn_on(session, turn, false);
    must(commit(*store, commit_turn));
  }
}

TEST_CASE("a missing file is made, a missing folder is not") {
  const Folder folder;
  open_store(folder.file());
  CHECK(std::filesystem::exists(folder.file()));
  CHECK_FALSE(std::filesystem::exists(folder.file() + "-wal"));
  CHECK_FALSE(std::filesystem::exists(folder.file() + "-live"));
  const auto nowhere = Store::open(config_of(folder.file("no/parley.db")));
  CHECK(kind_of(nowhere.error()) == "cannot_open");
  CHECK(kind_of(Store::open(config_of(folder.path().string())).error()) == "cannot_open");
}

TEST_CASE("an empty file is a new one") {
  const Folder folder;
  write_file(folder.file(), "");
  const auto store = open_store(folder.file());
  CHECK(make_tenant(*store) == 1);
}

TEST_CASE("a file of another kind is refused") {
  const Folder folder;
  write_file(folder.file(), "Dear diary, this is no database at all.");
  CHECK(kind_of(refused(folder.file())) == "no_database");
  {
    Connection other = connect(folder.file("other.db"));
    must(other.execute("create table music(title text)"));
  }
  CHECK(kind_of(refused(folder.file("other.db"))) == "no_database");
}

TEST_CASE("a newer file is refused") {
  const Folder folder;
  fill(folder.file());
  {
    Connection db = connect(folder.file());
    must(db.execute("update meta set value = 99 where key = 'schema_version'"));
  }
  const Error error = refused(folder.file());
  CHECK(error.status == Status::version);
  CHECK(kind_of(error) == "newer");
  CHECK(error.message.find("99") != std::string::npos);
}

TEST_CASE("a file whose version cannot be read is refused") {
  const Folder folder;
  fill(folder.file());
  {
    Connection db = connect(folder.file());
    must(db.execute("update meta set value = 'x' where key = 'schema_version'"));
  }
  CHECK(refused(folder.file()).status == Status::store);
}

TEST_CASE("damage is noticed at opening and nothing is repaired") {
  const Folder folder;
  fill(folder.file());
  const std::string sound = bytes_of_file(folder.file());
  SUBCASE("the head") {
    write_file(folder.file(), std::string(100, 'x') + sound.substr(100));
    CHECK(kind_of(refused(folder.file())) == "no_database");
  }
  SUBCASE("the first page behind the head") {
    write_file(folder.file(), sound.substr(0, 100) + std::string(900, 'x') + sound.substr(1000));
    CHECK(kind_of(refused(folder.file())) == "damaged");
  }
  SUBCASE("a page in the middle") {
    std::string torn = sound;
    torn.replace(4096 * 20, 4096, std::string(4096, '\xff'));
    write_file(folder.file(), torn);
    CHECK(kind_of(refused(folder.file())) == "damaged");
  }
  SUBCASE("the end") {
    write_file(folder.file(), sound.substr(0, sound.size() / 2));
    CHECK(kind_of(refused(folder.file())) == "damaged");
  }
  SUBCASE("nothing left but the log") {
    write_file(folder.file(), "");
    write_file(folder.file() + "-wal", "frames");
    CHECK(kind_of(refused(folder.file())) == "damaged");
    CHECK(bytes_of_file(folder.file() + "-wal") == "frames");
  }
}

TEST_CASE("damage beyond what opening reads is an error where it is met") {
  const Folder folder;
  {
    const auto store = open_store(folder.file());
    SessionRow session = make_session(*store, make_tenant(*store));
    for (std::int64_t turn = 1; turn <= 40; ++turn) {
      TurnCommit big = turn_on(session, turn, false);
      big.events[0].text = std::string(40'000, 'a');
      must(commit(*store, big));
    }
  }
  std::string bytes = bytes_of_file(folder.file());
  REQUIRE(bytes.size() > (1u << 20));
  for (std::size_t page = bytes.size() / 8192; page < bytes.size() / 4096; ++page) {
    bytes.replace(page * 4096, 4096, std::string(4096, '\xff'));
  }
  write_file(folder.file(), bytes);
  const auto store = open_store(folder.file());
  const auto read = store->events(1, 0, 1000);
  REQUIRE_FALSE(read.ok());
  CHECK(kind_of(read.error()) == "damaged");
  CHECK(kind_of(store->check_file().error()) == "damaged");
}

TEST_CASE("a file that may not be written is refused with a reason") {
  const Folder folder;
  fill(folder.file());
  std::filesystem::permissions(folder.path(), std::filesystem::perms::all);
  std::filesystem::permissions(
      folder.file(), std::filesystem::perms::owner_read | std::filesystem::perms::others_read);
  const pid_t child = ::fork();
  if (child == 0) {
    // Root may write everything; somebody else may not.
    const bool changed = ::geteuid() != 0 || (::setgid(65534) == 0 && ::setuid(65534) == 0);
    const auto store = Store::open(config_of(folder.file()));
    const bool right = changed && !store.ok() && kind_of(store.error()) == "read_only" &&
                       store.error().status == Status::store;
    ::_exit(right ? 0 : 1);
  }
  int state = 0;
  REQUIRE(::waitpid(child, &state, 0) == child);
  CHECK(WIFEXITED(state));
  CHECK(WEXITSTATUS(state) == 0);
}

TEST_CASE("a file that another process holds is busy") {
  const Folder folder;
  fill(folder.file());
  Connection holder = connect(folder.file());
  must(holder.execute("pragma locking_mode=exclusive; begin exclusive"));
  StoreConfig config = config_of(folder.file());
  config.busy_ms = 0;
  const auto store = Store::open(config);
  REQUIRE_FALSE(store.ok());
  CHECK(store.error().status == Status::busy);
  CHECK(kind_of(store.error()) == "locked");
}

TEST_CASE("a write that another process holds up fails alone and can be tried again") {
  const Folder folder;
  StoreConfig config = config_of(folder.file());
  config.busy_ms = 0;
  const auto store = open_store(config);
  SessionRow session = make_session(*store, make_tenant(*store));
  Connection holder = connect(folder.file());
  must(holder.execute("begin immediate"));
  const SessionRow before = session;
  CHECK(commit(*store, turn_on(session, 1, false)).error().status == Status::busy);
  CHECK(must(store->events(session.id, 0, 9)).empty());
  must(holder.execute("rollback"));
  session = before;
  must(commit(*store, turn_on(session, 1, false)));
}

TEST_CASE("migrations run forward, once each, and all or nothing") {
  const Folder folder;
  static constexpr Migration kOne[] = {
      {1, "create table meta(key text primary key, value) without rowid; create table a(x)"}};
  static constexpr Migration kTwo[] = {kOne[0], {2, "alter table a add column y default 7"}};
  static constexpr Migration kBad[] = {kTwo[0], kTwo[1], {3, "create table b(x); no such thing"}};
  Connection db = connect(folder.file());
  CHECK(must(schema_version(db)) == 0);
  must(migrate(db, kOne, 42));
  CHECK(must(schema_version(db)) == 1);
  CHECK(must(db.ask("select value from meta where key = 'created'")) == "42");
  must(db.execute("insert into a(x) values(1)"));
  must(migrate(db, kTwo, 43));
  must(migrate(db, kTwo, 43));
  CHECK(must(db.ask("select y from a")) == "7");
  CHECK(must(db.ask("select value from meta where key = 'created'")) == "42");
  CHECK_FALSE(migrate(db, kBad, 44).ok());
  CHECK(must(schema_version(db)) == 2);
  CHECK(must(db.ask("select count(*) from sqlite_schema where name = 'b'")) == "0");
  CHECK(migrate(db, kOne, 45).error().status == Status::version);
}

TEST_CASE("the library's own steps end in the tables of the ledger") {
  const Folder folder;
  open_store(folder.file());
  Connection db = connect(folder.file());
  CHECK(must(schema_version(db)) == migrations().back().version);
  CHECK(must(db.ask("pragma journal_mode")) == "wal");
  CHECK(must(db.ask("select value from meta where key = 'created'")) == "1000");
  for (const char* table :
       {"tenant", "session", "event", "inbox", "effect", "outbox", "document"}) {
    auto query = db.query("select count(*) from sqlite_schema where type = 'table' and name = ?1");
    query.text(table);
    REQUIRE(query.step());
    CHECK(query.column_integer(0) == 1);
  }
}

}  // namespace
}  // namespace parley::store::test
