#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley {

// LEB128: seven bits a byte, lowest first. Signed numbers are zigzagged by the caller where they
// can be negative.
inline void put_varint(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>((value & 0x7f) | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

// Reads from the front of `in` and drops what it read; nothing when the bytes end early or exceed
// 64 bits.
inline std::optional<std::uint64_t> take_varint(std::string_view& in) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !in.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(in.front());
    in.remove_prefix(1);
    if (shift == 63 && byte > 1) return std::nullopt;
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  return std::nullopt;
}

inline void put_bytes(std::string& out, std::string_view bytes) {
  put_varint(out, bytes.size());
  out.append(bytes);
}

inline std::optional<std::string_view> take_bytes(std::string_view& in) {
  const auto size = take_varint(in);
  if (!size || *size > in.size()) return std::nullopt;
  const std::string_view out = in.substr(0, *size);
  in.remove_prefix(*size);
  return out;
}

}  // namespace parley
