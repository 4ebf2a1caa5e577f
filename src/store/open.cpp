#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>

#include <fmt/format.h>
#include <sys/stat.h>

#include "store/failure.hpp"
#include "store/migrations.hpp"
#include "store/parts.hpp"
#include "store/rows.hpp"

namespace parley::store {
namespace {

constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr std::int64_t kCheckedWhole = 1 << 20;  // bytes; about 3 ms

std::int64_t file_size(const std::string& path) {
  struct stat info{};
  return ::stat(path.c_str(), &info) == 0 ? static_cast<std::int64_t>(info.st_size) : -1;
}

Error refuse(std::string_view kind, const std::string& path, std::string_view why) {
  return store_failure(Status::store, kind, path, fmt::format("'{}' {}", path, why));
}

// SQLite takes an empty file for a new database and throws its log away; ours may have lost its
// content that way.
Result<void> inspect_empty(const std::string& path) {
  if (file_size(path + "-wal") <= 0) return {};
  return refuse("damaged", path,
                "is missing or empty although its log (-wal) is there: the data file was cut or "
                "moved away; put the two "
                "together again or restore a backup");
}

Result<void> inspect_head(const std::string& path) {
  struct FileClose {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  const std::unique_ptr<std::FILE, FileClose> file(std::fopen(path.c_str(), "rbe"));
  if (!file) {
    return refuse(
        "cannot_open", path,
        fmt::format("cannot be read ({}); give this user access to it", std::strerror(errno)));
  }
  char head[kMagic.size()];
  const std::size_t got = std::fread(head, 1, sizeof head, file.get());
  if (std::string_view(head, got) == kMagic) return {};
  return refuse("no_database", path,
                "is not a Parley data file (its first bytes are others); name the right file");
}

// Before SQLite sees the path: what it would take for an invitation to begin anew. No lock of
// SQLite's is held on this file by this call, and closing the descriptor of inspect_head would drop
// those of another store of this process on the same file, so a file that somebody has open already
// (its log's index is there) is left to SQLite's own checks.
Result<void> inspect_file(const std::string& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) {
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    if (::stat(folder.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) return inspect_empty(path);
    return refuse("cannot_open", path,
                  fmt::format("cannot be made: there is no folder '{}'; make it first", folder));
  }
  if (S_ISDIR(info.st_mode)) return refuse("cannot_open", path, "is a folder; name a file in it");
  if (info.st_size == 0) return inspect_empty(path);
  if (file_size(path + "-shm") >= 0) return {};
  return inspect_head(path);
}

const char* pragma_of(Synchronous synchronous) {
  switch (synchronous) {
    case Synchronous::normal:
      return "pragma synchronous=normal";
    case Synchronous::off:
      return "pragma synchronous=off";
    case Synchronous::full:
      break;
  }
  return "pragma synchronous=full";
}

Result<void> run_all(Connection& db, std::initializer_list<const char*> statements) {
  for (const char* sql : statements) {
    if (auto done = db.execute(sql); !done.ok()) return done;
  }
  return {};
}

// Everything that can be seen without writing.
Result<void> inspect_database(Connection& db) {
  const auto found = schema_version(db);
  if (!found.ok()) return found.error();
  const std::int64_t known = migrations().back().version;
  if (*found == 0) return {};
  if (*found > known) return migrate(db, migrations(), 0);
  if (db.read_only()) {
    return refuse("read_only", db.path(),
                  "cannot be written; give this user write access to the file");
  }
  return {};
}

Result<void> check_whole(Connection& db) {
  const auto verdict = db.ask("pragma quick_check(1)");
  if (!verdict.ok()) return verdict.error();
  if (*verdict == "ok") return {};
  return refuse("damaged", db.path(),
                fmt::format("is damaged ({}); restore a backup, or copy what is readable with the "
                            "sqlite3 tool's .recover",
                            *verdict));
}

Result<void> inspect_tables(Connection& db) {
  if (auto probed = probe_tables(db); !probed.ok()) return probed;
  if (db.path() != ":memory:" && file_size(db.path()) <= kCheckedWhole) return check_whole(db);
  return {};
}

// Brings the file into the state we work with; the first thing that writes.
Result<void> settle(Connection& db, const StoreConfig& config) {
  // Without a file a change copies the pages it touches, so small ones cost less.
  if (db.path() == ":memory:") {
    if (auto set = db.execute("pragma page_size=1024"); !set.ok()) return set;
  }
  const auto mode = db.ask("pragma journal_mode=wal");
  if (!mode.ok()) return mode.error();
  if (*mode != "wal" && *mode != "memory") {
    return refuse("cannot_open", db.path(),
                  "cannot keep a write-ahead log where it lies; put it on a local disk");
  }
  // What is erased must not stay in the file; memory is gone with the process.
  const char* erase = *mode == "wal" ? "pragma secure_delete=on" : "pragma secure_delete=off";
  auto set =
      run_all(db, {erase, "pragma journal_size_limit=16777216", pragma_of(config.synchronous)});
  if (!set.ok()) return set;
  if (auto done = migrate(db, migrations(), config.now); !done.ok()) return done;
  if (auto sound = inspect_tables(db); !sound.ok()) return sound;
  return db.execute("pragma foreign_keys=on");
}

Result<Connection> open_writing(const StoreConfig& config) {
  auto db = Connection::open(config.path, Connection::Mode::create, config.busy_ms);
  if (!db.ok()) return db;
  // Closing a file that is refused must not move its log into it.
  const bool has_log = file_size(config.path + "-wal") > 0;
  db->keep_log_on_close(has_log);
  if (auto sound = inspect_database(*db); !sound.ok()) return sound.error();
  if (auto settled = settle(*db, config); !settled.ok()) return settled.error();
  db->keep_log_on_close(false);
  return db;
}

Result<std::optional<Connection>> open_reading(const StoreConfig& config) {
  std::optional<Connection> none;
  if (config.path == ":memory:") return none;
  auto db = Connection::open(config.path, Connection::Mode::existing, config.busy_ms);
  if (!db.ok()) return db.error();
  if (auto set = db->execute("pragma query_only=on"); !set.ok()) return set.error();
  return std::optional<Connection>(std::move(db).value());
}

Result<std::vector<OrphanTurn>> find_orphans(Connection& db) {
  std::vector<OrphanTurn> orphans;
  auto turns = db.query(
      "select turn, turn_id, channel, inbound_id, state, at, body, session from inbox where state "
      "< 2 order by session, turn");
  while (turns.step()) {
    OrphanTurn orphan{{}, turn_row(turns)};
    orphan.session.id = turns.column_integer(7);
    orphans.push_back(std::move(orphan));
  }
  if (turns.failed()) return turns.error();
  for (OrphanTurn& orphan : orphans) {
    auto session = session_by_id(db, orphan.session.id);
    if (!session.ok()) return session.error();
    orphan.session = std::move(session).value();
  }
  return orphans;
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const StoreConfig& config) {
  const bool in_file = config.path != ":memory:";
  Presence presence;
  if (in_file) {
    if (auto sound = inspect_file(config.path); !sound.ok()) return sound.error();
    auto entered = Presence::enter(config.path);
    if (!entered.ok()) return entered.error();
    presence = std::move(entered).value();
  }
  auto write = open_writing(config);
  if (!write.ok()) return write.error();
  auto read = open_reading(config);
  if (!read.ok()) return read.error();
  auto parts = std::make_unique<Parts>(std::move(presence), std::move(write).value(),
                                       std::move(read).value());
  if (parts->presence.alone()) {
    auto orphans = find_orphans(parts->write_connection);
    if (!orphans.ok()) return orphans.error();
    parts->orphans = std::move(orphans).value();
    parts->presence.share();
  }
  parts->writer =
      std::make_unique<Writer>(parts->write_connection, parts->write_door, config.limits,
                               in_file ? Hands::own_thread : Hands::callers);
  return std::unique_ptr<Store>(new Store(std::move(parts)));
}

Store::Store(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

// The writer drains before its connection goes; the last connection to close moves the log into the
// file.
Store::~Store() = default;

std::vector<OrphanTurn> Store::take_orphans() {
  const std::lock_guard lock(parts_->reading_door());
  return std::exchange(parts_->orphans, {});
}

Result<void> Store::check_file() {
  return read([](Connection& db) { return check_whole(db); });
}

Result<void> Store::checkpoint() {
  const std::lock_guard lock(parts_->write_door);
  return parts_->write_connection.execute("pragma wal_checkpoint(truncate)");
}

}  // namespace parley::store
