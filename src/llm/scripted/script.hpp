#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "parley/result.hpp"

#include "json/value.hpp"
#include "ports/chat_model.hpp"

namespace parley::llm {

// One step of a scripted answer.
struct ScriptStep {
  enum class Kind : std::uint8_t { say, wait, hang };  // say: hand `delta` on
  Kind kind = Kind::say;
  std::int64_t wait_ms = 0;
  ModelDelta delta;
};

struct ScriptEntry {
  std::string match;  // empty: used in order
  std::vector<ScriptStep> steps;
};

// Reads one entry of world.provider (schemas/world.json). Status::argument says what is wrong; a
// tool_call is read and becomes an error step, as tools are not available in this version.
Result<ScriptEntry> read_script_entry(const json::Value& entry);

}  // namespace parley::llm
