#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parley/result.hpp"

namespace parley::cli {

struct Flag {
  std::string_view name;  // without the two dashes
  bool takes_value = true;
  char letter = 0;  // "-v" beside "--verbose"
};

// What a command was given. A flag may be repeated: its values in order; one without value has an
// empty one.
struct Arguments {
  std::map<std::string, std::vector<std::string>> flags;
  std::vector<std::string> positional;

  bool has(const std::string& name) const { return flags.contains(name); }
  // The last value given.
  std::string text(const std::string& name, std::string_view fallback = {}) const;
  // Status::argument when it is no whole number or outside [low, high].
  Result<std::int64_t> integer(const std::string& name, std::int64_t fallback, std::int64_t low,
                               std::int64_t high) const;
};

// Takes flags wherever they stand, as "--name value", "--name=value", "-x"; after "--" nothing is a
// flag. Status::argument with the nearest name for a flag that is not in the list, for a missing
// value and for a value too many.
Result<Arguments> parse_arguments(std::span<const std::string> words, std::span<const Flag> known);

// A whole number from low to high; Status::argument says which of the two it is not. `what` names
// it in the message.
Result<std::int64_t> to_integer(std::string_view what, const std::string& given, std::int64_t low,
                                std::int64_t high);

// " (did you mean NAME?)", or nothing when no name is near.
std::string did_you_mean(std::string_view given, std::span<const std::string_view> names);

}  // namespace parley::cli
