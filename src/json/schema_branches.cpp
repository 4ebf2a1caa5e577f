#include <algorithm>

#include "json/schema_check.hpp"

namespace parley::json {
namespace {

const Value* option_in(const Node& node, const Value& value) {
  for (const Value& option : *node.options) {
    if (option == value) return &option;
  }
  return nullptr;
}

// The member that every branch fixes to one value of its own; empty when there is none.
std::string_view shared_member(const SchemaProgram& program, const std::vector<NodeId>& branches) {
  for (const auto& [name, id] : program.nodes[branches.front()].object.properties) {
    const bool everywhere = std::all_of(branches.begin(), branches.end(), [&](NodeId branch) {
      const NodeId property = program.nodes[branch].property(name);
      return property != kNoNode && program.nodes[property].options &&
             program.nodes[property].options->size() == 1;
    });
    if (everywhere) return name;
  }
  return {};
}

// Whether the members that tell branches apart (const, enum) are there and speak for this one.
bool is_meant(const SchemaProgram& program, NodeId branch, const Value& value) {
  const Node& node = program.nodes[branch];
  bool meant = false;
  if ((node.types & types_of(value)) == 0) return false;
  for (const auto& [name, id] : node.object.properties) {
    const Node& property = program.nodes[id];
    const Value* member = property.options ? value.find(name) : nullptr;
    if (member == nullptr) continue;
    if (option_in(property, *member) == nullptr) return false;
    meant = true;
  }
  return meant;
}

// The only branch for which `accept` holds; kNoNode when there are none or several.
template <class Accept>
NodeId only_one(const std::vector<NodeId>& branches, Accept accept) {
  NodeId found = kNoNode;
  for (const NodeId branch : branches) {
    if (!accept(branch)) continue;
    if (found != kNoNode) return kNoNode;
    found = branch;
  }
  return found;
}

std::string describe_branches(const SchemaProgram& program, const std::vector<NodeId>& branches) {
  std::vector<std::string> forms;
  for (const NodeId branch : branches) {
    const Node& node = program.nodes[branch];
    std::string form = describe(program, branch);
    for (std::size_t i = 0; i < node.object.required.size(); ++i) {
      if (i == 0 && node.types == kAnyType) form.clear();  // "any value with" says nothing
      if (!form.empty()) form += i > 0 ? " and " : " with ";
      form += excerpt(Value(node.object.required[i]));
    }
    forms.push_back(std::move(form));
  }
  return list_of(forms);
}

}  // namespace

bool Checker::check_applied(const Node& node, const Value& value, const Path* path,
                            std::size_t before) {
  Parts parts;
  for (const NodeId part : node.all_of) {
    if (!parts.add(check(part, value, path), is_done())) return false;
  }
  if (node.negated != kNoNode && fits(node.negated, value)) {
    const auto& required = program_.nodes[node.negated].object.required;
    const std::string name = required.empty() ? "" : excerpt(Value(required.front()));
    parts.add(is_done()          ? false
              : required.empty() ? fault(path, "is not allowed", "another value")
                                 : fault(path, "has a member " + name, "no member " + name),
              is_done());
  }
  return parts.add(check_condition(node, value, path), is_done()) &&
         parts.add(check_branches(node.any_of, false, value, path, before), is_done()) &&
         parts.add(check_branches(node.one_of, true, value, path, before), is_done()) &&
         parts.good();
}

bool Checker::check_condition(const Node& node, const Value& value, const Path* path) {
  if (node.condition == kNoNode) return true;
  const NodeId next = fits(node.condition, value) ? node.then : node.otherwise;
  return next == kNoNode || check(next, value, path);
}

bool Checker::check_branches(const std::vector<NodeId>& branches, bool one, const Value& value,
                             const Path* path, std::size_t before) {
  if (branches.empty()) return true;
  std::size_t matched = 0;
  for (const NodeId branch : branches) {
    if (!fits(branch, value)) continue;
    ++matched;
    if (!one) return true;
  }
  if (matched == 1) return true;
  if (is_done()) return false;
  if (matched == 0) {
    explain(branches, value, path, before);
    return false;
  }
  return fault(path, "fits several forms at once",
               "exactly one of " + describe_branches(program_, branches));
}

void Checker::explain(const std::vector<NodeId>& branches, const Value& value, const Path* path,
                      std::size_t before) {
  const Value* kind = value.find(shared_member(program_, branches));
  NodeId meant = only_one(branches, [&](NodeId id) {
    if (kind == nullptr) return is_meant(program_, id, value);
    const NodeId property = program_.nodes[id].property(shared_member(program_, branches));
    return option_in(program_.nodes[property], *kind) != nullptr;
  });
  if (meant == kNoNode) {
    meant = only_one(branches,
                     [&](NodeId id) { return (program_.nodes[id].types & types_of(value)) != 0; });
  }
  if (meant != kNoNode) {
    check(meant, value, path);
  } else if (!explain_member(branches, value, path, before)) {
    const bool object = value.as_object() != nullptr;
    fault(path, object ? "fits none of the forms" : "is " + std::string(type_name(value)),
          describe_branches(program_, branches));
  }
}

bool Checker::explain_member(const std::vector<NodeId>& branches, const Value& value,
                             const Path* path, std::size_t before) {
  const std::string_view name = shared_member(program_, branches);
  if (name.empty() || value.as_object() == nullptr) return false;
  if (faults_->size() > before) return true;  // the object's own rules already spoke of it
  Node all;
  all.options.emplace();
  for (const NodeId branch : branches) {
    for (const Value& option : *program_.nodes[program_.nodes[branch].property(name)].options) {
      if (option_in(all, option) == nullptr) all.options->push_back(option);
    }
  }
  const Path here{path, name};
  if (const Value* member = value.find(name)) return !check_options(all, *member, &here);
  std::vector<std::string> choices;
  for (const Value& option : *all.options)
    choices.push_back(excerpt(option));
  fault(&here, "is missing", list_of(choices));
  return true;
}

}  // namespace parley::json
