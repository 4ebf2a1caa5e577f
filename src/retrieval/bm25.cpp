#include "retrieval/bm25.hpp"

#include <bit>

namespace parley::retrieval {

namespace {
constexpr unsigned kFraction = 30;  // bits of the logarithm behind the point

// Binary logarithm by repeated squaring, in units of 2^-kFraction.
std::int64_t log2_fixed(std::uint64_t x) {
  const auto whole = static_cast<unsigned>(std::bit_width(x)) - 1;
  std::uint64_t y = whole >= 31 ? x >> (whole - 31) : x << (31 - whole);  // [1, 2) with 31 bits
  std::int64_t out = static_cast<std::int64_t>(whole) << kFraction;
  for (unsigned bit = kFraction; bit-- > 0;) {
    y = (y * y) >> 31;
    if (y >= (std::uint64_t{1} << 32)) {
      y >>= 1;
      out |= std::int64_t{1} << bit;
    }
  }
  return out;
}
}  // namespace

std::int64_t ln_e4(std::uint64_t numerator, std::uint64_t denominator) {
  constexpr std::int64_t kLn2e9 = 693'147'181;
  const std::int64_t log2 = log2_fixed(numerator) - log2_fixed(denominator);
  // log2 is below 2^36 and is cut to 2^-20, so the product stays below 2^56.
  const std::int64_t scaled = (log2 / (1 << 10)) * kLn2e9 / (1 << 20);
  return (scaled + (scaled >= 0 ? 50'000 : -50'000)) / 100'000;
}

std::int64_t idf_e4(std::uint64_t chunks, std::uint64_t holding) {
  return ln_e4(2 * chunks + 2, 2 * holding + 1);
}

std::int64_t length_norm_e4(const Bm25& bm25, std::uint64_t length, std::uint64_t total_length,
                            std::uint64_t chunks) {
  if (total_length == 0) return bm25.k1_e4;
  const auto b = static_cast<std::uint64_t>(bm25.b_e4);
  const std::uint64_t share_e4 = b * length * chunks / total_length;
  return bm25.k1_e4 * (10'000 - bm25.b_e4 + static_cast<std::int64_t>(share_e4)) / 10'000;
}

std::uint32_t weight_e4(const Bm25& bm25, std::int64_t idf_e4, std::uint64_t units,
                        std::int64_t norm_e4) {
  const std::int64_t f_e4 = static_cast<std::int64_t>(units) * 10'000 / Bm25::kUnit;
  const std::int64_t part_e4 = f_e4 * (bm25.k1_e4 + 10'000) / (f_e4 + norm_e4);
  return static_cast<std::uint32_t>((idf_e4 * part_e4 + 5'000) / 10'000);
}

}  // namespace parley::retrieval
