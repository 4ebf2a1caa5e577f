#include "engine/token_buckets.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace parley {
namespace {

constexpr std::int64_t kToken = 60'000;

// Milliseconds until `units` more have come.
std::int64_t wait_for(std::int64_t units, std::int64_t per_minute) {
  return (units + per_minute - 1) / per_minute;
}

}  // namespace

void TokenBuckets::start(RateRequest request, Completion<RateAnswer> completion) {
  completion(ask(request));
}

RateAnswer TokenBuckets::ask(const RateRequest& request) {
  if (request.per_minute <= 0) return {};
  const std::int64_t full = std::max<std::int64_t>(1, request.burst) * kToken;
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= kMaxKeys) drop_full(request.now_ms);
  const auto [at, fresh] = buckets_.try_emplace(request.key, Bucket{full, request.now_ms, 0});
  Bucket& bucket = at->second;
  // A clock that went back refills nothing and starts counting anew from there.
  const std::int64_t elapsed = std::clamp<std::int64_t>(request.now_ms - bucket.at_ms, 0, full);
  bucket.units = std::min(full, bucket.units + elapsed * request.per_minute);
  bucket.at_ms = request.now_ms;
  RateAnswer answer;
  if (bucket.units >= kToken) {
    bucket.units -= kToken;
  } else {
    answer = {false, wait_for(kToken - bucket.units, request.per_minute)};
  }
  bucket.full_at_ms = request.now_ms + wait_for(full - bucket.units, request.per_minute);
  return answer;
}

void TokenBuckets::drop_full(std::int64_t now_ms) {
  for (auto at = buckets_.begin(); at != buckets_.end();) {
    at = at->second.full_at_ms <= now_ms ? buckets_.erase(at) : std::next(at);
  }
}

}  // namespace parley
