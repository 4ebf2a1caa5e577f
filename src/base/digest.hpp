#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace parley {

// The first 16 bytes of a SHA-256.
using Digest = std::array<std::uint8_t, 16>;

// Digest of the parts in order, each preceded by its length (8 bytes, little-endian), so that
// moving a byte from one part to the next changes the digest. Thread-safe.
Digest digest(std::initializer_list<std::string_view> parts);

std::string_view bytes_of(const Digest& digest) noexcept;

// From exactly 16 bytes; all zero when the length differs.
Digest digest_from(std::string_view bytes) noexcept;

// Lower-case hexadecimal.
std::string to_hex(std::string_view bytes);

}  // namespace parley
