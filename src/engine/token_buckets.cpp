#include "engine/token_buckets.hpp"

#include <algorithm>
#include <utility>
#include <vector>

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
  if (buckets_.size() >= kMaxKeys && !buckets_.contains(request.key)) make_room(request.now_ms);
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

std::size_t TokenBuckets::size() const {
  const std::lock_guard lock(mutex_);
  return buckets_.size();
}

void TokenBuckets::make_room(std::int64_t now_ms) {
  constexpr std::size_t kKept = kMaxKeys - kMaxKeys / 8;
  std::erase_if(buckets_, [now_ms](const auto& b) { return b.second.full_at_ms <= now_ms; });
  if (buckets_.size() <= kKept) return;
  std::vector<std::int64_t> times;
  times.reserve(buckets_.size());
  for (const auto& [key, bucket] : buckets_)
    times.push_back(bucket.full_at_ms);
  const auto split = times.begin() + static_cast<std::ptrdiff_t>(times.size() - kKept);
  std::nth_element(times.begin(), split, times.end());
  std::size_t too_many = buckets_.size() - kKept;
  std::erase_if(buckets_, [&, limit = *split](const auto& b) {
    if (b.second.full_at_ms > limit || too_many == 0) return false;
    --too_many;
    return true;
  });
}

}  // namespace parley
