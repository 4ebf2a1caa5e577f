#include "schemas/schemas.hpp"

#include <cstddef>

#define PARLEY_SCHEMA(name)                     \
  extern "C" const char parley_schema_##name[]; \
  extern "C" const char parley_schema_##name##_end[];
#define PARLEY_SCHEMAS(apply)                                                                      \
  apply(engine) apply(tenant) apply(session) apply(input) apply(append) apply(submit) apply(event) \
      apply(query) apply(batch) apply(world)
PARLEY_SCHEMAS(PARLEY_SCHEMA)

namespace parley::schemas {

std::string_view find(std::string_view name) noexcept {
#define PARLEY_FIND(id)                                                               \
  if (name == #id) {                                                                  \
    return {parley_schema_##id,                                                       \
            static_cast<std::size_t>(parley_schema_##id##_end - parley_schema_##id)}; \
  }
  PARLEY_SCHEMAS(PARLEY_FIND)
#undef PARLEY_FIND
  return {};
}

}  // namespace parley::schemas
