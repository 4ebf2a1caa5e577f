#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "parley/result.hpp"

#include "json/value.hpp"
#include "ports/chat_model.hpp"
#include "ports/clock.hpp"
#include "ports/executor.hpp"

namespace parley::llm {

// One thing the pretended model does; see schemas/world.json.
struct ScriptStep {
  enum class Kind : std::uint8_t { text, pause, tool_call, usage, error, stop, hang };
  Kind kind = Kind::text;
  std::string text;  // text; error: the provider's words; stop: why
  std::int64_t pause_ms = 0;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  std::int64_t cached_tokens = 0;
  std::int64_t http_status = 0;  // error; 0 = a broken connection
};

using Script = std::vector<ScriptStep>;

// The model of a scripted world. An entry with `match` answers every question that holds those
// words; the others answer one question each, in order. When none is left the request fails, so
// that the next rung answers. Thread-safe.
class ScriptedProvider : public std::enable_shared_from_this<ScriptedProvider> {
 public:
  static constexpr std::size_t kMaxEntries = 100'000;

  ScriptedProvider(Executor& executor, const Clock& clock) : executor_(executor), clock_(clock) {}

  // Entries that the schema accepts, added behind those that are there. Status::limit beyond
  // kMaxEntries.
  Result<void> feed(const json::Array& entries);

  // A model of this script under a name; events say "model:NAME".
  std::shared_ptr<ChatModel> model(std::string name);

  // The script that answers a question; null when none is left.
  std::shared_ptr<const Script> take(std::string_view question);

  Executor& executor() { return executor_; }
  const Clock& clock() const { return clock_; }

 private:
  struct Entry {
    std::string match;
    std::shared_ptr<const Script> script;
  };

  Executor& executor_;
  const Clock& clock_;
  std::mutex mutex_;
  std::vector<Entry> matching_;
  std::deque<std::shared_ptr<const Script>> in_order_;
};

}  // namespace parley::llm
