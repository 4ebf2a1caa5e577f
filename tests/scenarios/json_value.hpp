#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::scenarios {

// A JSON value, read whole. Just enough for checks; the library under test has its own reader,
// which must not check itself.
struct Json {
  enum class Type { null, boolean, number, string, array, object };
  Type type = Type::null;
  std::string text;         // string: its characters; number and boolean: as they were written
  std::vector<Json> items;  // of an array or an object
  std::vector<std::string> names;  // object: one for each item

  // The value a JSON pointer names ("" is this one); nothing if there is none.
  const Json* at(std::string_view pointer) const;
  bool operator==(const Json& other) const;  // numbers by value, members in any order
};

// Reads one value from `text` at `at` and moves `at` behind it. Nothing, with `at` at the fault, if
// there is none.
std::optional<Json> read_value(std::string_view text, std::size_t& at);

// The same for a whole text.
std::optional<Json> read_json(std::string_view text);

// A JSON string, quotes included.
std::string json_string(std::string_view text);

// Reads a string in quotes whose escapes are those of JSON and \xNN for any byte.
std::optional<std::string> read_quoted(std::string_view text, std::size_t& at);

}  // namespace parley::scenarios
