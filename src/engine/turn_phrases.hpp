#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parley {

// The texts of a turn's record, shorter: what most turns say in the same words becomes one byte.
// The list of phrases is part of the file format.
std::string pack(std::string_view text);

// Nothing when the bytes are not what pack() writes.
std::optional<std::string> unpack(std::string_view packed);

}  // namespace parley
