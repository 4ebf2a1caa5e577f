#pragma once

#include "json/schema_node.hpp"

namespace parley::json {

// Status::internal for keywords, types, patterns and references that we do not know, and for
// references in a circle.
Result<SchemaProgram> compile_schema(const Value& root);

}  // namespace parley::json
