#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "store/failure.hpp"
#include "store/parts.hpp"
#include "store/rows.hpp"

namespace parley::store {
namespace {

constexpr char kEvents[] = "select " PARLEY_EVENT_COLUMNS
                           " from event where session = ?1 and seq > ?2 order by seq limit ?3";
constexpr char kBackwards[] =
    "select " PARLEY_EVENT_COLUMNS " from event where session = ?1 order by seq desc";
constexpr char kOfTurn[] =
    "select " PARLEY_EVENT_COLUMNS " from event where session = ?1 and turn = ?2 order by seq";
constexpr char kWithId[] =
    "select seq from event where session = ?1 and kind = ?2 and "
    "json_extract(cast(meta as text), '$.id') = ?3 order by seq limit 1";
constexpr char kTurnById[] =
    "select " PARLEY_TURN_COLUMNS " from inbox where turn_id = ?2 and session = ?1";
constexpr char kTurnByNumber[] =
    "select " PARLEY_TURN_COLUMNS " from inbox where session = ?1 and turn = ?2";
constexpr char kOpenTurns[] =
    "select " PARLEY_TURN_COLUMNS " from inbox where session = ?1 and state < 2 order by turn";
constexpr char kHead[] = "select head_seq, head_hash, salt from session where id = ?1";

template <class Row, class Read>
Result<std::vector<Row>> all_rows(Query& query, Read&& read_row) {
  std::vector<Row> rows;
  while (query.step())
    rows.push_back(read_row(query));
  if (query.failed()) return query.error();
  return rows;
}

// Several statements that have to see the same moment.
class Snapshot {
 public:
  explicit Snapshot(Connection& db) : db_(db), begun_(!db.in_transaction()) {
    if (begun_) opened_ = db_.execute("begin");
  }
  ~Snapshot() {
    if (begun_ && db_.in_transaction()) (void)db_.execute("commit").ok();
  }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  const Result<void>& opened() const { return opened_; }

 private:
  Connection& db_;
  bool begun_;
  Result<void> opened_;
};

struct Chain {
  std::int64_t session;
  std::int64_t seq = 0;
  Digest hash{};
};

Error broken(const Connection& db, const Chain& at, std::string_view why) {
  return store_failure(
      Status::store, "chain", db.path(),
      fmt::format("session {}, event {}: {}; the conversation was changed outside of the ledger",
                  at.session, at.seq, why));
}

Result<void> walk(Connection& db, Chain& at, std::string_view salt, HashedMeta& hashed_meta) {
  auto query = db.query(kEvents);
  query.integer(at.session).integer(0).integer(-1);
  while (query.step()) {
    const EventRow row = event_row(query);
    ++at.seq;
    if (row.seq != at.seq) return broken(db, at, "is missing");
    if (hashed_meta && row_digest(salt, row, hashed_meta(row)) != row.digest) {
      return broken(db, at, "its content does not have its digest");
    }
    at.hash = chain(at.hash, row.digest);
  }
  return query.outcome();
}

Result<void> verify(Connection& db, std::int64_t session, HashedMeta& hashed_meta) {
  const Snapshot snapshot(db);
  if (!snapshot.opened().ok()) return snapshot.opened();
  auto head = db.query(kHead);
  head.integer(session);
  if (!head.step()) {
    if (head.failed()) return head.error();
    return make_error(Status::not_found, fmt::format("no session has the number {}", session));
  }
  Chain at{session};
  const std::string salt = head.column_string(2);
  if (auto walked = walk(db, at, salt, hashed_meta); !walked.ok()) return walked;
  if (at.seq != head.column_integer(0))
    return broken(db, at, "is the last, but the head is elsewhere");
  if (at.hash != head.column_digest(1))
    return broken(db, at, "the digests do not add up to the head");
  return {};
}

}  // namespace

Result<std::vector<EventRow>> Store::events(std::int64_t session, std::int64_t after,
                                            std::int64_t limit) {
  return read([&](Connection& db) {
    auto query = db.query(kEvents);
    query.integer(session).integer(after).integer(limit);
    return all_rows<EventRow>(query, event_row);
  });
}

Result<std::vector<EventRow>> Store::recent_events(std::int64_t session, std::int64_t turns) {
  return read([&](Connection& db) -> Result<std::vector<EventRow>> {
    std::vector<EventRow> rows;
    std::vector<std::int64_t> seen;
    auto query = db.query(kBackwards);
    query.integer(session);
    while (query.step()) {
      EventRow row = event_row(query);
      if (std::find(seen.begin(), seen.end(), row.turn) == seen.end()) {
        if (std::ssize(seen) >= turns) break;
        seen.push_back(row.turn);
      }
      rows.push_back(std::move(row));
    }
    if (query.failed()) return query.error();
    std::reverse(rows.begin(), rows.end());
    return rows;
  });
}

Result<std::int64_t> Store::find_row(std::int64_t session, int kind, std::string_view id) {
  return read([&](Connection& db) -> Result<std::int64_t> {
    auto query = db.query(kWithId);
    query.integer(session).integer(kind).text(id);
    if (query.step()) return query.column_integer(0);
    if (query.failed()) return query.error();
    return std::int64_t{0};
  });
}

Result<std::vector<EventRow>> Store::turn_events(std::int64_t session, std::int64_t turn) {
  return read([&](Connection& db) {
    auto query = db.query(kOfTurn);
    query.integer(session).integer(turn);
    return all_rows<EventRow>(query, event_row);
  });
}

Result<TurnRow> Store::find_turn(std::int64_t session, std::string_view turn_id,
                                 std::int64_t turn) {
  return read([&](Connection& db) -> Result<TurnRow> {
    auto query = db.query(turn_id.empty() ? kTurnByNumber : kTurnById);
    query.integer(session);
    turn_id.empty() ? query.integer(turn) : query.text(turn_id);
    if (query.step()) return turn_row(query);
    if (query.failed()) return query.error();
    return make_error(Status::not_found,
                      turn_id.empty() ? fmt::format("the session has no turn number {}", turn)
                                      : fmt::format("the session has no turn '{}'", turn_id));
  });
}

Result<std::vector<TurnRow>> Store::open_turns(std::int64_t session) {
  return read([&](Connection& db) {
    auto query = db.query(kOpenTurns);
    query.integer(session);
    return all_rows<TurnRow>(query, turn_row);
  });
}

Result<void> Store::verify_chain(std::int64_t session, HashedMeta hashed_meta) {
  return read([&](Connection& db) { return verify(db, session, hashed_meta); });
}

}  // namespace parley::store
