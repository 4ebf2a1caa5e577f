#include "call.hpp"

#include "base/id_text.hpp"

namespace parley::capi {

parley_status fail(parley_error** out, Error error) noexcept {
  const auto status = static_cast<parley_status>(error.status);
  if (out != nullptr) *out = new (std::nothrow) parley_error{std::move(error)};
  return status;
}

Error caught() noexcept {
  try {
    try {
      throw;
    } catch (const std::bad_alloc&) {
      return Error{Status::no_memory, "out of memory", {}};
    } catch (const std::exception& bug) {
      return Error{Status::internal, std::string("a bug in parley: ") + bug.what(), {}};
    } catch (...) {
      return Error{Status::internal, "a bug in parley", {}};
    }
  } catch (...) {
    return Error{Status::no_memory, "out of memory", {}};  // short enough to need none
  }
}

Error null_argument(std::string_view name) {
  return make_error(Status::argument, std::string(name) + " is NULL; it has to be given");
}

Error inherited_handle() {
  return make_error(Status::state,
                    "the handle was inherited by fork(); open an engine in the child process");
}

Error unavailable() {
  return make_error(Status::state, "not available in this version");
}

Result<std::string_view> text(const char* data, std::size_t size, std::string_view name) {
  if (data != nullptr) return std::string_view(data, size);
  if (size == 0) return std::string_view("");
  return make_error(Status::argument, std::string(name) + " is NULL but its length is " +
                                          std::to_string(size) + "; NULL needs length 0");
}

Result<std::string_view> json(const char* data, std::size_t size, std::size_t limit) {
  auto document = text(data, size, "the document");
  if (!document.ok() || size <= limit) return document;
  return make_error(Status::limit, "the document has " + std::to_string(size) + " bytes; at most " +
                                       std::to_string(limit) + " are taken");
}

Result<std::string_view> id(const char* data, std::size_t size, std::string_view name) {
  auto bytes = text(data, size, name);
  if (!bytes.ok() || valid_id(bytes.value())) return bytes;
  return make_error(Status::argument,
                    std::string(name) + " (" + std::to_string(size) +
                        " bytes) is no id; 1 to 128 bytes of UTF-8 without control characters are");
}

}  // namespace parley::capi
