#include "engine/log.hpp"

#include <string>
#include <utility>

#include "json/writer.hpp"

namespace parley {

void Log::set_function(Engine::LogFunction function) {
  std::shared_ptr<const Engine::LogFunction> fresh;
  if (function) fresh = std::make_shared<const Engine::LogFunction>(std::move(function));
  const std::lock_guard lock(mutex_);
  std::swap(function_, fresh);  // the old one is freed after the lock, or by who is still using it
  set_ = function_ != nullptr;
}

void Log::write(LogLevel level, std::string_view event, std::string_view message) {
  if (!wants(level)) return;
  std::shared_ptr<const Engine::LogFunction> function;
  {
    const std::lock_guard lock(mutex_);
    function = function_;
  }
  if (!function) return;
  std::string line;
  json::Writer(line).begin_object().member("event", event).member("message", message).end_object();
  (*function)(static_cast<std::int32_t>(level), line);
}

}  // namespace parley
