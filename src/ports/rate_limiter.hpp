#pragma once

#include <cstdint>
#include <string>

#include "ports/completion.hpp"

namespace parley {

struct RateRequest {
  std::string key;              // tenant and session; buckets of different keys are independent
  std::int64_t per_minute = 0;  // refill; 0 = unlimited
  std::int64_t burst = 0;       // size of the bucket, at least 1
  std::int64_t now_ms = 0;
};

struct RateAnswer {
  bool allowed = true;
  std::int64_t retry_after_ms = 0;  // when allowed is false
};

// Admission by token bucket; a host may put one in that many machines share, so the answer may take
// its time.
class RateLimiter {
 public:
  virtual ~RateLimiter() = default;
  virtual void start(RateRequest request, Completion<RateAnswer> completion) = 0;
};

}  // namespace parley
