#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace parley::intent {

// What a word does to a negation; bits.
enum Role : std::uint8_t {
  kNegator = 1,   // "not", "don", "nicht": negates what follows over bridges
  kNothing = 2,   // "no", "kein": negates what follows at once, or over a need
  kBridge = 4,    // may stand between: "want", "to", "really"
  kNeed = 8,      // a bridge that "no" negates: "need", "wish"
  kAsks = 16,     // opens a question in which a negation is none: "why can't I …", "can I not …"
  kYou = 32,      // "don't you have …" asks too
  kTrailing = 64  // a negator that may also follow: "… möchte ich nicht"
};

std::uint8_t roles_of(std::string_view folded, std::string_view language) noexcept;

struct RoleWord {
  std::uint8_t roles = 0;
  std::uint32_t clause = 0;  // rises at each comma, stop or line end
};

// Whether words [first, last) of a message stand under a negation of their clause.
bool is_negated(std::span<const RoleWord> words, std::size_t first, std::size_t last) noexcept;

}  // namespace parley::intent
