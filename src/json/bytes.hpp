#pragma once

#include <cstdint>

namespace parley::json {

// The byte in all eight places of a word: eight characters are looked at together.
constexpr std::uint64_t repeat(unsigned char byte) {
  return 0x0101010101010101u * byte;
}

}  // namespace parley::json
