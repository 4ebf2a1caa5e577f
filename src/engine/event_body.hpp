#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "parley/event.hpp"
#include "parley/status.hpp"

namespace parley {

struct AcceptedData {
  std::int64_t turn_number = 0;
  bool duplicate = false;
};

struct TextData {
  std::string text;
  std::int64_t offset = 0;  // code points of the answer before it
};

struct IntentItem {
  std::string name;
  std::int64_t confidence_e4 = 0;
};

struct IntentData {
  std::vector<IntentItem> intents;  // best first
  std::string reason;
};

struct SourceItem {
  std::string document;
  std::string title;
  std::string heading;
  std::string quote;
  std::int64_t score_e4 = 0;
};

struct SourcesData {
  std::vector<SourceItem> sources;
};

struct StateData {
  int owner = 0;  // as in the ledger: 0 bot, 1 human, 2 closed
  std::int64_t epoch = 0;
  std::string queue;
};

struct GuardData {
  std::string check;
  std::string verdict;  // release | rewrite | cut | handoff | block
  std::int64_t offset = 0;
  std::string reason;
};

struct UsageData {
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  std::int64_t cached_tokens = 0;
  std::string model;
};

struct WarningData {
  std::string code;
  std::string message;
};

struct RetractData {
  std::int64_t from = 0;
};

enum class EndReason : std::uint8_t {
  stop,
  length,
  handoff,
  gate,
  cancelled,
  interrupted,
  merged,
  deadline,
  error
};
std::string_view end_reason_name(EndReason reason) noexcept;

struct EndData {
  EndReason reason = EndReason::stop;
  std::string answered_by;    // "responder" | "script" | "model:NAME" | "none"
  std::int64_t released = 0;  // code points; -1: a killed process left that unknown
  Status error = Status::ok;
  std::string error_message;
  std::string error_detail;  // Error::detail; empty = none
};

using EventData = std::variant<AcceptedData, TextData, IntentData, SourcesData, StateData,
                               GuardData, UsageData, WarningData, RetractData, EndData>;
EventKind kind_of(const EventData& data) noexcept;

// Members of the event's JSON after seq, kind and turn are added by render().
struct EventBody {
  EventBody(std::int64_t event_seq, std::shared_ptr<const std::string> turn, EventData event_data)
      : seq(event_seq), turn_id(std::move(turn)), data(std::move(event_data)) {}

  std::int64_t seq;
  std::shared_ptr<const std::string> turn_id;
  EventData data;
  mutable std::once_flag rendered;
  mutable std::string json;
};

std::string render(const EventBody& body);

}  // namespace parley
