#include "call.hpp"

using namespace parley::capi;

parley_str parley_version() {
  return borrow(parley::version());
}

parley_str parley_build_info() {
  return borrow(parley::build_info());
}

parley_str parley_schema(const char* name, size_t len) {
  if (name == nullptr) return parley_str{nullptr, 0};
  const std::string_view text = parley::schema(std::string_view(name, len));
  return text.empty() ? parley_str{nullptr, 0} : borrow(text);
}

parley_str parley_status_name(parley_status status) {
  return borrow(parley::status_name(static_cast<parley::Status>(status)));
}
