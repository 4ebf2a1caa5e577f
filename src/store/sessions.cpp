#include <optional>
#include <utility>

#include <fmt/format.h>

#include "store/failure.hpp"
#include "store/parts.hpp"
#include "store/rows.hpp"

namespace parley::store {
namespace {

constexpr char kByName[] = PARLEY_SESSION_SELECT "where s.tenant = ?1 and s.name = ?2";
constexpr char kBound[] = PARLEY_SESSION_SELECT
    "where s.id = (select session from binding where tenant = ?1 and channel = ?2 and address = "
    "?3) and s.tenant = ?1";
constexpr char kOfCustomer[] = PARLEY_SESSION_SELECT
    "where c.tenant = ?1 and c.name = ?2 and s.owner <> 2 and (s.expires_at is null or "
    "s.expires_at > ?3) "
    "order by s.touched_at desc, s.id desc limit 1";
constexpr char kList[] = PARLEY_SESSION_SELECT
    "where s.tenant = ?1 and (?2 = '' or c.name = ?2) "
    "and (?3 = '' or exists(select 1 from binding b where b.session = s.id and b.channel = ?3)) "
    "and (?4 = '' or s.owner = case ?4 when 'bot' then 0 when 'human' then 1 else 2 end) "
    "order by s.touched_at desc, s.id desc limit ?5 offset ?6";
constexpr char kTenantStands[] = "select 1 from tenant where id = ?1 and deleted_at is null";
constexpr char kIsBound[] =
    "select 1 from binding where tenant = ?1 and channel = ?2 and address = ?3 and session = ?4";
constexpr char kBind[] =
    "insert or replace into binding(tenant, channel, address, session) values(?1, ?2, ?3, ?4)";
constexpr char kInsert[] =
    "insert into session(tenant, name, customer, head_hash, salt, created_at, touched_at, "
    "expires_at, metadata) "
    "values(?1, ?2, ?3, zeroblob(16), ?4, ?5, ?5, ?6, ?7)";
constexpr char kFindCustomer[] = "select id from customer where tenant = ?1 and name = ?2";
constexpr char kInsertCustomer[] = "insert into customer(tenant, name) values(?1, ?2)";
constexpr char kCountSessions[] =
    "select count(*) from (select 1 from session where tenant = ?1 limit ?2)";
constexpr char kCountCustomers[] =
    "select count(*) from (select 1 from customer where tenant = ?1 limit ?2)";
constexpr char kSetCustomer[] = "update session set customer = ?2 where id = ?1";

using Found = Result<std::optional<SessionRow>>;

Found only_row(Query& query) {
  if (query.step()) return std::optional(session_row(query));
  if (query.failed()) return query.error();
  return std::optional<SessionRow>();
}

bool goes_on(const SessionRow& session, const OpenSession& request) {
  const bool expired = session.expires_at && *session.expires_at <= request.now;
  // An address that changed hands must not lead into somebody else's conversation.
  const bool anothers = !session.customer.empty() && !request.customer.empty() &&
                        session.customer != request.customer;
  return session.owner != Owner::closed && !expired && !anothers;
}

Found find_named(Connection& db, const OpenSession& request) {
  auto query = db.query(kByName);
  query.integer(request.tenant).text(request.name);
  Found found = only_row(query);
  if (!found.ok() || !*found) return found;
  const std::string& owner = (*found)->customer;
  if (!owner.empty() && !request.customer.empty() && owner != request.customer) {
    return make_error(Status::conflict,
                      fmt::format("session '{}' belongs to another customer; open it without a "
                                  "customer or under another name",
                                  request.name));
  }
  return found;
}

Found find_standing(Connection& db, const OpenSession& request) {
  if (!request.name.empty()) return find_named(db, request);
  if (!request.address.empty()) {
    auto query = db.query(kBound);
    query.integer(request.tenant).text(request.channel).text(request.address);
    Found found = only_row(query);
    if (!found.ok() || (*found && goes_on(**found, request))) return found;
  }
  if (!request.shared_history || request.customer.empty()) return std::optional<SessionRow>();
  auto query = db.query(kOfCustomer);
  query.integer(request.tenant).text(request.customer).integer(request.now);
  return only_row(query);
}

Result<bool> is_bound(Connection& db, const OpenSession& request, std::int64_t session) {
  if (request.address.empty()) return true;
  auto query = db.query(kIsBound);
  query.integer(request.tenant).text(request.channel).text(request.address).integer(session);
  const bool bound = query.step();
  if (query.failed()) return query.error();
  return bound;
}

Result<void> bind_address(Connection& db, const OpenSession& request, std::int64_t session) {
  if (request.address.empty()) return {};
  auto query = db.query(kBind);
  return query.integer(request.tenant)
      .text(request.channel)
      .text(request.address)
      .integer(session)
      .run();
}

// Status::limit when the tenant has `most` of them already.
Result<void> one_more(Connection& db, const char* count, std::int64_t tenant, std::int64_t most,
                      std::string_view what) {
  if (most <= 0) return {};
  auto query = db.query(count);
  query.integer(tenant).integer(most);
  const bool counted = query.step();
  if (query.failed()) return query.error();
  if (!counted || query.column_integer(0) < most) return {};
  return make_error(Status::limit,
                    fmt::format("the tenant has {} {}, its limits.{}; raise the limit or let old "
                                "ones go",
                                most, what, what));
}

Result<std::optional<std::int64_t>> customer_id(Connection& db, const OpenSession& request) {
  if (request.customer.empty()) return std::optional<std::int64_t>();
  auto find = db.query(kFindCustomer);
  find.integer(request.tenant).text(request.customer);
  if (find.step()) return std::optional(find.column_integer(0));
  if (find.failed()) return find.error();
  if (auto room = one_more(db, kCountCustomers, request.tenant, request.max_customers, "customers");
      !room.ok())
    return room.error();
  auto insert = db.query(kInsertCustomer);
  insert.integer(request.tenant).text(request.customer);
  if (auto done = insert.run(); !done.ok()) return done.error();
  return std::optional(db.last_id());
}

Result<std::int64_t> make_session(Connection& db, const OpenSession& request) {
  auto tenant = db.query(kTenantStands);
  tenant.integer(request.tenant);
  if (!tenant.step()) {
    if (tenant.failed()) return tenant.error();
    return make_error(Status::not_found,
                      fmt::format("there is no tenant number {}", request.tenant));
  }
  if (auto room = one_more(db, kCountSessions, request.tenant, request.max_sessions, "sessions");
      !room.ok())
    return room.error();
  const auto customer = customer_id(db, request);
  if (!customer.ok()) return customer.error();
  auto insert = db.query(kInsert);
  insert.integer(request.tenant).text(request.name.empty() ? request.fresh_name : request.name);
  insert.integer(*customer).blob(request.salt).integer(request.now).integer(request.expires_at);
  insert.blob_or_null(request.metadata);
  if (auto done = insert.run(); !done.ok()) return done.error();
  return db.last_id();
}

Result<void> claim(Connection& db, const OpenSession& request, const SessionRow& session) {
  if (request.customer.empty() || !session.customer.empty()) return {};
  const auto customer = customer_id(db, request);
  if (!customer.ok()) return customer.error();
  auto update = db.query(kSetCustomer);
  return update.integer(session.id).integer(*customer).run();
}

Result<SessionRow> open_writing(Connection& db, const OpenSession& request) {
  Found found = find_standing(db, request);
  if (!found.ok()) return found.error();
  std::int64_t id = 0;
  if (*found) {
    id = (*found)->id;
    if (auto done = claim(db, request, **found); !done.ok()) return done.error();
  } else {
    const auto made = make_session(db, request);
    if (!made.ok()) return made.error();
    id = *made;
  }
  if (auto done = bind_address(db, request, id); !done.ok()) return done.error();
  return session_by_id(db, id);
}

// A session that stands as it is asked for costs no write.
Found open_reading(Connection& db, const OpenSession& request) {
  Found found = find_standing(db, request);
  if (!found.ok() || !*found) return found;
  if (!request.customer.empty() && (*found)->customer.empty()) return std::optional<SessionRow>();
  const auto bound = is_bound(db, request, (*found)->id);
  if (!bound.ok()) return bound.error();
  return *bound ? found : std::optional<SessionRow>();
}

}  // namespace

Result<SessionRow> Store::open_session(const OpenSession& request) {
  Found standing = read([&](Connection& db) { return open_reading(db, request); });
  if (!standing.ok()) return standing.error();
  if (*standing) return **std::move(standing);
  return write<SessionRow>([&](Connection& db) { return open_writing(db, request); });
}

Result<SessionRow> Store::find_session(std::int64_t tenant, std::string_view name) {
  return read([&](Connection& db) -> Result<SessionRow> {
    auto query = db.query(kByName);
    query.integer(tenant).text(name);
    Found found = only_row(query);
    if (!found.ok()) return found.error();
    if (*found) return **std::move(found);
    return make_error(Status::not_found, fmt::format("there is no session '{}'", name));
  });
}

Result<std::vector<SessionRow>> Store::list_sessions(std::int64_t tenant,
                                                     const SessionFilter& filter) {
  return read([&](Connection& db) -> Result<std::vector<SessionRow>> {
    std::vector<SessionRow> rows;
    auto query = db.query(kList);
    query.integer(tenant).text(filter.customer).text(filter.channel).text(filter.owner);
    query.integer(filter.limit).integer(filter.after);
    while (query.step())
      rows.push_back(session_row(query));
    if (query.failed()) return query.error();
    return rows;
  });
}

Result<std::int64_t> Store::sessions_made() {
  return read([&](Connection& db) -> Result<std::int64_t> {
    auto query = db.query("select coalesce(max(id), 0) from session");
    const std::int64_t made = query.step() ? query.column_integer(0) : 0;
    if (query.failed()) return query.error();
    return made;
  });
}

}  // namespace parley::store
