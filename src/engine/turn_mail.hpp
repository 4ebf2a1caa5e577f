#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "dialogue/decide.hpp"
#include "engine/tenant_runtime.hpp"
#include "memory/history.hpp"
#include "ports/chat_model.hpp"
#include "ports/clock.hpp"
#include "ports/embedder.hpp"
#include "ports/executor.hpp"
#include "ports/ledger.hpp"
#include "ports/rate_limiter.hpp"
#include "ports/retriever.hpp"

namespace parley {

enum class TurnState : std::uint8_t {
  admitting,      // the limiter is asked
  understanding,  // the embedder is asked
  retrieving,     // the knowledge is searched
  generating,     // the answer streams
  settling,       // the answer is over, its input not yet durable
  committing,     // the ledger writes
  ended,          // END is out
};
inline constexpr std::size_t kTurnStates = 7;

enum class TurnInput : std::uint8_t {
  started,
  limited,
  accepted,
  embedded,
  retrieved,
  delta,
  room,
  timer,
  cancel,
  committed
};
inline constexpr std::size_t kTurnInputs = 10;

struct TurnMail {
  TurnInput input = TurnInput::started;
  std::int64_t run = 0;   // TurnStart::run; mail of another one is dropped by the session
  std::int32_t rung = 0;  // delta: of the route, from 0
  std::variant<std::monostate, Result<RateAnswer>, Result<AcceptOutcome>,
               Result<std::vector<Embedding>>, Result<std::shared_ptr<const Evidence>>, ModelDelta,
               Result<bool>>
      value{};
};

// Where completions put what they bring; thread-safe. The session behind it hands the mail to the
// turn, one piece at a time.
class TurnMailbox {
 public:
  virtual ~TurnMailbox() = default;
  virtual void post(TurnMail mail) = 0;
};

// Engine-wide; outlives every turn.
struct TurnPorts {
  const Clock& clock;
  Ledger& ledger;
  Executor& executor;
  RateLimiter& limiter;
  Embedder* embedder = nullptr;  // null: no vectors
};

// What a session remembers between turns. Owned by the session; a turn reads it and, when
// committed, brings it up to date.
struct SessionState {
  SessionRow row;
  dialogue::State dialogue;
  memory::History history;
  std::string locale;   // of the conversation; empty = the tenant's
  std::string channel;  // of the handle that opened it
};

// One input, ready to run: everything that its turn decides by.
struct TurnStart {
  std::shared_ptr<const TenantRuntime> tenant;
  std::shared_ptr<const TurnSettings> settings;
  std::string overrides;  // JSON; empty = the settings are the tenant's
  std::shared_ptr<Retriever> retriever;
  std::vector<std::shared_ptr<ChatModel>> route;  // rungs in order; the last is the responder
  dialogue::InputKind kind = dialogue::InputKind::message;
  std::string text;  // repaired, within the tenant's limit
  std::string channel;
  std::string inbound_id;  // empty = the host gave none
  std::string body;        // the input as JSON, for the ledger
  std::string locale;
  std::int64_t turn = 0;
  std::int64_t run = 0;  // names its mail: unlike a turn's number never used again by the session
  std::shared_ptr<const std::string> turn_id;
  std::int64_t deadline_ms = 0;
};

}  // namespace parley
