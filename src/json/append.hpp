#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::json {

// The scalars of JSON text, appended. All writers share them, so that one value has one form.

// Quoted and escaped; bytes that are no UTF-8 become U+FFFD.
void append_string(std::string& out, std::string_view text);
void append_integer(std::string& out, std::int64_t number);
void append_unsigned(std::string& out, std::uint64_t number);
// Whole numbers in the range of int64 without point and exponent, all others in the shortest form;
// null for what JSON cannot hold (infinite, not a number).
void append_double(std::string& out, double number);

}  // namespace parley::json
