#pragma once

#include <string_view>

namespace parley {

// Whether a text may name something that lasts (tenant, session, customer, document, secret …): 1
// to 128 bytes of UTF-8 without control characters (U+0000…U+001F, U+007F…U+009F).
bool valid_id(std::string_view text) noexcept;

}  // namespace parley
