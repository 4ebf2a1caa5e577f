#include "store/migrations.hpp"

#include <charconv>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "store/failure.hpp"
#include "store/schema.hpp"

namespace parley::store {
namespace {

constexpr Migration kMigrations[] = {{1, kSchema1}};

Error foreign(const Connection& db, std::string_view why) {
  return store_failure(
      Status::store, "no_database", db.path(),
      fmt::format("'{}' is a database, but not Parley's: {}; name the right file", db.path(), why));
}

Error newer(const Connection& db, std::int64_t found, std::int64_t known) {
  return store_failure(
      Status::version, "newer", db.path(),
      fmt::format("data file '{}' has schema version {}, this library knows versions up to {}; use "
                  "the newer library. The file was not changed",
                  db.path(), found, known));
}

Result<void> apply_step(Connection& db, const Migration& step, std::int64_t now) {
  if (auto done = db.execute(step.sql); !done.ok()) return done;
  if (step.version == 1) {
    auto created = db.query("insert into meta(key, value) values('created', ?1)");
    if (auto done = created.integer(now).run(); !done.ok()) return done;
  }
  auto version = db.query("insert or replace into meta(key, value) values('schema_version', ?1)");
  return version.integer(step.version).run();
}

// Asks for the version again once the write lock is held: another process may have been here first.
Result<void> locked_step(Connection& db, const Migration& step, std::int64_t now) {
  const Result<std::int64_t> found = schema_version(db);
  if (!found.ok()) return found.error();
  if (*found >= step.version) return {};
  return apply_step(db, step, now);
}

Result<void> take_step(Connection& db, const Migration& step, std::int64_t now) {
  if (auto begun = db.execute("begin immediate"); !begun.ok()) return begun;
  Result<void> done = locked_step(db, step, now);
  if (done.ok()) done = db.execute("commit");
  if (!done.ok() && db.in_transaction()) (void)db.execute("rollback").ok();
  return done;
}

}  // namespace

std::span<const Migration> migrations() noexcept {
  return kMigrations;
}

Result<std::int64_t> schema_version(Connection& db) {
  const auto tables = db.ask("select count(*) from sqlite_schema");
  if (!tables.ok()) return tables.error();
  if (*tables == "0") return std::int64_t{0};
  const auto meta = db.ask("select count(*) from sqlite_schema where type='table' and name='meta'");
  if (!meta.ok()) return meta.error();
  if (*meta == "0") return foreign(db, "it has tables, but no table meta");
  const auto text = db.ask("select value from meta where key='schema_version'");
  if (!text.ok()) return text.error();
  std::int64_t version = 0;
  const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), version);
  if (fault != std::errc{} || end != text->data() + text->size() || version < 1) {
    return foreign(db, "its table meta names no schema_version");
  }
  return version;
}

Result<void> migrate(Connection& db, std::span<const Migration> steps, std::int64_t now) {
  const auto found = schema_version(db);
  if (!found.ok()) return found.error();
  const std::int64_t known = steps.empty() ? 0 : steps.back().version;
  if (*found > known) return newer(db, *found, known);
  for (const Migration& step : steps) {
    if (step.version <= *found) continue;
    if (auto done = take_step(db, step, now); !done.ok()) return done;
  }
  return {};
}

Result<void> probe_tables(Connection& db) {
  static constexpr const char* kProbes[] = {
      "select 1 from tenant limit 1",   "select 1 from tenant_version limit 1",
      "select 1 from customer limit 1", "select 1 from session limit 1",
      "select 1 from binding limit 1",  "select 1 from event limit 1",
      "select 1 from inbox limit 1",    "select 1 from effect limit 1",
      "select 1 from outbox limit 1",   "select 1 from timer limit 1",
      "select 1 from counter limit 1",  "select 1 from recording limit 1",
      "select 1 from artefact limit 1", "select 1 from kb_version limit 1",
      "select 1 from document limit 1"};
  for (const char* sql : kProbes) {
    if (auto read = db.ask(sql); !read.ok()) return read.error();
  }
  return {};
}

}  // namespace parley::store
