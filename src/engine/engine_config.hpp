#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "parley/result.hpp"

#include "json/value.hpp"

namespace parley {

struct EngineLimits {
  std::size_t tenants_loaded = 1000;
  std::int64_t tenants = 100'000;
  std::int64_t turns_running = 100'000;
  std::int64_t sessions_active = 100'000;  // one turn runs in each
  std::size_t followers = 64;              // of one turn
  std::size_t mailbox = 4096;
  std::size_t writer_queue = 4096;
  std::size_t input_bytes = std::size_t{1} << 20;
  std::size_t document_bytes = std::size_t{16} << 20;
  std::size_t batch_bytes = std::size_t{64} << 20;
  std::size_t event_text_bytes = std::size_t{64} << 10;
  std::size_t secrets = 10'000;
};

struct ModelConfig {
  std::string provider;
  json::Value document;
};

enum class LogLevel : std::int32_t { off = 0, error = 1, warning = 2, info = 3, debug = 4 };

struct WorldConfig {
  bool on = false;
  bool manual_clock = true;
  std::int64_t start_ms = 1'700'000'000'000;
  std::uint64_t seed = 1;
  json::Array provider;
};

struct EngineConfig {
  std::string data = ":memory:";
  std::string synchronous = "full";
  int pool = 0;  // 0 = one thread a core
  EngineLimits limits;
  std::map<std::string, ModelConfig, std::less<>> models;
  LogLevel log_level = LogLevel::info;
  WorldConfig world;
};

// Checks against schema "engine" and reads; Status::config with all faults, Status::limit above 1
// MiB.
Result<EngineConfig> read_engine_config(std::string_view json);

// JSON that a call takes: Status::limit above `limit` bytes, `wrong` for what the schema (or one
// definition of it) refuses.
Result<json::Value> checked_json(std::string_view text, std::string_view schema,
                                 std::string_view definition, std::string_view what, Status wrong,
                                 std::size_t limit = std::size_t{1} << 20);

}  // namespace parley
