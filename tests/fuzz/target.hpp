#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// What the fuzzers and the replay of their corpora share. A target takes any bytes; it fails by a
// sanitizer's finding or by require().
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace parley::fuzz {

inline std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

// Something must hold for every input. Aborting is how a fuzzer is told.
inline void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace parley::fuzz
