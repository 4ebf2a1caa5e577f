#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/digest.hpp"

namespace parley {

// 16 letters and digits from 80 bits, base 32 without those that look alike (Crockford's alphabet,
// small letters).
std::string id_text(std::string_view ten_bytes);

// A turn's id follows from its session's salt and its number: unique as the salt is, and the same
// when a trace is replayed.
std::string turn_id(std::string_view salt, std::int64_t turn);

}  // namespace parley
