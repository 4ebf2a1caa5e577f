#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/value.hpp"

namespace parley::json {

struct SchemaProgram;

struct Fault {
  std::string pointer;   // RFC 6901; "" is the whole document
  std::string message;   // what is wrong, to be read behind the pointer: "is missing"
  std::string expected;  // what would be right; for a misspelt member the nearest name
};

// A compiled JSON Schema (draft 2020-12, the keywords that schemas/ uses). Immutable: one object
// serves all threads.
class Schema {
 public:
  // Status::internal when the text is no schema that we understand: a bug in schemas/, caught by a
  // test.
  static Result<Schema> compile(std::string_view schema_text);

  // All faults at once, at most `limit`; empty means valid. `definition` validates against
  // "#/$defs/<definition>" instead.
  std::vector<Fault> check(const Value& value, std::string_view definition = {},
                           std::size_t limit = 50) const;

 private:
  explicit Schema(std::shared_ptr<const SchemaProgram> program) : program_(std::move(program)) {}

  std::shared_ptr<const SchemaProgram> program_;
};

// One error of all faults: the message names the first and counts the rest, the detail is
// {"errors":[{pointer,message,expected}]}.
Error to_error(Status status, std::string_view what, const std::vector<Fault>& faults);

}  // namespace parley::json
