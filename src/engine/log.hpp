#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>

#include "parley/engine.hpp"

#include "engine/engine_config.hpp"

namespace parley {

// Hands log lines to the host's function; nothing is formatted below the level. Thread-safe. Lines
// say what happened, never what was said: no customer's words, no document's, no secret.
class Log {
 public:
  void set_level(LogLevel level) { level_ = level; }
  void set_function(Engine::LogFunction function);
  bool wants(LogLevel level) const {
    return set_.load(std::memory_order_relaxed) && level <= level_ && level != LogLevel::off;
  }
  // {"event": …, "message": …}
  void write(LogLevel level, std::string_view event, std::string_view message);

 private:
  LogLevel level_ = LogLevel::info;
  std::atomic<bool> set_ = false;
  std::mutex mutex_;
  std::shared_ptr<const Engine::LogFunction> function_;
};

}  // namespace parley
