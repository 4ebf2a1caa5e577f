// The header alone, included twice, from C++: C linkage, and types that C++ code can build on.
#define PARLEY_ALLOW_EXPERIMENTAL
#include <type_traits>

#include <parley.h>

static_assert(PARLEY_VERSION_MAJOR == 0 || PARLEY_VERSION >= 10000, "version number follows");
static_assert(std::is_standard_layout<parley_turn_options>::value, "options cross the border");
static_assert(std::is_trivially_copyable<parley_str>::value, "text is returned by value");
static_assert(sizeof(parley_str) == sizeof(void*) + sizeof(size_t), "no padding in parley_str");
static_assert(std::is_same<decltype(&parley_turn_next),
                           parley_status (*)(parley_turn*, int32_t, const parley_event**,
                                             parley_error**)>::value,
              "signature of parley_turn_next");
static_assert(
    std::is_same<decltype(&parley_world_feed),
                 parley_status (*)(parley_engine*, const char*, size_t, parley_error**)>::value,
    "signature of parley_world_feed");
