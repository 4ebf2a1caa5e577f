#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "parley/result.hpp"

namespace parley {

// What hosts gave by parley_engine_set_secret: in memory alone, overwritten when let go. Nothing
// here writes a value anywhere. Thread-safe.
class Secrets {
 public:
  static constexpr std::size_t kMaxBytes = 16 * 1024;  // of one value

  explicit Secrets(std::size_t most) : most_(most) {}
  ~Secrets();
  Secrets(const Secrets&) = delete;
  Secrets& operator=(const Secrets&) = delete;

  // An empty tenant is the engine's own document. An empty value removes the secret.
  // Status::argument, Status::limit.
  Result<void> set(std::string_view tenant, std::string_view name, std::string_view value);

  std::optional<std::string> get(std::string_view tenant, std::string_view name) const;

 private:
  const std::size_t most_;
  mutable std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> values_;  // by "tenant\0name"
};

}  // namespace parley
