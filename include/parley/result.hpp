#pragma once

#include <string>
#include <utility>
#include <variant>

#include "parley/status.hpp"

namespace parley {

// Why a call failed. A value: it may cross threads and outlive what it speaks of. Since 0.1.
struct Error {
  Status status = Status::internal;
  std::string message;  // one line: what was wrong, where, what would be right; never a secret
  std::string detail;   // a JSON object (pointer, provider, http_status, retryable, retry_after_ms
                        // …) or empty
};

// A value or the reason why there is none. value() and error() must only be called after ok() said
// which one it is; the other throws std::bad_variant_access (a bug in the caller, not an outcome).
// Since 0.1.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(*-explicit-*)
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(*-explicit-*)

  bool ok() const noexcept { return held_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }
  T& value() & { return std::get<0>(held_); }
  const T& value() const& { return std::get<0>(held_); }
  T&& value() && { return std::get<0>(std::move(held_)); }
  T* operator->() { return &std::get<0>(held_); }
  const T* operator->() const { return &std::get<0>(held_); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const Error& error() const& { return std::get<1>(held_); }
  Error&& error() && { return std::get<1>(std::move(held_)); }

 private:
  std::variant<T, Error> held_;
};

// Success without a value, or the reason of failure. Since 0.1.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(*-explicit-*)

  bool ok() const noexcept { return error_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }
  const Error& error() const& { return std::get<1>(error_); }
  Error&& error() && { return std::get<1>(std::move(error_)); }

 private:
  std::variant<std::monostate, Error> error_;
};

}  // namespace parley
