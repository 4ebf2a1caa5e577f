#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "peers/provider/script.hpp"

// The JSON of Chat Completions, as the peer says it.
namespace parley::peer {

// A text as JSON.
std::string quoted(std::string_view text);

// Of the wished answer: how many words it has, and one of them with the blank before it.
std::int64_t word_count(const Wish& wish);
std::string word(const Wish& wish, std::int64_t index);

// A chunk whose delta has these members; `finish` is JSON.
std::string chunk(std::string_view members, std::string_view finish = "null");
std::string usage_chunk(std::int64_t words);
std::string whole_completion(const Wish& wish);
std::string error_json(std::string_view message, std::string_view type, std::string_view code);
// Members of a delta: the next piece of a call's arguments, escaped already.
std::string call_piece(int index, std::string_view escaped);

}  // namespace parley::peer
