#pragma once

#include <string_view>

namespace parley::schemas {

// The published JSON Schema of that name (engine, tenant, session, input, append, submit, event,
// query, batch, world), as JSON text; static, NUL-terminated. Empty when the name is unknown.
std::string_view find(std::string_view name) noexcept;

}  // namespace parley::schemas
