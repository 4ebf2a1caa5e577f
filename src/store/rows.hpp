#pragma once

#include <cstdint>

#include "parley/result.hpp"

#include "ports/ledger.hpp"
#include "store/connection.hpp"

namespace parley::store {

// Columns in the order the readers below expect.
#define PARLEY_TURN_COLUMNS "turn, turn_id, channel, inbound_id, state, at, body"
#define PARLEY_EVENT_COLUMNS "seq, turn, kind, agent, at, digest, text, meta"
#define PARLEY_SESSION_SELECT                                                                  \
  "select s.id, s.tenant, s.name, c.name, s.head_seq, s.head_hash, s.state, s.salt, s.owner, " \
  "s.epoch, s.created_at, s.touched_at, s.expires_at, s.metadata, "                            \
  "(select max(turn) from inbox where session = s.id) "                                        \
  "from session s left join customer c on c.id = s.customer "

TurnRow turn_row(const Query& query);
EventRow event_row(const Query& query);
SessionRow session_row(const Query& query);

Result<SessionRow> session_by_id(Connection& db, std::int64_t id);

// The key that stands in for an inbound id that was not given: no channel hands out ids that begin
// with byte 1.
std::string stand_in_id(std::int64_t turn);

}  // namespace parley::store
