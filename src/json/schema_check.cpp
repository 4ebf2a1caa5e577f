#include "json/schema_check.hpp"

#include <algorithm>

#include "base/nearest.hpp"
#include "json/utf8.hpp"

namespace parley::json {
namespace {

// Below, at and above zero: a is smaller, equal, greater.
int compare(const Value& a, const Value& b) {
  if (a.as_int() != nullptr && b.as_int() != nullptr) {
    return *a.as_int() < *b.as_int() ? -1 : *a.as_int() > *b.as_int() ? 1 : 0;
  }
  return a.number() < b.number() ? -1 : a.number() > b.number() ? 1 : 0;
}

std::string has(std::size_t count, std::string_view one, std::string_view many) {
  return "has " + std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

// Numbers themselves, of other values the type: a text may be a secret.
std::string shown(const Value& value) {
  return value.is_number() ? write(value) : std::string(type_name(value));
}

std::string quoted(std::string_view name) {
  return excerpt(Value(name));
}

std::string member_list(const Node& node) {
  std::vector<std::string> list;
  list.reserve(node.object.properties.size());
  for (const auto& [name, id] : node.object.properties)
    list.push_back(quoted(name));
  return list_of(list);
}

std::string known_members(const Node& node, std::string_view unknown) {
  std::vector<std::string_view> names;
  names.reserve(node.object.properties.size());
  for (const auto& [name, id] : node.object.properties)
    names.emplace_back(name);
  if (names.empty()) return "no such member";
  const std::string_view near = nearest(unknown, names);
  return near.empty() ? "a member " + member_list(node) : "did you mean " + quoted(near) + "?";
}

}  // namespace

bool Checker::check(NodeId id, const Value& value, const Path* path) {
  const Node& node = program_.nodes[id];
  if (node.never) return !is_done() && fault(path, "is not allowed", "nothing here");
  if ((node.types & types_of(value)) == 0) {
    return !is_done() && fault(path, "is " + shown(value), describe(program_, id));
  }
  const std::size_t before = faults_ != nullptr ? faults_->size() : 0;
  const Node* const outer = owner_;
  if (!node.object.properties.empty()) owner_ = &node;
  Parts parts;
  const bool good = parts.add(check_options(node, value, path), is_done()) &&
                    parts.add(check_by_type(id, value, path), is_done()) &&
                    parts.add(check_applied(node, value, path, before), is_done()) && parts.good();
  owner_ = outer;
  return good;
}

bool Checker::check_below(NodeId id, const Value& value, const Path* path) {
  const Node* const outer = std::exchange(owner_, nullptr);
  const bool good = check(id, value, path);
  owner_ = outer;
  return good;
}

bool Checker::check_options(const Node& node, const Value& value, const Path* path) {
  if (!node.options) return true;
  const auto& options = *node.options;
  if (std::find(options.begin(), options.end(), value) != options.end()) return true;
  if (is_done()) return false;
  std::vector<std::string> choices;
  std::vector<std::string_view> words;
  for (const Value& option : options) {
    choices.push_back(excerpt(option));
    if (option.as_string() != nullptr) words.emplace_back(*option.as_string());
  }
  std::string expected = list_of(choices);
  const auto near = value.as_string() != nullptr ? nearest(*value.as_string(), words) : "";
  if (!near.empty() && choices.size() > 1) expected += "; did you mean " + quoted(near) + "?";
  return fault(path, "is " + excerpt(value), std::move(expected));
}

bool Checker::check_by_type(NodeId id, const Value& value, const Path* path) {
  const Node& node = program_.nodes[id];
  if (const auto* text = value.as_string()) return check_text(id, *text, path);
  if (const auto* object = value.as_object()) return check_object(node, value, *object, path);
  if (const auto* array = value.as_array()) return check_array(node, *array, path);
  return !value.is_number() || check_number(id, value, path);
}

bool Checker::check_number(NodeId id, const Value& value, const Path* path) {
  const Node& node = program_.nodes[id];
  const int low = node.minimum ? compare(value, *node.minimum) : 1;
  const int high = node.maximum ? compare(value, *node.maximum) : -1;
  const bool good =
      (node.above_minimum ? low > 0 : low >= 0) && (node.below_maximum ? high < 0 : high <= 0);
  return good || (!is_done() && fault(path, "is " + write(value), describe(program_, id)));
}

bool Checker::check_text(NodeId id, std::string_view text, const Path* path) {
  const Node& node = program_.nodes[id];
  const bool limited = node.length.least > 0 || node.length.most != CountRange{}.most;
  if (limited) {
    const std::size_t size = count_code_points(text);
    if (!node.length.has(size)) {
      return !is_done() && fault(path, has(size, "character", "characters"),
                                 describe(node.length, "character", "characters"));
    }
  }
  if (!node.pattern || node.pattern->matches(text)) return true;
  return !is_done() && fault(path, "does not have the right form", describe(program_, id));
}

bool Checker::check_array(const Node& node, const Array& array, const Path* path) {
  const ArrayRules& rules = node.array;
  Parts parts;
  if (!rules.count.has(array.size())) {
    parts.add(
        fault(path, has(array.size(), "item", "items"), describe(rules.count, "item", "items")),
        is_done());
  } else if (rules.unique) {
    parts.add(check_unique(array, path), is_done());
  }
  for (std::size_t i = 0; i < array.size() && (parts.good() || !is_done()); ++i) {
    const NodeId below = i < rules.prefix.size() ? rules.prefix[i] : rules.items;
    if (below == kNoNode) break;
    const Path here{path, {}, i, true};
    parts.add(check_below(below, array[i], &here), is_done());
  }
  return parts.good();
}

bool Checker::check_unique(const Array& array, const Path* path) {
  constexpr std::size_t kFew = 16;
  bool twice = false;
  if (array.size() <= kFew) {
    for (auto item = array.begin(); item != array.end() && !twice; ++item) {
      twice = std::find(array.begin(), item, *item) != item;
    }
  } else {
    std::vector<std::string> texts;
    for (const Value& item : array)
      texts.push_back(write_canonical(item));
    std::sort(texts.begin(), texts.end());
    twice = std::adjacent_find(texts.begin(), texts.end()) != texts.end();
  }
  return !twice || fault(path, "has an item twice", "each item once");
}

bool Checker::check_object(const Node& node, const Value& value, const Object& object,
                           const Path* path) {
  const ObjectRules& rules = node.object;
  Parts parts;
  if (!rules.members.has(object.size())) {
    if (is_done()) return false;
    std::string expected = describe(rules.members, "member", "members");
    if (rules.members.most == 1 && !rules.properties.empty()) expected += ": " + member_list(node);
    parts.add(fault(path, has(object.size(), "member", "members"), std::move(expected)), is_done());
  }
  if (!parts.good() && is_done()) return false;
  parts.add(check_required(node, value, path), is_done());
  const bool reads = !rules.properties.empty() || !rules.patterns.empty() ||
                     rules.additional != kNoNode || rules.names != kNoNode;
  for (const Member& member : object) {
    if (!reads || (!parts.good() && is_done())) break;
    const Path here{path, member.first};
    parts.add(check_member(node, member, &here), is_done());
  }
  return parts.good();
}

// What a missing member should be may stand beside the rule that requires it: in the schema that
// the rule is a part of.
bool Checker::check_required(const Node& node, const Value& value, const Path* path) {
  bool good = true;
  for (const std::string& name : node.object.required) {
    if (value.find(name) != nullptr) continue;
    good = false;
    if (is_done()) break;
    const Path here{path, name};
    const NodeId wanted = owner_ != nullptr ? owner_->property(name) : kNoNode;
    fault(&here, "is missing", wanted != kNoNode ? describe(program_, wanted) : "a value");
  }
  return good;
}

bool Checker::check_member(const Node& node, const Member& member, const Path* path) {
  const ObjectRules& rules = node.object;
  const auto& [name, value] = member;
  Parts parts;
  if (rules.names != kNoNode && !parts.add(check_name(rules.names, name, path), is_done())) {
    return false;
  }
  NodeId below = node.property(name);
  for (const auto& [pattern, id] : rules.patterns) {
    if (!pattern.matches(name)) continue;
    if (below != kNoNode && !parts.add(check_below(below, value, path), is_done())) return false;
    below = id;
  }
  if (below == kNoNode) below = rules.additional;
  if (below == kNoNode) return parts.good();
  if (below == rules.additional && program_.nodes[below].never) {
    return !is_done() && fault(path, "is unknown", known_members(node, name));
  }
  parts.add(check_below(below, value, path), is_done());
  return parts.good();
}

bool Checker::check_name(NodeId id, const std::string& name, const Path* path) {
  const std::size_t before = faults_ != nullptr ? faults_->size() : 0;
  const bool good = check_below(id, Value(name), path);
  for (std::size_t i = before; !good && faults_ != nullptr && i < faults_->size(); ++i) {
    (*faults_)[i].message.insert(0, "has a name that ");
  }
  return good;
}

bool Checker::fault(const Path* path, std::string message, std::string expected) {
  if (is_done()) return false;
  std::string pointer;
  std::vector<const Path*> steps;
  for (; path != nullptr; path = path->above)
    steps.push_back(path);
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    pointer.push_back('/');
    if ((*step)->is_item) pointer += std::to_string((*step)->index);
    for (const char c : (*step)->name) {
      if (c == '~' || c == '/')
        pointer += c == '~' ? "~0" : "~1";
      else
        pointer.push_back(c);
    }
  }
  const bool known = std::any_of(faults_->begin(), faults_->end(), [&](const Fault& other) {
    return other.pointer == pointer && other.message == message;
  });
  if (!known) faults_->push_back({std::move(pointer), std::move(message), std::move(expected)});
  return false;
}

}  // namespace parley::json
