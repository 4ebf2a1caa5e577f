#include <array>

#include "json/append.hpp"
#include "json/schema_node.hpp"
#include "json/utf8.hpp"

namespace parley::json {
namespace {

constexpr std::array<std::pair<Types, std::string_view>, 7> kTypeNames = {{
    {kObject, "an object"},
    {kArray, "an array"},
    {kString, "a string"},
    {kInteger, "an integer"},
    {kNumber, "a number"},
    {kBoolean, "a boolean"},
    {kNull, "null"},
}};

std::string describe_bounds(const Node& node) {
  const bool low = node.minimum.has_value();
  const bool high = node.maximum.has_value();
  if (low && high && !node.above_minimum && !node.below_maximum) {
    return " from " + write(*node.minimum) + " to " + write(*node.maximum);
  }
  std::string out;
  if (low) out += (node.above_minimum ? " above " : " of at least ") + write(*node.minimum);
  if (low && high) out += " and";
  if (high) out += (node.below_maximum ? " below " : " of at most ") + write(*node.maximum);
  return out;
}

std::string describe_types(const Node& node) {
  if (node.types == kAnyType) return "a value";
  std::vector<std::string> names;
  for (const auto& [type, name] : kTypeNames) {
    const bool implied = type == kInteger && (node.types & kNumber) != 0;
    if ((node.types & type) == 0 || implied) continue;
    std::string& added = names.emplace_back(name);
    if (type == kInteger || type == kNumber) added += describe_bounds(node);
    if (type == kString && !node.length.has(0)) {
      added += " of " + describe(node.length, "character", "characters");
    }
  }
  return list_of(names);
}

// Without quotes, so that control characters in a pattern are shown and not sent.
std::string visible(std::string_view text) {
  std::string out;
  append_string(out, text);
  return out.substr(1, out.size() - 2);
}

}  // namespace

Types types_of(const Value& value) {
  if (value.as_object() != nullptr) return kObject;
  if (value.as_array() != nullptr) return kArray;
  if (value.as_string() != nullptr) return kString;
  if (value.as_int() != nullptr) return kInteger | kNumber;
  if (value.as_bool() != nullptr) return kBoolean;
  const double* number = value.as_double();
  if (number == nullptr) return kNull;
  // Every double from 2^53 on is whole; below that the conversion is exact.
  const bool whole = !(*number > -0x1p53 && *number < 0x1p53) ||
                     static_cast<double>(static_cast<std::int64_t>(*number)) == *number;
  return whole ? kInteger | kNumber : kNumber;
}

NodeId Node::property(std::string_view name) const {
  std::size_t low = 0;
  std::size_t high = object.properties.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const int order = object.properties[middle].first.compare(name);
    if (order == 0) return object.properties[middle].second;
    (order < 0 ? low : high) = order < 0 ? middle + 1 : middle;
  }
  return kNoNode;
}

std::string list_of(const std::vector<std::string>& choices) {
  std::string out;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (i != 0) out += i + 1 == choices.size() ? " or " : ", ";
    out += choices[i];
  }
  return out;
}

std::string excerpt(const Value& value) {
  constexpr std::size_t kLongest = 64;
  if (const auto* text = value.as_string(); text != nullptr && text->size() > kLongest) {
    std::string_view rest = *text;
    while (text->size() - rest.size() < kLongest)
      take_code_point(rest);
    return write(Value(text->substr(0, text->size() - rest.size()) + "…"));
  }
  if (value.as_array() != nullptr || value.as_object() != nullptr) {
    return std::string(type_name(value));
  }
  return write(value);
}

std::string_view type_name(const Value& value) {
  const Types types = types_of(value);
  for (const auto& [type, name] : kTypeNames) {
    if ((types & type) != 0) return name;
  }
  return "null";
}

std::string describe(const CountRange& range, std::string_view one, std::string_view many) {
  const bool open = range.most == CountRange{}.most;
  const std::size_t last = open ? range.least : range.most;
  std::string out = std::to_string(last);
  if (range.least == range.most) {
    out.insert(0, "exactly ");
  } else if (open || range.least == 0) {
    out.insert(0, open ? "at least " : "at most ");
  } else {
    out.insert(0, std::to_string(range.least) + " to ");
  }
  return out.append(1, ' ').append(last == 1 ? one : many);
}

std::string describe(const SchemaProgram& program, NodeId id) {
  const Node& node = program.nodes[id];
  if (node.options) {
    std::vector<std::string> choices;
    for (const Value& option : *node.options)
      choices.push_back(excerpt(option));
    return list_of(choices);
  }
  if (node.pattern) {
    if (!node.description.empty())
      return node.description + " (" + visible(node.pattern_text) + ")";
    return "a string of the form " + visible(node.pattern_text);
  }
  if (node.types == kAnyType && !node.all_of.empty()) return describe(program, node.all_of.front());
  return describe_types(node);
}

}  // namespace parley::json
