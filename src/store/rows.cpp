#include "store/rows.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace parley::store {

TurnRow turn_row(const Query& query) {
  TurnRow row;
  row.turn = query.column_integer(0);
  row.turn_id = query.column_string(1);
  row.channel = query.column_string(2);
  row.inbound_id = query.column_string(3);
  if (row.inbound_id.starts_with('\x01')) row.inbound_id.clear();
  row.state = static_cast<InboxState>(query.column_integer(4));
  row.at = query.column_integer(5);
  row.body = query.column_string(6);
  return row;
}

EventRow event_row(const Query& query) {
  EventRow row;
  row.seq = query.column_integer(0);
  row.turn = query.column_integer(1);
  row.kind = static_cast<int>(query.column_integer(2));
  row.agent = query.column_string(3);
  row.at = query.column_integer(4);
  row.digest = query.column_digest(5);
  row.text = query.column_string(6);
  row.meta = query.column_string(7);
  return row;
}

SessionRow session_row(const Query& query) {
  SessionRow row;
  row.id = query.column_integer(0);
  row.tenant = query.column_integer(1);
  row.name = query.column_string(2);
  row.customer = query.column_string(3);
  row.head_seq = query.column_integer(4);
  row.head_hash = query.column_digest(5);
  row.state = query.column_string(6);
  row.salt = query.column_string(7);
  row.owner = static_cast<Owner>(query.column_integer(8));
  row.epoch = query.column_integer(9);
  row.created_at = query.column_integer(10);
  row.touched_at = query.column_integer(11);
  row.expires_at = query.column_optional(12);
  row.metadata = query.column_string(13);
  row.last_turn = query.column_integer(14);
  return row;
}

Result<SessionRow> session_by_id(Connection& db, std::int64_t id) {
  auto query = db.query(PARLEY_SESSION_SELECT "where s.id = ?1");
  query.integer(id);
  if (query.step()) return session_row(query);
  if (query.failed()) return query.error();
  return make_error(Status::not_found, fmt::format("no session has the number {}", id));
}

std::string stand_in_id(std::int64_t turn) {
  return fmt::format("\x01{}", turn);
}

}  // namespace parley::store
