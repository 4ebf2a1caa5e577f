#include "call.hpp"

using namespace parley::capi;

parley_status parley_error_get_status(const parley_error* error) {
  return error == nullptr ? parley_status{PARLEY_OK}
                          : static_cast<parley_status>(error->value.status);
}

parley_str parley_error_get_message(const parley_error* error) {
  return borrow(error == nullptr ? std::string_view() : error->value.message);
}

parley_str parley_error_get_detail(const parley_error* error) {
  if (error == nullptr) return borrow({});
  return borrow(error->value.detail.empty() ? std::string_view("{}") : error->value.detail);
}

void parley_error_free(parley_error* error) {
  delete error;
}
