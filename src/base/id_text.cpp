#include "base/id_text.hpp"

#include <cstddef>
#include <cstdint>

namespace parley {
namespace {

constexpr std::size_t kMaxBytes = 128;

struct Lead {
  std::size_t size;  // bytes of the sequence; 0: none begins with this byte
  std::uint32_t bits;
  std::uint32_t least;  // anything below was written longer than needed
};

Lead lead_of(std::uint32_t byte) noexcept {
  if (byte < 0x80) return {1, byte, 0};
  if (byte < 0xC0) return {0, 0, 0};
  if (byte < 0xE0) return {2, byte & 0x1FU, 0x80};
  if (byte < 0xF0) return {3, byte & 0x0FU, 0x800};
  if (byte < 0xF8) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

bool allowed(std::uint32_t point, std::uint32_t least) noexcept {
  const bool control = point < 0x20 || (point >= 0x7F && point < 0xA0);
  const bool surrogate = point >= 0xD800 && point < 0xE000;
  return !control && !surrogate && point >= least && point <= 0x10FFFF;
}

}  // namespace

bool valid_id(std::string_view text) noexcept {
  if (text.empty() || text.size() > kMaxBytes) return false;
  for (std::size_t at = 0; at < text.size();) {
    const Lead lead = lead_of(static_cast<unsigned char>(text[at]));
    if (lead.size == 0 || at + lead.size > text.size()) return false;
    std::uint32_t point = lead.bits;
    for (std::size_t i = 1; i < lead.size; ++i) {
      const std::uint32_t next = static_cast<unsigned char>(text[at + i]);
      if ((next & 0xC0U) != 0x80U) return false;
      point = (point << 6U) | (next & 0x3FU);
    }
    if (!allowed(point, lead.least)) return false;
    at += lead.size;
  }
  return true;
}

}  // namespace parley
