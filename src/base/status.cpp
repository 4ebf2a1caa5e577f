#include "parley/status.hpp"

namespace parley {

std::string_view status_name(Status status) noexcept {
  switch (status) {
    case Status::ok:
      return "ok";
    case Status::again:
      return "again";
    case Status::done:
      return "done";
    case Status::argument:
      return "err_argument";
    case Status::version:
      return "err_version";
    case Status::state:
      return "err_state";
    case Status::config:
      return "err_config";
    case Status::not_found:
      return "err_not_found";
    case Status::busy:
      return "err_busy";
    case Status::limit:
      return "err_limit";
    case Status::conflict:
      return "err_conflict";
    case Status::cancelled:
      return "err_cancelled";
    case Status::deadline:
      return "err_deadline";
    case Status::provider:
      return "err_provider";
    case Status::network:
      return "err_network";
    case Status::store:
      return "err_store";
    case Status::tool:
      return "err_tool";
    case Status::broken:
      return "err_broken";
    case Status::no_memory:
      return "err_nomem";
    case Status::internal:
      return "err_internal";
  }
  return "unknown";
}

}  // namespace parley
