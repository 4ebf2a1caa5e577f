#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "parley/result.hpp"

#include "base/function.hpp"
#include "ports/evidence.hpp"
#include "ports/prompt.hpp"

namespace parley {

// A tool as a model is told of it.
struct ToolSpec {
  std::string name;  // 1 to 64 of A–Z a–z 0–9 _ -
  std::string description;
  std::string parameters;  // JSON Schema of the arguments' object; empty = no arguments
  bool strict = false;     // the provider is to hold the model to the schema
};

// A model's wish that a tool runs. Never in pieces.
struct ToolCall {
  std::string id;         // the provider's; made up when it gave none
  std::string name;       // as the model wrote it: may be unknown
  std::string arguments;  // a JSON object; not checked against the tool's schema
  bool whole = true;      // false: must not run: the arguments are no object, or were cut
};

// One round of the turn's tool loop: what the model said beside its calls, and a result for each
// call, in order.
struct ToolRound {
  std::string text;
  std::vector<ToolCall> calls;
  std::vector<std::string> results;
};

enum class ToolUse : std::uint8_t { automatic, none, required, one };

// Owned by the turn, immutable while the stream lives.
struct GenerateRequest {
  std::string turn_id;
  std::string question;  // the customer's words, repaired
  std::string locale;
  std::shared_ptr<const Prompt> prompt;
  std::shared_ptr<const Evidence> evidence;
  std::int32_t max_output_tokens = 0;   // 0 = the model's own limit
  std::int64_t temperature_e4 = -1;     // × 10,000; -1 = the model's own
  std::int64_t min_confidence_e4 = -1;  // below it nothing is quoted; -1 = the responder's own

  std::shared_ptr<const std::vector<ToolSpec>> tools;  // null or empty: none
  std::vector<ToolRound> rounds;                       // of this turn so far, oldest first
  ToolUse tool_use = ToolUse::automatic;
  std::string one_tool;             // ToolUse::one: its name
  bool parallel_tool_calls = true;  // several in one round
};

struct ModelDelta {
  enum class Kind : std::uint8_t { text, citation, usage, tool_call, stop, error };
  Kind kind = Kind::text;
  // text: the next piece, whole characters. stop: "stop" | "length" | "tool_calls"; the calls come
  // before it.
  std::string text;
  std::int32_t passage = 0;      // citation: index into evidence->passages
  std::int32_t quote_begin = 0;  // citation: bytes within the passage's text
  std::int32_t quote_size = 0;
  std::int64_t input_tokens = 0;  // usage
  std::int64_t output_tokens = 0;
  std::int64_t cached_tokens = 0;             // of input_tokens
  std::shared_ptr<const ToolCall> tool_call;  // tool_call
  bool answered = true;                       // stop: false for "I do not know"
  bool offers_person = false;                 // stop: the answer ended with the offer of a person
  std::vector<std::string> choices;           // stop: the answer asked which of these was meant
  Error error;                                // error: the stream ends with it
};

// A running answer. Destroying it cancels: afterwards the sink is not called again, except for a
// call that has begun.
class ModelStream {
 public:
  virtual ~ModelStream() = default;
  virtual void pause() = 0;  // stop reading from the provider; what has been read may still arrive
  virtual void resume() = 0;
};

// A rung of the route. `sink` may be called from any thread, in order, also before start() returns;
// the last call is a stop or an error, exactly one.
class ChatModel {
 public:
  using Sink = UniqueFunction<void(ModelDelta)>;

  virtual ~ChatModel() = default;
  virtual std::string name() const = 0;  // as events say it: "responder", "script", "model:NAME"
  virtual std::unique_ptr<ModelStream> start(GenerateRequest request, Sink sink) = 0;
};

}  // namespace parley
