#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "ports/rate_limiter.hpp"

namespace parley {

// The built-in limiter, in memory; answers at once. A bucket holds `burst` tokens, refills evenly
// and starts full. Whole numbers only: a token is 60,000 units, a millisecond brings `per_minute`
// of them. At most kMaxKeys buckets are kept: then full ones are dropped, which changes no answer,
// and when that is not enough those that will be full first, an eighth of all at once.
class TokenBuckets final : public RateLimiter {
 public:
  static constexpr std::size_t kMaxKeys = 100'000;

  void start(RateRequest request, Completion<RateAnswer> completion) override;
  std::size_t size() const;

 private:
  struct Bucket {
    std::int64_t units = 0;
    std::int64_t at_ms = 0;
    std::int64_t full_at_ms = 0;  // from then on the bucket says what a fresh one says
  };
  RateAnswer ask(const RateRequest& request);
  void make_room(std::int64_t now_ms);

  mutable std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace parley
