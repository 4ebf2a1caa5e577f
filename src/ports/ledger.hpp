#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "ports/completion.hpp"

namespace parley {

enum class Owner : std::uint8_t { bot = 0, human = 1, closed = 2 };
enum class InboxState : std::uint8_t { accepted = 0, running = 1, done = 2, interrupted = 3 };

// A row of `event`. Kinds 1…199 are parley_event_kind, 200 and up the ledger's own.
inline constexpr int kRowInput = 200;
inline constexpr int kRowHumanMessage = 201;
inline constexpr int kRowTakeOver = 202;
inline constexpr int kRowRelease = 203;
inline constexpr int kRowNote = 206;
inline constexpr int kRowMetadata = 207;
inline constexpr int kRowClose = 208;
inline constexpr int kRowRating = 209;

struct EventRow {
  std::int64_t seq = 0;   // within the session, without gaps
  std::int64_t turn = 0;  // number of the turn within the session, from 1
  int kind = 0;
  std::string agent;    // empty = null
  std::int64_t at = 0;  // unix ms
  Digest digest{};
  std::string text;  // empty = null
  std::string meta;  // engine's own bytes; empty = null
};

struct SessionRow {
  std::int64_t id = 0;
  std::int64_t tenant = 0;
  std::string name;
  std::string customer;  // empty = unknown
  std::int64_t head_seq = 0;
  Digest head_hash{};
  std::string state;  // dialogue state, engine's own bytes
  std::string salt;   // 16 bytes
  Owner owner = Owner::bot;
  std::int64_t epoch = 0;
  std::int64_t last_turn = 0;  // highest number accepted so far
  std::int64_t created_at = 0;
  std::int64_t touched_at = 0;
  std::optional<std::int64_t> expires_at;
  std::string metadata;  // JSON object text; empty = {}
};

struct OpenSession {
  std::int64_t tenant = 0;
  std::string name;        // empty: by (channel, address), else by the customer's open session when
                           // shared, else `fresh_name`
  std::string fresh_name;  // for a session that must be made
  std::string customer;
  bool shared_history = false;
  std::string channel;
  std::string address;   // empty = none, no binding is made
  std::string salt;      // for a session that must be made
  std::string metadata;  // JSON object text for a session that must be made
  std::int64_t now = 0;
  std::optional<std::int64_t> expires_at;
  std::int64_t max_sessions = 0;   // of the tenant; what is one too many is not made: Status::limit
  std::int64_t max_customers = 0;  // 0 = no limit
};

struct AcceptInput {
  std::int64_t session = 0;
  std::string channel;
  std::string inbound_id;  // empty: none given, the turn's number stands in
  std::int64_t turn = 0;
  std::string turn_id;
  std::int64_t at = 0;
  std::string body;  // the repaired input as JSON
};

struct AcceptOutcome {
  bool duplicate = false;  // the rest is set only then: what the inbound id has already started
  std::int64_t turn = 0;
  std::string turn_id;
  InboxState state = InboxState::accepted;
};

struct OutboxRow {
  std::string kind;
  std::string dedupe;
  std::int64_t due_at = 0;
  std::string body;
};

struct CounterDelta {
  std::string period;
  std::string metric;
  std::int64_t by = 0;
};

struct TurnCommit {
  std::int64_t session = 0;
  std::int64_t tenant = 0;
  std::int64_t seen_head = 0;  // compare-and-set on (head, epoch)
  std::int64_t seen_epoch = 0;
  std::string turn_id;  // whose inbox row is settled; empty for an append outside a turn
  InboxState inbox_state = InboxState::done;  // interrupted: recovery ends a turn whose process
                                              // died; its id may run anew
  std::vector<EventRow> events;               // seq from seen_head + 1
  Digest head_hash{};
  std::string state;
  Owner owner = Owner::bot;  // as it shall be
  std::int64_t epoch = 0;
  std::int64_t touched_at = 0;
  std::optional<std::int64_t> expires_at;  // replaces the session's when set
  std::optional<std::string> metadata;     // the same
  std::vector<OutboxRow> outbox;
  std::vector<CounterDelta> counters;
};

// An empty member does not filter.
struct SessionFilter {
  std::string customer;
  std::string channel;     // sessions that have an address there
  std::string owner;       // "bot", "human" or "closed"
  std::int64_t after = 0;  // how many to skip
  std::int64_t limit = 100;
};

struct TurnRow {
  std::int64_t turn = 0;
  std::string turn_id;
  std::string channel;
  std::string inbound_id;
  InboxState state = InboxState::accepted;
  std::int64_t at = 0;
  std::string body;
};

// The record of conversations. accept() and commit() are durable when their completion says ok;
// completions come in the order of the calls, from the ledger's own thread or, when it lives in
// memory, from a caller's and possibly before the call returns: no lock that a completion takes may
// be held while calling. The other calls wait and are for the host's threads only. Thread-safe.
class Ledger {
 public:
  virtual ~Ledger() = default;

  virtual void accept(AcceptInput input, Completion<AcceptOutcome> completion) = 0;

  // Status::conflict when head or epoch have moved on; that turn alone is rolled back.
  virtual void commit(TurnCommit commit, Completion<bool> completion) = 0;

  virtual Result<SessionRow> open_session(const OpenSession& request) = 0;
  virtual Result<SessionRow> find_session(std::int64_t tenant, std::string_view name) = 0;
  // Sessions of a tenant, the one used last first.
  virtual Result<std::vector<SessionRow>> list_sessions(std::int64_t tenant,
                                                        const SessionFilter& filter) = 0;
  // Events with seq > after, in order; at most `limit`.
  virtual Result<std::vector<EventRow>> events(std::int64_t session, std::int64_t after,
                                               std::int64_t limit) = 0;
  // The newest `turns` turns' events in order.
  virtual Result<std::vector<EventRow>> recent_events(std::int64_t session, std::int64_t turns) = 0;
  // The seq of a row of this kind whose meta is a JSON object with this id; 0 when there is none.
  virtual Result<std::int64_t> find_row(std::int64_t session, int kind, std::string_view id) = 0;
  virtual Result<std::vector<EventRow>> turn_events(std::int64_t session, std::int64_t turn) = 0;
  // By turn id or, when that is empty, by number. Status::not_found.
  virtual Result<TurnRow> find_turn(std::int64_t session, std::string_view turn_id,
                                    std::int64_t turn) = 0;
  // Turns that were accepted and never committed, oldest first.
  virtual Result<std::vector<TurnRow>> open_turns(std::int64_t session) = 0;
};

// Digest of a row: keyed by the session's salt; `hashed_meta` is the part of meta that replay
// reproduces (no durations).
Digest row_digest(std::string_view salt, const EventRow& row, std::string_view hashed_meta);

// The chain: a head's hash from the one before and the next row's digest.
Digest chain(const Digest& head, const Digest& row);

}  // namespace parley
