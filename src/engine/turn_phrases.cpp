#include "engine/turn_phrases.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

namespace parley {
namespace {

// What most turns say in the same words is kept as one byte below 0x20. The order is part of the
// file format: add behind the last, never change.
constexpr std::string_view kPhrases[] = {"no intent holds: an answer from knowledge",
                                         "no intent is sure enough; the nearest is ",
                                         "no intent's words were found",
                                         ": an answer from knowledge",
                                         "the tenant's greeting",
                                         ": scripted reply",
                                         ": hand-off",
                                         "responder",
                                         "keyword \"",
                                         "example \"",
                                         "phrase \"",
                                         "intent ",
                                         "script",
                                         "model:",
                                         "main"};
constexpr char kPlain = 0x1f;  // what follows holds bytes below 0x20 of its own

// The first phrase that begins with a byte; past the end when none does.
constexpr std::array<std::uint8_t, 256> kBegins = [] {
  std::array<std::uint8_t, 256> out{};
  out.fill(static_cast<std::uint8_t>(std::size(kPhrases)));
  for (std::size_t i = std::size(kPhrases); i-- > 0;) {
    out[static_cast<unsigned char>(kPhrases[i].front())] = static_cast<std::uint8_t>(i);
  }
  return out;
}();

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

std::string pack(std::string_view text) {
  std::string out;
  if (has_control(text)) {
    out.push_back(kPlain);
    return out.append(text);
  }
  while (!text.empty()) {
    std::size_t phrase = kBegins[static_cast<unsigned char>(text.front())];
    while (phrase < std::size(kPhrases) && !text.starts_with(kPhrases[phrase]))
      ++phrase;
    if (phrase == std::size(kPhrases)) {
      out.push_back(text.front());
      text.remove_prefix(1);
    } else {
      out.push_back(static_cast<char>(phrase + 1));
      text.remove_prefix(kPhrases[phrase].size());
    }
  }
  return out;
}

std::optional<std::string> unpack(std::string_view packed) {
  if (packed.starts_with(kPlain)) return std::string(packed.substr(1));
  std::string out;
  for (const char c : packed) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20) {
      out.push_back(c);
    } else if (byte == 0 || byte > std::size(kPhrases)) {
      return std::nullopt;
    } else {
      out += kPhrases[byte - 1];
    }
  }
  return out;
}

}  // namespace parley
