#pragma once

#include <span>
#include <string_view>

namespace parley {

// The candidate that a misspelt word most likely means: fewest edits (insert, drop, replace, swap
// neighbours; the case of ASCII letters does not count), at most one edit per three bytes of the
// word and three in all. Empty when none is close enough; of equally near ones the smallest by
// bytes. Words above 64 bytes have no neighbours.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace parley
