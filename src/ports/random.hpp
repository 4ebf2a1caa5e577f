#pragma once

#include <cstddef>
#include <string>

namespace parley {

// Source of ids and salts. Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  virtual std::string bytes(std::size_t count) = 0;
};

}  // namespace parley
