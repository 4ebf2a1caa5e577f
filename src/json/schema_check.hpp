#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "json/schema.hpp"
#include "json/schema_node.hpp"

namespace parley::json {

// Where a check stands; lives on the stack of the check and becomes a pointer only when there is a
// fault to report.
struct Path {
  const Path* above = nullptr;
  std::string_view name;  // of the member; an item has none
  std::size_t index = 0;
  bool is_item = false;
};

// One check of one value. Without a list of faults it stops at the first.
class Checker {
 public:
  Checker(const SchemaProgram& program, std::vector<Fault>* faults, std::size_t limit)
      : program_(program), faults_(faults), limit_(limit) {}

  bool check(NodeId id, const Value& value, const Path* path);

 private:
  bool check_below(NodeId id, const Value& value, const Path* path);
  bool check_options(const Node& node, const Value& value, const Path* path);
  bool check_number(NodeId id, const Value& value, const Path* path);
  bool check_text(NodeId id, std::string_view text, const Path* path);
  bool check_array(const Node& node, const Array& array, const Path* path);
  bool check_unique(const Array& array, const Path* path);
  bool check_object(const Node& node, const Value& value, const Object& object, const Path* path);
  bool check_required(const Node& node, const Value& value, const Path* path);
  bool check_member(const Node& node, const Member& member, const Path* path);
  bool check_name(NodeId id, const std::string& name, const Path* path);
  bool check_by_type(NodeId id, const Value& value, const Path* path);
  bool check_applied(const Node& node, const Value& value, const Path* path, std::size_t before);
  bool check_condition(const Node& node, const Value& value, const Path* path);
  bool check_branches(const std::vector<NodeId>& branches, bool one, const Value& value,
                      const Path* path, std::size_t before);

  // Faults of the branch that was meant; when none can be told, one fault for all.
  void explain(const std::vector<NodeId>& branches, const Value& value, const Path* path,
               std::size_t before);
  bool explain_member(const std::vector<NodeId>& branches, const Value& value, const Path* path,
                      std::size_t before);

  bool fits(NodeId id, const Value& value) const {
    return Checker(program_, nullptr, 0).check(id, value, nullptr);
  }
  bool is_done() const { return faults_ == nullptr || faults_->size() >= limit_; }
  // False, for the caller to return.
  bool fault(const Path* path, std::string message, std::string expected);

  const SchemaProgram& program_;
  std::vector<Fault>* faults_;
  std::size_t limit_;
  const Node* owner_ =
      nullptr;  // the nearest node around the current one that names members of the same value
};

// Notes whether all parts of a check were good, and says whether to go on with the next.
class Parts {
 public:
  bool add(bool good, bool done) {
    good_ = good_ && good;
    return good_ || !done;
  }
  bool good() const { return good_; }

 private:
  bool good_ = true;
};

}  // namespace parley::json
