#include <utility>

#include <fmt/format.h>

#include "store/parts.hpp"

namespace parley::store {
namespace {

#define PARLEY_TENANT_COLUMNS "t.id, t.name, v.version, v.at, v.hash"
constexpr char kCurrent[] =
    "select " PARLEY_TENANT_COLUMNS
    ", v.body from tenant t join tenant_version v on v.tenant = t.id and v.version = t.version "
    "where t.name = ?1 and t.deleted_at is null";
constexpr char kOfVersion[] =
    "select " PARLEY_TENANT_COLUMNS
    ", v.body from tenant t join tenant_version v on v.tenant = t.id and v.version = ?2 "
    "where t.name = ?1 and t.deleted_at is null";
constexpr char kList[] =
    "select " PARLEY_TENANT_COLUMNS
    " from tenant t join tenant_version v on v.tenant = t.id and v.version = t.version "
    "where t.name > ?1 and t.deleted_at is null order by t.name limit ?2";
constexpr char kCount[] = "select count(*) from tenant where deleted_at is null";
constexpr char kInsert[] = "insert into tenant(name, version) values(?1, 0)";
constexpr char kAddVersion[] =
    "insert into tenant_version(tenant, version, at, hash, body) values(?1, ?2, ?3, ?4, ?5)";
constexpr char kSetVersion[] = "update tenant set version = ?2 where id = ?1";

// Children before their parents. An effect names its session only.
constexpr const char* kForget[] = {
    "delete from effect where session in (select id from session where tenant = ?1)",
    "delete from recording where session in (select id from session where tenant = ?1)",
    "delete from inbox where session in (select id from session where tenant = ?1)",
    "delete from event where session in (select id from session where tenant = ?1)",
    "delete from binding where tenant = ?1",
    "delete from outbox where tenant = ?1",
    "delete from timer where tenant = ?1",
    "delete from counter where tenant = ?1",
    "delete from session where tenant = ?1",
    "delete from customer where tenant = ?1",
    "delete from document where tenant = ?1",
    "delete from kb_version where tenant = ?1",
    "delete from artefact where tenant = ?1",
    "delete from tenant_version where tenant = ?1"};
// The row stays under a name that nobody can ask for, so that its number is never given out again.
constexpr char kBury[] =
    "update tenant set name = char(1) || id, version = 0, deleted_at = ?2 where id = ?1";

TenantRow tenant_row(const Query& query) {
  TenantRow row;
  row.id = query.column_integer(0);
  row.name = query.column_string(1);
  row.version = query.column_integer(2);
  row.at = query.column_integer(3);
  row.hash = query.column_digest(4);
  return row;
}

Error no_tenant(std::string_view name) {
  return make_error(Status::not_found, fmt::format("there is no tenant '{}'", name));
}

Result<TenantRow> current(Connection& db, std::string_view name) {
  auto query = db.query(kCurrent);
  query.text(name);
  if (query.step()) {
    TenantRow row = tenant_row(query);
    row.body = query.column_string(5);
    return row;
  }
  if (query.failed()) return query.error();
  return no_tenant(name);
}

Result<TenantRow> of_version(Connection& db, std::string_view name, std::int64_t version) {
  auto query = db.query(kOfVersion);
  query.text(name).integer(version);
  if (query.step()) {
    TenantRow row = tenant_row(query);
    row.body = query.column_string(5);
    return row;
  }
  if (query.failed()) return query.error();
  if (auto standing = current(db, name); !standing.ok()) return standing;
  return make_error(Status::not_found, fmt::format("tenant '{}' has no version {}", name, version));
}

Result<std::int64_t> insert_tenant(Connection& db, std::string_view name) {
  auto query = db.query(kInsert);
  query.text(name);
  if (auto done = query.run(); !done.ok()) return done.error();
  return db.last_id();
}

Result<void> add_version(Connection& db, const TenantRow& row) {
  auto version = db.query(kAddVersion);
  version.integer(row.id).integer(row.version).integer(row.at).blob(bytes_of(row.hash));
  if (auto done = version.text(row.body).run(); !done.ok()) return done;
  auto pointer = db.query(kSetVersion);
  return pointer.integer(row.id).integer(row.version).run();
}

Result<TenantRow> put(Connection& db, TenantRow row) {
  auto standing = current(db, row.name);
  if (standing.ok()) {
    if (standing->hash == row.hash) return standing;
    row.id = standing->id;
    row.version = standing->version + 1;
  } else {
    if (standing.error().status != Status::not_found) return standing;
    const auto id = insert_tenant(db, row.name);
    if (!id.ok()) return id.error();
    row.id = *id;
    row.version = 1;
  }
  if (auto done = add_version(db, row); !done.ok()) return done.error();
  return row;
}

Result<bool> bury(Connection& db, std::string_view name, std::int64_t now) {
  const auto standing = current(db, name);
  if (!standing.ok()) return standing.error();
  for (const char* sql : kForget) {
    auto query = db.query(sql);
    if (auto done = query.integer(standing->id).run(); !done.ok()) return done.error();
  }
  auto query = db.query(kBury);
  if (auto done = query.integer(standing->id).integer(now).run(); !done.ok()) return done.error();
  return true;
}

}  // namespace

Result<TenantRow> Store::put_tenant(std::string_view name, std::string_view body,
                                    const Digest& hash, std::int64_t now) {
  TenantRow row;
  row.name = name;
  row.at = now;
  row.hash = hash;
  row.body = body;
  return write<TenantRow>([&](Connection& db) { return put(db, row); }, body.size());
}

Result<TenantRow> Store::get_tenant(std::string_view name, std::int64_t version) {
  return read([&](Connection& db) {
    return version == 0 ? current(db, name) : of_version(db, name, version);
  });
}

Result<std::vector<TenantRow>> Store::list_tenants(std::string_view after, std::int64_t limit) {
  return read([&](Connection& db) -> Result<std::vector<TenantRow>> {
    std::vector<TenantRow> rows;
    auto query = db.query(kList);
    query.text(after).integer(limit);
    while (query.step())
      rows.push_back(tenant_row(query));
    if (query.failed()) return query.error();
    return rows;
  });
}

Result<std::int64_t> Store::count_tenants() {
  return read([](Connection& db) -> Result<std::int64_t> {
    auto query = db.query(kCount);
    if (query.step()) return query.column_integer(0);
    return query.error();
  });
}

Result<void> Store::delete_tenant(std::string_view name, std::int64_t now) {
  const auto done = write<bool>([&](Connection& db) { return bury(db, name, now); });
  if (!done.ok()) return done.error();
  return {};
}

}  // namespace parley::store
