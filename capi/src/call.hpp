#pragma once

#include <cstddef>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/error.hpp"
#include "handles.hpp"

// What every exported function needs: look at the parameters, run the body behind a net that no
// exception passes, and hand over what came of it.
namespace parley::capi {

inline constexpr std::size_t kJsonBytes = std::size_t{1} << 20U;
inline constexpr std::size_t kBatchBytes = std::size_t{64} << 20U;

// ---- text out ----

inline parley_str borrow(std::string_view text) noexcept {
  return text.data() == nullptr ? parley_str{"", 0} : parley_str{text.data(), text.size()};
}

// ---- outcomes ----

// Hands the error to the caller, if they want one, and answers its status. Never throws.
parley_status fail(parley_error** out, Error error) noexcept;

// The error of the exception that is being handled.
Error caught() noexcept;

// Runs the body; Result<void> becomes PARLEY_OK and Result<parley_status> its value.
template <class Body>
parley_status guarded(parley_error** error, Body&& body) noexcept {
  try {
    auto outcome = std::forward<Body>(body)();
    if (!outcome.ok()) return fail(error, std::move(outcome).error());
    if constexpr (std::is_same_v<decltype(outcome), Result<parley_status>>) {
      return outcome.value();
    }
    return PARLEY_OK;
  } catch (...) {
    return fail(error, caught());
  }
}

// ---- parameters ----

Error null_argument(std::string_view name);
Error inherited_handle();
Error unavailable();  // with exactly the message that convention 12 promises

// Handles are non-null and of this process.
template <class Handle>
Result<void> usable(const Handle* handle, std::string_view name) {
  if (handle == nullptr) return null_argument(name);
  if (handle->born.inherited()) return inherited_handle();
  return {};
}

// The same, and sets the place for the answer to NULL, which must be there.
template <class Handle, class Out>
Result<void> usable(const Handle* handle, std::string_view name, Out** out) {
  if (out != nullptr) *out = nullptr;
  if (auto good = usable(handle, name); !good.ok()) return good;
  if (out == nullptr) return null_argument("the place for the answer");
  return {};
}

Result<std::string_view> text(const char* data, std::size_t size, std::string_view name);
Result<std::string_view> json(const char* data, std::size_t size, std::size_t limit = kJsonBytes);
Result<std::string_view> id(const char* data, std::size_t size, std::string_view name);

// ---- answers ----

inline Result<void> give(Result<std::string> answer, parley_result** out) {
  if (!answer.ok()) return std::move(answer).error();
  *out = new parley_result{std::move(answer).value()};
  return {};
}

template <class Handle, class Value>
Result<void> give(Result<Value> answer, Handle** out) {
  if (!answer.ok()) return std::move(answer).error();
  *out = new Handle(std::move(answer).value());
  return {};
}

// A call on a handle that takes one JSON document and answers with another.
template <class Handle, class Call>
parley_status ask(Handle* handle, std::string_view name, const char* data, std::size_t size,
                  parley_result** out, parley_error** error, Call&& call,
                  std::size_t limit = kJsonBytes) noexcept {
  return guarded(error, [&]() -> Result<void> {
    if (auto good = usable(handle, name, out); !good.ok()) return good;
    auto document = json(data, size, limit);
    if (!document.ok()) return std::move(document).error();
    return give(call(handle->value, document.value()), out);
  });
}

// A function that is not available in this version and answers with a new `out`.
template <class Handle, class Out>
parley_status not_yet(const Handle* handle, std::string_view name, Out** out,
                      parley_error** error) noexcept {
  return guarded(error, [&]() -> Result<void> {
    if (auto good = usable(handle, name, out); !good.ok()) return good;
    return unavailable();
  });
}

template <class Handle>
void release(Handle* handle) noexcept {
  if (handle != nullptr && !handle->born.inherited()) delete handle;
}

}  // namespace parley::capi
