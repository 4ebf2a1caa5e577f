#pragma once

#include <bit>
#include <cstdint>

namespace parley::intent {

// Fixed-point with 8 fractional bits.
inline constexpr std::int64_t kOne = 256;

// floor(sqrt(x)).
constexpr std::uint64_t integer_sqrt(std::uint64_t x) noexcept {
  std::uint64_t root = 0;
  for (std::uint64_t bit = std::uint64_t{1} << 62; bit != 0; bit >>= 2) {
    if (x >= root + bit) {
      x -= root + bit;
      root = (root >> 1) + bit;
    } else {
      root >>= 1;
    }
  }
  return root;
}

// log2(x) × 256, rounded down; x from 1 to 2^32 - 1.
constexpr std::int64_t log2_fixed(std::uint64_t x) noexcept {
  const auto whole = static_cast<int>(std::bit_width(x | 1)) - 1;
  std::uint64_t mantissa = (x << 31) >> whole;  // 1 ≤ mantissa / 2^31 < 2
  std::int64_t result = whole;
  for (int i = 0; i < 8; ++i) {
    mantissa = (mantissa * mantissa) >> 31;
    result <<= 1;
    if (mantissa >= (std::uint64_t{1} << 32)) {
      mantissa >>= 1;
      result |= 1;
    }
  }
  return result;
}

// Weight of a word that stands in n of all examples.
constexpr std::int64_t word_weight(std::uint64_t n, std::uint64_t all) noexcept {
  return kOne + log2_fixed(all + 1) - log2_fixed(n + 1);
}

// √x × 256 of a sum of squared weights below 2^47.
constexpr std::int64_t norm_of(std::int64_t squares) noexcept {
  return static_cast<std::int64_t>(integer_sqrt(static_cast<std::uint64_t>(squares) << 16));
}

// Cosine × 10000 from the dot product and two norms.
constexpr std::int64_t cosine_e4(std::int64_t dot, std::int64_t a, std::int64_t b) noexcept {
  if (dot == 0 || a == 0 || b == 0) return 0;
  const std::int64_t cosine = (dot * 10'000 * kOne / a) * kOne / b;
  return cosine < 10'000 ? cosine : 10'000;
}

}  // namespace parley::intent
