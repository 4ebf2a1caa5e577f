#include "bench/ledger/bare.hpp"

#include "base/error.hpp"
#include "store/schema.hpp"

namespace parley::bench {

Result<std::unique_ptr<Bare>> Bare::open(const Plan& plan) {
  auto bare = std::make_unique<Bare>();
  sqlite3* raw = nullptr;
  sqlite3_open(plan.file("bare.db").c_str(), &raw);
  bare->db_.reset(raw);
  bool good = bare->run("pragma journal_mode=wal; pragma secure_delete=on; pragma synchronous=" +
                        plan.synchronous_name) &&
              bare->run(store::kSchema1) &&
              bare->run("pragma foreign_keys=on; insert into tenant values(1, 'bench', 1, null)");
  for (std::int64_t id = 1; good && id <= plan.producers; ++id) {
    good = bare->run(
        "insert into session(id, tenant, name, head_hash, salt, created_at, touched_at) values(" +
        std::to_string(id) + ", 1, 's" + std::to_string(id) +
        "', zeroblob(16), zeroblob(16), 0, 0)");
  }
  if (!good) return make_error(Status::store, std::string("bare SQLite: ") + sqlite3_errmsg(raw));
  bare->begin_ = bare->prepare("begin immediate");
  bare->commit_ = bare->prepare("commit");
  bare->accept_ = bare->prepare(
      "insert into inbox(session, channel, inbound_id, turn, turn_id, state, at, body) values(?1, "
      "?2, ?3, ?4, ?5, 0, ?6, ?7) "
      "on conflict(session, channel, inbound_id) do nothing");
  bare->advance_ = bare->prepare(
      "update session set head_seq = ?1, head_hash = ?2, state = ?3, owner = 0, epoch = 0, "
      "touched_at = ?4, expires_at = ?5 "
      "where id = ?6 and tenant = 1 and head_seq = ?7 and epoch = 0");
  bare->event_ = bare->prepare(
      "insert into event(session, seq, turn, kind, agent, at, digest, text, meta) "
      "values(?1, ?2, ?3, ?4, null, ?5, ?6, ?7, ?8)");
  bare->settle_ = bare->prepare(
      "update inbox set state = 2, body = null where turn_id = ?1 and session = ?2 and state < 2");
  return bare;
}

bool Bare::accept(std::int64_t session, std::int64_t turn) {
  const std::string inbound = "\x01" + std::to_string(turn);
  const std::string id = turn_id_of(session, turn);
  number(accept_, 1, session);
  text(accept_, 2, "web");
  text(accept_, 3, inbound);
  number(accept_, 4, turn);
  text(accept_, 5, id);
  number(accept_, 6, kNow + turn);
  blob(accept_, 7, kBody);
  return step(begin_) && step(accept_) && step(commit_);
}

bool Bare::event(std::int64_t session, const EventRow& row) {
  number(event_, 1, session);
  number(event_, 2, row.seq);
  number(event_, 3, row.turn);
  number(event_, 4, row.kind);
  number(event_, 5, row.at);
  blob(event_, 6, bytes_of(row.digest));
  row.text.empty() ? sqlite3_bind_null(event_.get(), 7) : (text(event_, 7, row.text), 0);
  row.meta.empty() ? sqlite3_bind_null(event_.get(), 8) : (blob(event_, 8, row.meta), 0);
  return step(event_);
}

bool Bare::commit(std::int64_t session, std::int64_t turn) {
  const std::int64_t head = 3 * (turn - 1);
  const std::string id = turn_id_of(session, turn);
  number(advance_, 1, head + 3);
  blob(advance_, 2, kSalt);
  blob(advance_, 3, "state of the dialogue");
  number(advance_, 4, kNow + turn);
  number(advance_, 5, kNow + turn + 1000);
  number(advance_, 6, session);
  number(advance_, 7, head);
  text(settle_, 1, id);
  number(settle_, 2, session);
  return step(begin_) && step(advance_) &&
         event(session, row_of(head + 1, turn, kRowInput, kQuestion, "")) &&
         event(session, row_of(head + 2, turn, 2, kAnswer, "")) &&
         event(session, row_of(head + 3, turn, 11, "", kEndMeta)) && step(settle_) && step(commit_);
}

}  // namespace parley::bench
