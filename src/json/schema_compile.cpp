#include "json/schema_compile.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"

namespace parley::json {
namespace {

class Compiler {
 public:
  explicit Compiler(const Value& root) : root_(root) {}

  Result<SchemaProgram> run() {
    program_.nodes.emplace_back();
    fill(0, root_, "#");
    for (const Member& member : root_.object("$defs"))
      definition(member.first, "#/$defs");
    std::sort(program_.definitions.begin(), program_.definitions.end());
    if (reason_.empty()) find_circles();
    if (!reason_.empty()) return make_error(Status::internal, "schema " + reason_);
    return std::move(program_);
  }

 private:
  // The first refusal is reported; the walk goes on harmlessly.
  void refuse(const std::string& where, std::string_view expected) {
    if (reason_.empty()) reason_ = where + " is not understood; expected " + std::string(expected);
  }

  NodeId compile(const Value& schema, const std::string& where);
  NodeId definition(std::string_view name, const std::string& where);
  NodeId reference(const Value& target, const std::string& where);
  void fill(NodeId id, const Value& schema, const std::string& where);
  void keyword(NodeId id, const Member& member, const std::string& where);
  void find_circles();
  bool in_circle(NodeId id, std::vector<std::uint8_t>& marks) const;

  std::size_t count(const Value& value, const std::string& where);
  std::vector<NodeId> list(const Value& value, const std::string& where);

  Node& node(NodeId id) { return program_.nodes[id]; }
  bool read_scalar(NodeId id, std::string_view name, const Value& value, const std::string& where);
  bool read_count(NodeId id, std::string_view name, const Value& value, const std::string& where);
  bool read_object(NodeId id, std::string_view name, const Value& value, const std::string& where);
  bool read_applicator(NodeId id, std::string_view name, const Value& value,
                       const std::string& where);
  void read_types(NodeId id, const Value& value, const std::string& where);
  void read_pattern(NodeId id, const Value& value, const std::string& where);
  void read_properties(NodeId id, const Value& value, const std::string& where);

  const Value& root_;
  SchemaProgram program_;
  std::string reason_;
};

bool is_annotation(std::string_view name) {
  static constexpr std::array<std::string_view, 10> kNames = {
      "$schema", "$id",        "$defs",    "$comment", "title",
      "default", "deprecated", "examples", "format",   "description"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

NodeId Compiler::compile(const Value& schema, const std::string& where) {
  // A reference with nothing but words beside it is its target: one step less in each check.
  const Object* members = schema.as_object();
  const Value* target = schema.find("$ref");
  if (target != nullptr && std::all_of(members->begin(), members->end(), [](const Member& member) {
        return member.first == "$ref" || is_annotation(member.first);
      })) {
    return reference(*target, where);
  }
  program_.nodes.emplace_back();
  const auto id = static_cast<NodeId>(program_.nodes.size() - 1);
  fill(id, schema, where);
  return id;
}

NodeId Compiler::reference(const Value& target, const std::string& where) {
  constexpr std::string_view kPrefix = "#/$defs/";
  const std::string* text = target.as_string();
  if (text != nullptr && *text == "#") return 0;
  if (text == nullptr || !text->starts_with(kPrefix)) {
    refuse(where + "/$ref", "\"#\" or \"#/$defs/NAME\"");
    return 0;
  }
  return definition(std::string_view(*text).substr(kPrefix.size()), where);
}

NodeId Compiler::definition(std::string_view name, const std::string& where) {
  for (const auto& [known, id] : program_.definitions) {
    if (known == name) return id;
  }
  const Value* defs = root_.find("$defs");
  const Value* schema = defs != nullptr ? defs->find(name) : nullptr;
  if (schema == nullptr) {
    refuse(where, "a definition " + std::string(name) + " in \"$defs\"");
    return 0;
  }
  program_.nodes.emplace_back();
  const auto id = static_cast<NodeId>(program_.nodes.size() - 1);
  program_.definitions.emplace_back(name, id);  // before it is filled: it may refer to itself
  fill(id, *schema, "#/$defs/" + std::string(name));
  return id;
}

void Compiler::fill(NodeId id, const Value& schema, const std::string& where) {
  if (const bool* always = schema.as_bool()) {
    node(id).never = !*always;
    return;
  }
  const Object* members = schema.as_object();
  if (members == nullptr) return refuse(where, "an object, true or false");
  node(id).description = schema.text("description");
  for (const Member& member : *members) {
    if (!is_annotation(member.first)) keyword(id, member, where + "/" + member.first);
  }
}

void Compiler::keyword(NodeId id, const Member& member, const std::string& where) {
  const auto& [name, value] = member;
  const bool known = read_scalar(id, name, value, where) || read_count(id, name, value, where) ||
                     read_object(id, name, value, where) || read_applicator(id, name, value, where);
  if (!known) refuse(where, "a keyword of our subset of JSON Schema");
}

bool Compiler::read_scalar(NodeId id, std::string_view name, const Value& value,
                           const std::string& where) {
  Node& into = node(id);
  if (name == "type") {
    read_types(id, value, where);
  } else if (name == "enum") {
    if (value.as_array() == nullptr) refuse(where, "an array");
    into.options = value.as_array() != nullptr ? *value.as_array() : Array();
  } else if (name == "const") {
    into.options = Array{value};
  } else if (name == "minimum" || name == "exclusiveMinimum") {
    if (!value.is_number() || into.minimum) refuse(where, "one number as lower bound");
    into.minimum = value;
    into.above_minimum = name != "minimum";
  } else if (name == "maximum" || name == "exclusiveMaximum") {
    if (!value.is_number() || into.maximum) refuse(where, "one number as upper bound");
    into.maximum = value;
    into.below_maximum = name != "maximum";
  } else if (name == "pattern") {
    read_pattern(id, value, where);
  } else {
    return false;
  }
  return true;
}

void Compiler::read_types(NodeId id, const Value& value, const std::string& where) {
  static constexpr std::array<std::pair<std::string_view, Types>, 7> kNames = {{
      {"null", kNull},
      {"boolean", kBoolean},
      {"integer", kInteger},
      {"number", kInteger | kNumber},
      {"string", kString},
      {"array", kArray},
      {"object", kObject},
  }};
  const Array one = {value};
  const Array& names = value.as_array() != nullptr ? *value.as_array() : one;
  Types types = 0;
  for (const Value& name : names) {
    const std::string* text = name.as_string();
    const auto found = std::find_if(kNames.begin(), kNames.end(), [text](const auto& known) {
      return text != nullptr && known.first == *text;
    });
    if (found == kNames.end()) return refuse(where, "names of JSON types");
    types = static_cast<Types>(types | found->second);
  }
  node(id).types = types;
}

void Compiler::read_pattern(NodeId id, const Value& value, const std::string& where) {
  const std::string* text = value.as_string();
  if (text == nullptr) return refuse(where, "a string");
  auto pattern = Pattern::compile(*text);
  if (!pattern.ok()) return refuse(where, pattern.error().message);
  node(id).pattern = std::move(*pattern);
  node(id).pattern_text = *text;
}

bool Compiler::read_count(NodeId id, std::string_view name, const Value& value,
                          const std::string& where) {
  const auto read = [&](CountRange& range) {
    (name.starts_with("min") ? range.least : range.most) = count(value, where);
    return true;
  };
  Node& into = node(id);
  if (name == "minLength" || name == "maxLength") return read(into.length);
  if (name == "minItems" || name == "maxItems") return read(into.array.count);
  if (name == "minProperties" || name == "maxProperties") return read(into.object.members);
  if (name != "uniqueItems") return false;
  if (value.as_bool() == nullptr) refuse(where, "true or false");
  into.array.unique = value.as_bool() != nullptr && *value.as_bool();
  return true;
}

std::size_t Compiler::count(const Value& value, const std::string& where) {
  const auto* number = value.as_int();
  if (number != nullptr && *number >= 0) return static_cast<std::size_t>(*number);
  refuse(where, "an integer of at least 0");
  return 0;
}

// Compiling may move the nodes: a node is looked up again after each.
bool Compiler::read_object(NodeId id, std::string_view name, const Value& value,
                           const std::string& where) {
  if (name == "properties") {
    read_properties(id, value, where);
  } else if (name == "patternProperties") {
    if (value.as_object() == nullptr) refuse(where, "an object");
    for (const Member& member : value.as_object() != nullptr ? *value.as_object() : Object()) {
      auto pattern = Pattern::compile(member.first);
      if (!pattern.ok()) {
        refuse(where, pattern.error().message);
        continue;
      }
      const NodeId below = compile(member.second, where + "/" + member.first);
      node(id).object.patterns.emplace_back(std::move(*pattern), below);
    }
  } else if (name == "required") {
    if (value.as_array() == nullptr) refuse(where, "an array of names");
    for (const Value& item : value.as_array() != nullptr ? *value.as_array() : Array()) {
      if (item.as_string() == nullptr) return refuse(where, "an array of names"), true;
      node(id).object.required.push_back(*item.as_string());
    }
  } else if (name == "additionalProperties") {
    const NodeId below = compile(value, where);
    node(id).object.additional = below;
  } else if (name == "propertyNames") {
    const NodeId below = compile(value, where);
    node(id).object.names = below;
  } else {
    return false;
  }
  return true;
}

void Compiler::read_properties(NodeId id, const Value& value, const std::string& where) {
  const Object* members = value.as_object();
  if (members == nullptr) return refuse(where, "an object");
  std::vector<std::pair<std::string, NodeId>> properties;
  for (const Member& member : *members) {
    properties.emplace_back(member.first, compile(member.second, where + "/" + member.first));
  }
  std::sort(properties.begin(), properties.end());
  node(id).object.properties = std::move(properties);
}

std::vector<NodeId> Compiler::list(const Value& value, const std::string& where) {
  std::vector<NodeId> out;
  const Array* schemas = value.as_array();
  if (schemas == nullptr || schemas->empty()) {
    refuse(where, "an array of schemas");
    return out;
  }
  for (const Value& schema : *schemas) {
    out.push_back(compile(schema, where + "/" + std::to_string(out.size())));
  }
  return out;
}

bool Compiler::read_applicator(NodeId id, std::string_view name, const Value& value,
                               const std::string& where) {
  if (name == "$ref") {
    const NodeId target = reference(value, where);
    node(id).all_of.push_back(target);
  } else if (name == "allOf") {
    for (const NodeId part : list(value, where))
      node(id).all_of.push_back(part);
  } else if (name == "anyOf" || name == "oneOf" || name == "prefixItems") {
    auto parts = list(value, where);
    Node& into = node(id);
    (name == "anyOf"   ? into.any_of
     : name == "oneOf" ? into.one_of
                       : into.array.prefix) = std::move(parts);
  } else if (name == "items" || name == "not" || name == "if" || name == "then" || name == "else") {
    const NodeId part = compile(value, where);
    Node& into = node(id);
    (name == "items"  ? into.array.items
     : name == "not"  ? into.negated
     : name == "if"   ? into.condition
     : name == "then" ? into.then
                      : into.otherwise) = part;
  } else {
    return false;
  }
  return true;
}

// Through keywords that look at the same value, a node must not come back to itself: a check would
// never end.
void Compiler::find_circles() {
  std::vector<std::uint8_t> marks(program_.nodes.size());
  for (NodeId id = 0; id < program_.nodes.size(); ++id) {
    if (in_circle(id, marks)) return refuse("#", "references that do not go in a circle");
  }
}

bool Compiler::in_circle(NodeId id, std::vector<std::uint8_t>& marks) const {
  constexpr std::uint8_t kOpen = 1;
  constexpr std::uint8_t kDone = 2;
  if (marks[id] != 0) return marks[id] == kOpen;
  marks[id] = kOpen;
  const Node& at = program_.nodes[id];
  std::vector<NodeId> same = at.all_of;
  same.insert(same.end(), at.any_of.begin(), at.any_of.end());
  same.insert(same.end(), at.one_of.begin(), at.one_of.end());
  for (const NodeId part : {at.negated, at.condition, at.then, at.otherwise}) {
    if (part != kNoNode) same.push_back(part);
  }
  for (const NodeId part : same) {
    if (in_circle(part, marks)) return true;
  }
  marks[id] = kDone;
  return false;
}

}  // namespace

Result<SchemaProgram> compile_schema(const Value& root) {
  return Compiler(root).run();
}

}  // namespace parley::json
