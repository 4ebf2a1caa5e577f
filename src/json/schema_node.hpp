#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/pattern.hpp"
#include "json/value.hpp"

namespace parley::json {

// Types as bits; a whole number has kInteger | kNumber.
using Types = std::uint8_t;
inline constexpr Types kNull = 1;
inline constexpr Types kBoolean = 2;
inline constexpr Types kInteger = 4;
inline constexpr Types kNumber = 8;
inline constexpr Types kString = 16;
inline constexpr Types kArray = 32;
inline constexpr Types kObject = 64;
inline constexpr Types kAnyType = 127;

Types types_of(const Value& value);

using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = std::numeric_limits<NodeId>::max();

// A number of items, members or code points.
struct CountRange {
  std::size_t least = 0;
  std::size_t most = std::numeric_limits<std::size_t>::max();
  bool has(std::size_t count) const { return count >= least && count <= most; }
};

struct ObjectRules {
  std::vector<std::pair<std::string, NodeId>> properties;  // sorted by name
  std::vector<std::pair<Pattern, NodeId>> patterns;
  std::vector<std::string> required;
  NodeId additional = kNoNode;
  NodeId names = kNoNode;
  CountRange members;
};

struct ArrayRules {
  std::vector<NodeId> prefix;
  NodeId items = kNoNode;
  CountRange count;
  bool unique = false;
};

// One schema, compiled. References are the ids of other nodes.
struct Node {
  Types types = kAnyType;
  bool never = false;  // the schema `false`
  std::string description;

  std::optional<std::vector<Value>> options;  // of enum or const
  std::optional<Value> minimum;
  std::optional<Value> maximum;
  bool above_minimum = false;
  bool below_maximum = false;
  CountRange length;
  std::optional<Pattern> pattern;
  std::string pattern_text;
  ObjectRules object;
  ArrayRules array;

  std::vector<NodeId> all_of;  // and $ref
  std::vector<NodeId> any_of;
  std::vector<NodeId> one_of;
  NodeId negated = kNoNode;
  NodeId condition = kNoNode;
  NodeId then = kNoNode;
  NodeId otherwise = kNoNode;

  NodeId property(std::string_view name) const;  // kNoNode when it has none of that name
};

struct SchemaProgram {
  std::vector<Node> nodes;  // the first is the whole schema
  std::vector<std::pair<std::string, NodeId>> definitions;
};

// For people: what a node wants, such as "an integer from 1 to 64"; "a value" when it wants nothing
// special.
std::string describe(const SchemaProgram& program, NodeId id);
// "1 to 64 items", "exactly 1 member", "at most 3 characters".
std::string describe(const CountRange& range, std::string_view one, std::string_view many);
// "a string", "an object" …
std::string_view type_name(const Value& value);
// The value as JSON, cut to a length fit for a message.
std::string excerpt(const Value& value);
// "a, b or c".
std::string list_of(const std::vector<std::string>& choices);

}  // namespace parley::json
