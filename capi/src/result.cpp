#include "call.hpp"

parley_str parley_result_get_json(const parley_result* result) {
  return parley::capi::borrow(result == nullptr ? std::string_view() : result->json);
}

void parley_result_free(parley_result* result) {
  delete result;
}
