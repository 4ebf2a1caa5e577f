#include "json/schema.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "json/schema_check.hpp"
#include "json/schema_compile.hpp"
#include "json/writer.hpp"

namespace parley::json {

Result<Schema> Schema::compile(std::string_view schema_text) {
  auto root = parse(schema_text);
  if (!root.ok()) return make_error(Status::internal, "schema is " + root.error().message);
  auto program = compile_schema(*root);
  if (!program.ok()) return std::move(program).error();
  return Schema(std::make_shared<const SchemaProgram>(*std::move(program)));
}

std::vector<Fault> Schema::check(const Value& value, std::string_view definition,
                                 std::size_t limit) const {
  std::vector<Fault> faults;
  NodeId id = 0;
  if (!definition.empty()) {
    const auto& known = program_->definitions;
    const auto found = std::find_if(known.begin(), known.end(), [definition](const auto& one) {
      return one.first == definition;
    });
    if (found == known.end()) {
      faults.push_back({"", "cannot be checked: the schema has no such definition",
                        "a definition other than " + std::string(definition)});
      return faults;
    }
    id = found->second;
  }
  // Nearly all values are good, and to find that out is cheaper without the bookkeeping of faults.
  if (Checker(*program_, nullptr, 0).check(id, value, nullptr)) return faults;
  Checker(*program_, &faults, std::max<std::size_t>(limit, 1)).check(id, value, nullptr);
  return faults;
}

Error to_error(Status status, std::string_view what, const std::vector<Fault>& faults) {
  std::string message(what);
  std::string detail;
  Writer writer(detail);
  writer.begin_object().key("errors").begin_array();
  for (const Fault& fault : faults) {
    writer.begin_object()
        .member("pointer", fault.pointer)
        .member("message", fault.message)
        .member("expected", fault.expected)
        .end_object();
  }
  writer.end_array().end_object();
  if (!faults.empty()) {
    const Fault& first = faults.front();
    message += ": " + (first.pointer.empty() ? "the document" : first.pointer) + " " +
               first.message + "; expected " + first.expected;
  }
  if (faults.size() > 1) message += " (and " + std::to_string(faults.size() - 1) + " more)";
  return make_error(status, std::move(message), std::move(detail));
}

}  // namespace parley::json
