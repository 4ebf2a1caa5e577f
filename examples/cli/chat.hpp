#pragma once

#include "parley/tenant.hpp"

#include "args.hpp"
#include "output.hpp"

namespace parley::cli {

struct ChatOptions {
  Arguments arguments;  // --session, --channel, --customer, --verbose
  bool greet = true;    // a new conversation begins with the tenant's greeting
};

// Talks until the person leaves; gives the exit code.
Result<int> chat(Tenant tenant, Output& out, const ChatOptions& options);

}  // namespace parley::cli
