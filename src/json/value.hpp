#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "parley/result.hpp"

namespace parley::json {

class Value;
using Array = std::vector<Value>;
using Member = std::pair<std::string, Value>;
using Object = std::vector<Member>;  // in the order of the text

// A JSON value, owned. Whole numbers that fit are integers, all others doubles.
class Value {
 public:
  Value() = default;
  Value(bool value) : held_(value) {}                            // NOLINT(*-explicit-*)
  Value(std::int64_t value) : held_(value) {}                    // NOLINT(*-explicit-*)
  Value(int value) : Value(static_cast<std::int64_t>(value)) {}  // NOLINT(*-explicit-*)
  Value(const char* value)
      : held_(std::in_place_type<std::string>, value) {}  // NOLINT(*-explicit-*)
  Value(std::string_view value)
      : held_(std::in_place_type<std::string>, value) {}  // NOLINT(*-explicit-*)
  Value(double value) : held_(value) {}                   // NOLINT(*-explicit-*)
  Value(std::string value) : held_(std::move(value)) {}   // NOLINT(*-explicit-*)
  Value(Array value) : held_(std::move(value)) {}         // NOLINT(*-explicit-*)
  Value(Object value) : held_(std::move(value)) {}        // NOLINT(*-explicit-*)

  bool is_null() const { return held_.index() == 0; }
  const bool* as_bool() const { return std::get_if<bool>(&held_); }
  const std::int64_t* as_int() const { return std::get_if<std::int64_t>(&held_); }
  const double* as_double() const { return std::get_if<double>(&held_); }
  const std::string* as_string() const { return std::get_if<std::string>(&held_); }
  const Array* as_array() const { return std::get_if<Array>(&held_); }
  const Object* as_object() const { return std::get_if<Object>(&held_); }
  Array* as_array() { return std::get_if<Array>(&held_); }
  Object* as_object() { return std::get_if<Object>(&held_); }
  bool is_number() const { return as_int() != nullptr || as_double() != nullptr; }
  double number(double fallback = 0) const;

  // The member of an object; null when this is no object or has no such member.
  const Value* find(std::string_view name) const;
  // The same with a default of the wanted type, also when the member has another type.
  std::string_view text(std::string_view name, std::string_view fallback = {}) const;
  std::int64_t integer(std::string_view name, std::int64_t fallback = 0) const;
  bool boolean(std::string_view name, bool fallback = false) const;
  const Array& array(std::string_view name) const;    // empty when absent
  const Object& object(std::string_view name) const;  // empty when absent

  bool operator==(const Value& other) const;  // members in any order; 1 equals 1.0

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> held_;
};

inline constexpr std::size_t kMaxDepth = 64;

// Parses one JSON text (UTF-8 without byte order mark, at most kMaxDepth deep, no member twice).
// The error has Status::argument and says line and column (in code points, from 1), also in its
// detail. Thread-safe; keeps about 1 MiB of buffers a thread.
Result<Value> parse(std::string_view text);

// Compact JSON; members in their order. Whole numbers are written without point and exponent, other
// doubles in the shortest form that reads back the same, doubles that JSON cannot hold as null.
std::string write(const Value& value);

// The same at the end of a string.
void append(std::string& out, const Value& value);

// The same for reading by people, indented by two blanks.
std::string write_pretty(const Value& value);

// The same with members sorted by bytes of the name: equal values give equal text, so that a hash
// can be taken.
std::string write_canonical(const Value& value);

}  // namespace parley::json
