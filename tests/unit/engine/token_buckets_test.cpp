#include "engine/token_buckets.hpp"

#include <optional>
#include <string>

#include <doctest/doctest.h>

namespace parley::test {
namespace {

RateAnswer ask(TokenBuckets& buckets, std::string key, std::int64_t per_minute, std::int64_t burst,
               std::int64_t now) {
  std::optional<RateAnswer> out;
  buckets.start({std::move(key), per_minute, burst, now},
                [&out](Result<RateAnswer> answer) { out = *answer; });
  REQUIRE(out.has_value());
  return *out;
}

}  // namespace

TEST_CASE("a bucket starts full, empties, and refills evenly") {
  TokenBuckets buckets;
  for (int i = 0; i < 3; ++i)
    CHECK(ask(buckets, "a", 6, 3, 1000).allowed);
  const RateAnswer refused = ask(buckets, "a", 6, 3, 1000);
  CHECK(!refused.allowed);
  CHECK(refused.retry_after_ms == 10'000);
  CHECK(ask(buckets, "a", 6, 3, 1000 + 9'999).retry_after_ms == 1);
  CHECK(ask(buckets, "a", 6, 3, 1000 + 10'000).allowed);
  CHECK(!ask(buckets, "a", 6, 3, 1000 + 10'000).allowed);
  // A long rest fills it to the brim, not above.
  for (int i = 0; i < 3; ++i)
    CHECK(ask(buckets, "a", 6, 3, 10'000'000).allowed);
  CHECK(!ask(buckets, "a", 6, 3, 10'000'000).allowed);
}

TEST_CASE("buckets of different keys do not know each other; no rate is no limit") {
  TokenBuckets buckets;
  CHECK(ask(buckets, "a", 1, 1, 0).allowed);
  CHECK(!ask(buckets, "a", 1, 1, 0).allowed);
  CHECK(ask(buckets, "b", 1, 1, 0).allowed);
  for (int i = 0; i < 100; ++i)
    CHECK(ask(buckets, "c", 0, 0, 0).allowed);
}

TEST_CASE("a clock that goes back neither refills nor locks out") {
  TokenBuckets buckets;
  CHECK(ask(buckets, "a", 60, 1, 1'000'000).allowed);
  CHECK(!ask(buckets, "a", 60, 1, 5'000).allowed);
  CHECK(!ask(buckets, "a", 60, 1, 5'999).allowed);
  CHECK(ask(buckets, "a", 60, 1, 6'000).allowed);
}

TEST_CASE("the greatest rates do not overflow") {
  TokenBuckets buckets;
  CHECK(ask(buckets, "a", 100'000, 10'000, 0).allowed);
  for (int i = 1; i < 10'000; ++i)
    CHECK(ask(buckets, "a", 100'000, 10'000, 0).allowed);
  CHECK(!ask(buckets, "a", 100'000, 10'000, 0).allowed);
  CHECK(ask(buckets, "a", 100'000, 10'000, std::int64_t{1} << 60).allowed);
}

TEST_CASE("the number of buckets is bounded; those that are full go first") {
  TokenBuckets buckets;
  const auto key = [](std::size_t i) { return "session " + std::to_string(i); };
  // The first is used up for an hour, the others full again after a minute.
  CHECK(ask(buckets, "spent", 1, 60, 0).allowed);
  for (int i = 1; i < 60; ++i)
    CHECK(ask(buckets, "spent", 1, 60, 0).allowed);
  for (std::size_t i = 0; i < TokenBuckets::kMaxKeys - 1; ++i)
    CHECK(ask(buckets, key(i), 60, 2, 0).allowed);
  CHECK(buckets.size() == TokenBuckets::kMaxKeys);
  CHECK(ask(buckets, "new", 60, 2, 60'000).allowed);
  CHECK(buckets.size() == 2);
  CHECK(ask(buckets, "spent", 1, 60, 60'000).allowed);  // one token came
  CHECK(!ask(buckets, "spent", 1, 60, 60'000).allowed);
}

TEST_CASE("when no bucket is full the ones nearest to it are forgotten") {
  TokenBuckets buckets;
  CHECK(ask(buckets, "spent", 1, 1, 0).allowed);  // full again after the longest time
  for (std::size_t i = 0; i < TokenBuckets::kMaxKeys + 1000; ++i)
    CHECK(ask(buckets, std::to_string(i), 60, 2, 0).allowed);
  CHECK(buckets.size() <= TokenBuckets::kMaxKeys);
  CHECK(!ask(buckets, "spent", 1, 1, 0).allowed);
}

}  // namespace parley::test
