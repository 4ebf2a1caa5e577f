#pragma once

#include <string>
#include <utility>

#include "parley/result.hpp"

namespace parley {

inline Error make_error(Status status, std::string message, std::string detail = {}) {
  return Error{status, std::move(message), std::move(detail)};
}

}  // namespace parley
