#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "json/value.hpp"
#include "json/writer.hpp"
#include "store/parts.hpp"

namespace parley::store {
namespace {

constexpr char kTenantStands[] = "select 1 from tenant where id = ?1 and deleted_at is null";
constexpr char kNewest[] =
    "select version, at, manifest from kb_version where tenant = ?1 and kb = ?2 order by version "
    "desc limit 1";
constexpr char kVersions[] =
    "select version, at, manifest from kb_version where tenant = ?1 and kb = ?2 order by version";
constexpr char kBases[] = "select distinct kb from kb_version where tenant = ?1 order by kb";
constexpr char kStanding[] =
    "select name, added, hash, meta, length(body) from document where tenant = ?1 and kb = ?2 and "
    "removed is null";
constexpr char kOthers[] =
    "select v.manifest from kb_version v where v.tenant = ?1 and v.kb <> ?2 and v.version = "
    "(select max(version) from kb_version w where w.tenant = v.tenant and w.kb = v.kb)";
constexpr char kAt[] =
    "select name, added, hash, meta, length(body) from document "
    "where tenant = ?1 and kb = ?2 and added <= ?3 and (removed is null or removed > ?3)";
constexpr char kLoad[] =
    "select name, hash, meta, body from document "
    "where tenant = ?1 and kb = ?2 and added <= ?3 and (removed is null or removed > ?3) order by "
    "name";
constexpr char kRetire[] =
    "update document set removed = ?4 where tenant = ?1 and kb = ?2 and name = ?3 and removed is "
    "null";
constexpr char kAdd[] =
    "insert into document(tenant, kb, name, added, hash, meta, body) values(?1, ?2, ?3, ?4, ?5, "
    "?6, ?7)";
constexpr char kCopy[] =
    "insert into document(tenant, kb, name, added, hash, meta, body) "
    "select tenant, kb, name, ?4, hash, meta, body from document "
    "where tenant = ?1 and kb = ?2 and name = ?3 and added = ?5";
constexpr char kAddVersion[] =
    "insert into kb_version(tenant, kb, version, at, manifest) values(?1, ?2, ?3, ?4, ?5)";

struct Standing {
  std::int64_t added = 0;
  Digest hash{};
  std::string meta;
  std::int64_t bytes = 0;

  bool same(const Digest& other_hash, std::string_view other_meta) const {
    return hash == other_hash && meta == other_meta;
  }
};
using Shelf = std::map<std::string, Standing, std::less<>>;

struct Base {
  Connection& db;
  std::int64_t tenant;
  std::string_view kb;
};

struct Counts {
  std::int64_t documents = 0;
  std::int64_t bytes = 0;
  std::int64_t added = 0;
  std::int64_t changed = 0;
  std::int64_t removed = 0;
  bool any() const { return added + changed + removed > 0; }
};

KnowledgeVersion version_row(const Query& query) {
  return {query.column_integer(0), query.column_integer(1), query.column_string(2)};
}

// Version 0 when nothing was ever loaded.
Result<KnowledgeVersion> newest(const Base& base) {
  auto query = base.db.query(kNewest);
  query.integer(base.tenant).text(base.kb);
  if (query.step()) return version_row(query);
  if (query.failed()) return query.error();
  return KnowledgeVersion{};
}

Result<void> require_tenant(const Base& base) {
  auto query = base.db.query(kTenantStands);
  query.integer(base.tenant);
  if (query.step()) return {};
  if (query.failed()) return query.error();
  return make_error(Status::not_found, fmt::format("there is no tenant number {}", base.tenant));
}

Result<Shelf> shelf_of(Query& query) {
  Shelf shelf;
  while (query.step()) {
    shelf.emplace(query.column_string(0),
                  Standing{query.column_integer(1), query.column_digest(2), query.column_string(3),
                           query.column_integer(4)});
  }
  if (query.failed()) return query.error();
  return shelf;
}

Result<Shelf> standing(const Base& base) {
  auto query = base.db.query(kStanding);
  query.integer(base.tenant).text(base.kb);
  return shelf_of(query);
}

Result<Shelf> standing_at(const Base& base, std::int64_t version) {
  auto query = base.db.query(kAt);
  query.integer(base.tenant).text(base.kb).integer(version);
  return shelf_of(query);
}

Result<void> retire(const Base& base, std::string_view name, std::int64_t version) {
  auto query = base.db.query(kRetire);
  return query.integer(base.tenant).text(base.kb).text(name).integer(version).run();
}

Result<void> add(const Base& base, const DocumentRow& document, std::int64_t version) {
  auto query = base.db.query(kAdd);
  query.integer(base.tenant).text(base.kb).text(document.name).integer(version);
  return query.blob(bytes_of(document.hash)).blob_or_null(document.meta).blob(document.body).run();
}

Result<void> copy(const Base& base, std::string_view name, std::int64_t from,
                  std::int64_t version) {
  auto query = base.db.query(kCopy);
  return query.integer(base.tenant).text(base.kb).text(name).integer(version).integer(from).run();
}

std::string manifest(const Counts& counts, std::string_view note) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object()
      .member("documents", counts.documents)
      .member("bytes", counts.bytes)
      .member("added", counts.added);
  writer.member("changed", counts.changed).member("removed", counts.removed);
  if (!note.empty()) writer.member("note", note);
  writer.end_object();
  return out;
}

Result<KnowledgeVersion> add_version(const Base& base, std::int64_t version, std::int64_t now,
                                     const Counts& counts, std::string_view note) {
  KnowledgeVersion row{version, now, manifest(counts, note)};
  auto query = base.db.query(kAddVersion);
  query.integer(base.tenant).text(base.kb).integer(version).integer(now).blob(row.manifest);
  if (auto done = query.run(); !done.ok()) return done.error();
  return row;
}

Result<void> check_names(const KnowledgeBatch& batch) {
  std::set<std::string_view> names;
  for (const DocumentRow& document : batch.put) {
    if (names.insert(document.name).second) continue;
    return make_error(Status::argument,
                      fmt::format("document '{}' is put twice in one batch", document.name));
  }
  for (const std::string& name : batch.remove) {
    if (names.insert(name).second) continue;
    return make_error(
        Status::argument,
        fmt::format("document '{}' is removed and put, or removed twice, in one batch", name));
  }
  return {};
}

Result<void> put_documents(const Base& base, const KnowledgeBatch& batch, const Shelf& shelf,
                           std::int64_t version, Counts& counts) {
  for (const DocumentRow& document : batch.put) {
    const auto there = shelf.find(document.name);
    if (there != shelf.end()) {
      if (there->second.same(document.hash, document.meta)) continue;
      if (auto done = retire(base, document.name, version); !done.ok()) return done;
      counts.bytes -= there->second.bytes;
    }
    counts.bytes += std::ssize(document.body);
    ++(there == shelf.end() ? counts.added : counts.changed);
    if (auto done = add(base, document, version); !done.ok()) return done;
  }
  return {};
}

Result<void> remove_documents(const Base& base, const KnowledgeBatch& batch, const Shelf& shelf,
                              std::int64_t version, Counts& counts) {
  for (const std::string& name : batch.remove) {
    const auto there = shelf.find(name);
    if (there == shelf.end()) {
      return make_error(Status::not_found,
                        fmt::format("there is no document '{}' in '{}' to remove", name, base.kb));
    }
    ++counts.removed;
    counts.bytes -= there->second.bytes;
    if (auto done = retire(base, name, version); !done.ok()) return done;
  }
  return {};
}

std::int64_t bytes_of(const Shelf& shelf) {
  std::int64_t sum = 0;
  for (const auto& [name, document] : shelf)
    sum += document.bytes;
  return sum;
}

// What the tenant would hold with `counts` in this base, against its limits.
Result<void> check_room(const Base& base, const KnowledgeBatch& batch, const Counts& counts) {
  std::int64_t documents = counts.documents;
  std::int64_t bytes = counts.bytes;
  auto others = base.db.query(kOthers);
  others.integer(base.tenant).text(base.kb);
  while (others.step()) {
    const auto manifest = json::parse(others.column_string(0));
    if (!manifest) return manifest.error();
    documents += manifest->integer("documents");
    bytes += manifest->integer("bytes");
  }
  if (others.failed()) return others.error();
  const auto over = [](std::int64_t value, std::int64_t most) { return most > 0 && value > most; };
  if (over(documents, batch.max_documents)) {
    return make_error(Status::limit,
                      fmt::format("the tenant would hold {} documents; its limits.documents is {}",
                                  documents, batch.max_documents));
  }
  if (!over(bytes, batch.max_bytes)) return {};
  return make_error(
      Status::limit,
      fmt::format("the tenant's documents would have {} bytes; its limits.kb_bytes is {}", bytes,
                  batch.max_bytes));
}

Result<KnowledgeVersion> apply_batch(const Base& base, const KnowledgeBatch& batch) {
  if (auto there = require_tenant(base); !there.ok()) return there.error();
  auto before = newest(base);
  if (!before.ok()) return before;
  const auto shelf = standing(base);
  if (!shelf.ok()) return shelf.error();
  const std::int64_t version = before->version + 1;
  Counts counts;
  if (auto put = put_documents(base, batch, *shelf, version, counts); !put.ok()) return put.error();
  if (auto gone = remove_documents(base, batch, *shelf, version, counts); !gone.ok()) {
    return gone.error();
  }
  if (!counts.any()) return before;
  counts.documents = std::ssize(*shelf) + counts.added - counts.removed;
  counts.bytes += bytes_of(*shelf);
  if (auto room = check_room(base, batch, counts); !room.ok()) return room.error();
  return add_version(base, version, batch.now, counts, batch.note);
}

// Makes `now_standing` into `wanted`, document by document.
Result<Counts> turn_back(const Base& base, const Shelf& now_standing, const Shelf& wanted,
                         std::int64_t version) {
  Counts counts;
  counts.documents = std::ssize(wanted);
  counts.bytes = bytes_of(wanted);
  for (const auto& [name, row] : now_standing) {
    const auto old = wanted.find(name);
    if (old != wanted.end() && old->second.same(row.hash, row.meta)) continue;
    ++(old == wanted.end() ? counts.removed : counts.changed);
    if (auto done = retire(base, name, version); !done.ok()) return done.error();
  }
  for (const auto& [name, row] : wanted) {
    const auto there = now_standing.find(name);
    if (there != now_standing.end() && there->second.same(row.hash, row.meta)) continue;
    if (there == now_standing.end()) ++counts.added;
    if (auto done = copy(base, name, row.added, version); !done.ok()) return done.error();
  }
  return counts;
}

Error no_version(const Base& base, std::int64_t version) {
  return make_error(Status::not_found,
                    fmt::format("knowledge base '{}' has no version {}", base.kb, version));
}

Result<KnowledgeVersion> roll_back_to(const Base& base, std::int64_t version, std::int64_t now) {
  auto before = newest(base);
  if (!before.ok()) return before;
  if (version < 1 || version > before->version) return no_version(base, version);
  const auto now_standing = standing(base);
  if (!now_standing.ok()) return now_standing.error();
  const auto wanted = standing_at(base, version);
  if (!wanted.ok()) return wanted.error();
  const auto counts = turn_back(base, *now_standing, *wanted, before->version + 1);
  if (!counts.ok()) return counts.error();
  if (!counts->any()) return before;
  return add_version(base, before->version + 1, now, *counts,
                     fmt::format("back to version {}", version));
}

Result<KnowledgeContent> load_version(const Base& base, std::int64_t version) {
  const auto last = newest(base);
  if (!last.ok()) return last.error();
  if (version < 0 || version > last->version) return no_version(base, version);
  KnowledgeContent content;
  content.version = version == 0 ? last->version : version;
  auto query = base.db.query(kLoad);
  query.integer(base.tenant).text(base.kb).integer(content.version);
  while (query.step()) {
    content.documents.push_back({query.column_string(0), query.column_digest(1),
                                 query.column_string(2), query.column_string(3)});
  }
  if (query.failed()) return query.error();
  return content;
}

std::size_t weight(const KnowledgeBatch& batch) {
  std::size_t bytes = 0;
  for (const DocumentRow& document : batch.put)
    bytes += document.body.size();
  return bytes;
}

}  // namespace

Result<KnowledgeVersion> Store::apply(std::int64_t tenant, const KnowledgeBatch& batch) {
  if (auto named = check_names(batch); !named.ok()) return named.error();
  return write<KnowledgeVersion>(
      [&](Connection& db) { return apply_batch({db, tenant, batch.kb}, batch); }, weight(batch));
}

// Two statements: a version that is written in between leaves what is asked for as it is, since
// documents are never changed.
Result<KnowledgeContent> Store::load(std::int64_t tenant, std::string_view kb,
                                     std::int64_t version) {
  return read([&](Connection& db) { return load_version({db, tenant, kb}, version); });
}

Result<std::vector<KnowledgeVersion>> Store::versions(std::int64_t tenant, std::string_view kb) {
  return read([&](Connection& db) -> Result<std::vector<KnowledgeVersion>> {
    std::vector<KnowledgeVersion> rows;
    auto query = db.query(kVersions);
    query.integer(tenant).text(kb);
    while (query.step())
      rows.push_back(version_row(query));
    if (query.failed()) return query.error();
    return rows;
  });
}

Result<std::vector<std::string>> Store::knowledge_bases(std::int64_t tenant) {
  return read([&](Connection& db) -> Result<std::vector<std::string>> {
    std::vector<std::string> names;
    auto query = db.query(kBases);
    query.integer(tenant);
    while (query.step())
      names.push_back(query.column_string(0));
    if (query.failed()) return query.error();
    return names;
  });
}

Result<KnowledgeVersion> Store::rollback(std::int64_t tenant, std::string_view kb,
                                         std::int64_t version, std::int64_t now) {
  return write<KnowledgeVersion>(
      [&](Connection& db) { return roll_back_to({db, tenant, kb}, version, now); });
}

}  // namespace parley::store
