#include <utility>

#include <fmt/format.h>

#include "store/failure.hpp"
#include "store/parts.hpp"
#include "store/rows.hpp"

namespace parley::store {
namespace {

constexpr char kAccept[] =
    "insert into inbox(session, channel, inbound_id, turn, turn_id, state, at, body) "
    "values(?1, ?2, ?3, ?4, ?5, 0, ?6, ?7) on conflict(session, channel, inbound_id) do nothing";
constexpr char kStanding[] =
    "select turn, turn_id, state from inbox where session = ?1 and channel = ?2 and inbound_id = "
    "?3";
constexpr char kAnew[] =
    "update inbox set turn = ?4, turn_id = ?5, state = 0, at = ?6, body = ?7 "
    "where session = ?1 and channel = ?2 and inbound_id = ?3";
// What does not change is not named: an index over it would be written all the same.
#define PARLEY_ADVANCE(more)                                                               \
  "update session set head_seq = ?1, head_hash = ?2, state = ?3, owner = ?4, epoch = ?5, " \
  "touched_at = ?6" more " where id = ?7 and tenant = ?8 and head_seq = ?9 and epoch = ?10"
constexpr char kAdvance[] = PARLEY_ADVANCE("");
constexpr char kAdvanceMore[] =
    PARLEY_ADVANCE(", expires_at = coalesce(?11, expires_at), metadata = coalesce(?12, metadata)");
#undef PARLEY_ADVANCE
constexpr char kEvent[] =
    "insert into event(session, seq, turn, kind, agent, at, digest, text, meta) "
    "values(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
constexpr char kSettle[] =
    "update inbox set state = ?1, body = null where turn_id = ?2 and session = ?3 and state < 2";
constexpr char kOutbox[] =
    "insert into outbox(tenant, session, kind, dedupe, due_at, epoch, body) values(?1, ?2, ?3, ?4, "
    "?5, ?6, ?7) "
    "on conflict(tenant, kind, dedupe) do nothing";
constexpr char kCounter[] =
    "insert into counter(tenant, period, metric, value) values(?1, ?2, ?3, ?4) "
    "on conflict(tenant, period, metric) do update set value = value + excluded.value";

class AcceptJob final : public Job {
 public:
  AcceptJob(AcceptInput input, Completion<AcceptOutcome> completion)
      : Job(input.body.size()), input_(std::move(input)), completion_(std::move(completion)) {
    if (input_.inbound_id.empty()) input_.inbound_id = stand_in_id(input_.turn);
  }

  Result<void> apply(Connection& db) override {
    auto insert = db.query(kAccept);
    if (auto done = bind(insert).run(); !done.ok()) return done;
    if (db.changes() == 1) return {};
    return meet_standing(db);
  }

  void finish(Result<void> outcome) override {
    if (outcome.ok()) {
      completion_(std::move(outcome_));
    } else {
      completion_(std::move(outcome).error());
    }
  }

 private:
  Query& bind(Query& query) {
    return query.integer(input_.session)
        .text(input_.channel)
        .text(input_.inbound_id)
        .integer(input_.turn)
        .text(input_.turn_id)
        .integer(input_.at)
        .blob_or_null(input_.body);
  }

  Result<void> meet_standing(Connection& db) {
    auto standing = db.query(kStanding);
    standing.integer(input_.session).text(input_.channel).text(input_.inbound_id);
    if (!standing.step()) return standing.outcome();
    outcome_.turn = standing.column_integer(0);
    outcome_.turn_id = standing.column_string(1);
    outcome_.state = static_cast<InboxState>(standing.column_integer(2));
    outcome_.duplicate = outcome_.state != InboxState::interrupted;
    if (outcome_.duplicate) return {};
    outcome_ = {};
    auto anew = db.query(kAnew);
    return bind(anew).run();
  }

  AcceptInput input_;
  AcceptOutcome outcome_;
  Completion<AcceptOutcome> completion_;
};

std::size_t weight(const TurnCommit& commit) {
  std::size_t bytes = commit.state.size();
  for (const EventRow& event : commit.events)
    bytes += event.text.size() + event.meta.size();
  for (const OutboxRow& row : commit.outbox)
    bytes += row.body.size();
  return bytes;
}

class CommitJob final : public Job {
 public:
  CommitJob(TurnCommit commit, Completion<bool> completion)
      : Job(weight(commit)), commit_(std::move(commit)), completion_(std::move(completion)) {}

  Result<void> apply(Connection& db) override {
    if (auto done = advance(db); !done.ok()) return done;
    if (auto done = insert_events(db); !done.ok()) return done;
    if (auto done = settle_inbox(db); !done.ok()) return done;
    if (auto done = insert_outbox(db); !done.ok()) return done;
    return count(db);
  }

  void finish(Result<void> outcome) override {
    if (outcome.ok()) {
      completion_(true);
    } else {
      completion_(std::move(outcome).error());
    }
  }

 private:
  std::int64_t new_head() const {
    return commit_.seen_head + static_cast<std::int64_t>(commit_.events.size());
  }

  Error conflict(const Connection& db, std::string_view what) const {
    return store_failure(Status::conflict, "conflict", db.path(),
                         fmt::format("session {}: {}; read the session again and decide anew",
                                     commit_.session, what));
  }

  Result<void> advance(Connection& db) {
    const bool more = commit_.expires_at || commit_.metadata;
    auto update = db.query(more ? kAdvanceMore : kAdvance);
    update.integer(new_head()).blob(bytes_of(commit_.head_hash)).blob_or_null(commit_.state);
    update.integer(static_cast<std::int64_t>(commit_.owner)).integer(commit_.epoch);
    update.integer(commit_.touched_at).integer(commit_.session).integer(commit_.tenant);
    update.integer(commit_.seen_head).integer(commit_.seen_epoch);
    if (more) {
      update.integer(commit_.expires_at);
      commit_.metadata ? update.blob(*commit_.metadata) : update.null();
    }
    if (auto done = update.run(); !done.ok()) return done;
    if (db.changes() == 1) return {};
    return conflict(db, fmt::format("its head is not at {} in epoch {} any more", commit_.seen_head,
                                    commit_.seen_epoch));
  }

  Result<void> insert_events(Connection& db) {
    std::int64_t expected = commit_.seen_head;
    for (const EventRow& event : commit_.events) {
      if (event.seq != ++expected) {
        return make_error(Status::internal, fmt::format("session {}: event {} where {} belongs",
                                                        commit_.session, event.seq, expected));
      }
      auto insert = db.query(kEvent);
      insert.integer(commit_.session).integer(event.seq).integer(event.turn).integer(event.kind);
      insert.text_or_null(event.agent).integer(event.at).blob(bytes_of(event.digest));
      insert.text_or_null(event.text).blob_or_null(event.meta);
      if (auto done = insert.run(); !done.ok()) return done;
    }
    return {};
  }

  Result<void> settle_inbox(Connection& db) {
    if (commit_.turn_id.empty()) return {};
    auto update = db.query(kSettle);
    update.integer(static_cast<std::int64_t>(commit_.inbox_state));
    update.text(commit_.turn_id).integer(commit_.session);
    if (auto done = update.run(); !done.ok()) return done;
    if (db.changes() == 1) return {};
    return conflict(db, fmt::format("turn '{}' is not open", commit_.turn_id));
  }

  Result<void> insert_outbox(Connection& db) {
    for (const OutboxRow& row : commit_.outbox) {
      auto insert = db.query(kOutbox);
      insert.integer(commit_.tenant).integer(commit_.session).text(row.kind).text(row.dedupe);
      insert.integer(row.due_at).integer(commit_.epoch).blob_or_null(row.body);
      if (auto done = insert.run(); !done.ok()) return done;
    }
    return {};
  }

  Result<void> count(Connection& db) {
    for (const CounterDelta& delta : commit_.counters) {
      auto upsert = db.query(kCounter);
      upsert.integer(commit_.tenant).text(delta.period).text(delta.metric).integer(delta.by);
      if (auto done = upsert.run(); !done.ok()) return done;
    }
    return {};
  }

  TurnCommit commit_;
  Completion<bool> completion_;
};

}  // namespace

void Store::accept(AcceptInput input, Completion<AcceptOutcome> completion) {
  parts_->writer->post(std::make_unique<AcceptJob>(std::move(input), std::move(completion)));
}

void Store::commit(TurnCommit commit, Completion<bool> completion) {
  parts_->writer->post(std::make_unique<CommitJob>(std::move(commit), std::move(completion)));
}

}  // namespace parley::store
