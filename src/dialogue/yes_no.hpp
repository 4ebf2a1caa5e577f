#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parley::dialogue {

enum class Reply : std::uint8_t { unclear, yes, no };

// Whether a short message agrees or declines: "yes please", "ja, gerne", "non merci". A question, a
// message of more than six words, or one with more than two words besides those of agreeing and
// courtesy is unclear. `locale` picks the language of the words, English always counts too; a
// language beyond en es fr de it pt: all six count. Pure.
Reply read_reply(std::string_view text, std::string_view locale);

// Which of the choices a short message picks: by number or place ("2", "the first one",
// "letzteres") or by words that stand in one choice only. Nothing when it picks none or more than
// one. Index from 0. Pure.
std::optional<std::size_t> read_choice(std::string_view text, std::span<const std::string> choices,
                                       std::string_view locale);

}  // namespace parley::dialogue
