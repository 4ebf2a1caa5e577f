#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "llm/scripted/script.hpp"
#include "ports/chat_model.hpp"
#include "ports/clock.hpp"
#include "ports/executor.hpp"

namespace parley::llm {

// The pretended model of a scripted world. An entry with `match` answers every question that holds
// it (of several the first fed); the others answer one question each, in order. When none is left
// the answer is an error of Status::provider, so that the route goes on. Thread-safe. Executor and
// clock must outlive it and every stream.
class ScriptedProvider : public std::enable_shared_from_this<ScriptedProvider> {
 public:
  static constexpr std::size_t kMaxEntries = 100'000;  // waiting ones and those with a match

  ScriptedProvider(Executor& executor, const Clock& clock) : executor_(executor), clock_(clock) {}

  // Appends entries (schemas/world.json). All or none: Status::argument for one that is malformed,
  // Status::limit when there are too many.
  Result<void> feed(const json::Array& entries);

  // A model that plays this script; events call it "model:NAME". Needs the provider to be held by a
  // shared_ptr.
  std::shared_ptr<ChatModel> model(std::string_view name);

  // Takes the steps for a question; null when the script is used up.
  std::shared_ptr<const ScriptEntry> next(std::string_view question);

  Executor& executor() { return executor_; }
  const Clock& clock() const { return clock_; }

 private:
  Executor& executor_;
  const Clock& clock_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<const ScriptEntry>> matching_;
  std::deque<std::shared_ptr<const ScriptEntry>> in_order_;
};

}  // namespace parley::llm
