#pragma once

#include <string>
#include <string_view>

#include "turn_rig.hpp"

namespace parley::test {

inline ModelDelta citation(std::int32_t begin, std::int32_t size) {
  ModelDelta delta;
  delta.kind = ModelDelta::Kind::citation;
  delta.quote_begin = begin;
  delta.quote_size = size;
  return delta;
}

inline std::string end_reason(TurnRig& rig) {
  return std::string(rig.last().text("reason"));
}

// Adds the digests of the commit's rows up as whoever checks the ledger later would.
inline void check_chain(const TurnRig& rig, const TurnCommit& commit) {
  Digest head{};
  std::int64_t seq = commit.seen_head;
  for (const EventRow& row : commit.events) {
    CHECK(row.seq == ++seq);
    CHECK(row.turn == 5);
    const bool is_end = row.kind == static_cast<int>(EventKind::end);
    const std::string hashed(is_end ? hashed_part(row.meta) : std::string_view(row.meta));
    const Digest digest = row_digest(rig.session.row.salt, row, hashed);
    CHECK(digest == row.digest);
    head = chain(head, digest);
  }
  CHECK(head == commit.head_hash);
}

inline const TurnCommit& commit_of(const TurnRig& rig) {
  REQUIRE(rig.ledger.commits.size() == 1);
  return rig.ledger.commits.front().request;
}

inline TurnRecord record_of(const TurnCommit& commit) {
  return *decode(commit.events.back().meta, commit.events.back().text);
}

}  // namespace parley::test
