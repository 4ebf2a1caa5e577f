#pragma once

#include <string>

#include "world.hpp"

namespace parley::scenarios {

// "call FUNCTION ARGUMENTS": the function of parley.h without its prefix, on the current tenant or
// session. Those that answer nothing are taken to answer {}.
api::Expected<std::string> call_function(World& world, const std::string& function,
                                         const std::string& arguments, int line);

}  // namespace parley::scenarios
