#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parley/result.hpp"

#include "engine/event_body.hpp"
#include "ports/ledger.hpp"

namespace parley {

// The stages of a turn, in order.
enum class Stage : std::uint8_t {
  admit,
  understand,
  decide,
  retrieve,
  remember,
  assemble,
  generate,
  gate,
  commit
};
inline constexpr std::size_t kStages = 9;
std::string_view stage_name(Stage stage) noexcept;

struct RecordedPassage {
  std::int32_t ordinal = 0;
  std::int64_t score_e4 = 0;
};

// What the ledger keeps of a turn beside its words: the meta of the END row. Enough to show the
// turn again (events), and to explain it: what is pure (understanding, prompt) is computed anew
// from the versions named here, not stored twice.
struct TurnRecord {
  std::int64_t tenant_version = 0;
  std::int64_t knowledge_version = 0;  // 0 = not searched
  std::string knowledge_base;          // only when searched
  std::string channel;                 // of the input; empty = the session's
  std::string locale;                  // of the turn; empty = the tenant's
  std::string overrides;               // JSON, as the input had them; empty = none
  std::string question;                // what was answered; empty = the customer's words
  EndData end;
  std::string decision;  // dialogue's word for what it chose, e.g. "answer", "say", "hand_off"
  IntentData intents;    // `reason` as told to the host
  std::vector<RecordedPassage> passages;
  std::int64_t confidence_e4 = 0;
  std::vector<SourceItem> sources;
  std::vector<GuardData> guards;
  UsageData usage;  // model empty = no model answered
  bool owner_changed = false;
  StateData state;                 // when owner_changed
  std::int64_t history_turns = 0;  // that went into the prompt
  std::int64_t prompt_tokens = 0;  // 0 = no prompt was assembled
  std::array<std::int64_t, kStages> stage_us{};
};

// `hashed` receives the part that replay reproduces (all but the durations); the return value is
// the whole. A source's quote that stands in `answer` is kept as a position.
std::string encode(const TurnRecord& record, std::string_view answer, std::string& hashed);

// Status::store when the bytes are not what encode() writes.
Result<TurnRecord> decode(std::string_view bytes, std::string_view answer);

// The hashed part of an encoded record; empty when the bytes are not a record.
std::string_view hashed_part(std::string_view bytes);

// The events of a finished turn as a follower sees them, from its committed rows.
Result<std::vector<EventData>> replay_events(const std::vector<EventRow>& rows);

}  // namespace parley
