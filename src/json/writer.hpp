#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace parley::json {

class Value;

// Appends compact JSON to a string; commas and colons by itself. The caller keeps the order legal
// (a key before each member's value). Strings must be UTF-8; bytes that are not become U+FFFD.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  Writer& begin_object();
  Writer& end_object();
  Writer& begin_array();
  Writer& end_array();
  Writer& key(std::string_view name);
  Writer& value(std::string_view text);
  Writer& value(const char* text) { return value(std::string_view(text)); }
  Writer& value(const std::string& text) { return value(std::string_view(text)); }
  // Shortest form that reads back the same; null when not finite.
  Writer& value(double number);
  Writer& value(const Value& value);
  // Templates, so that neither pointers nor numbers turn into a bool, nor characters into numbers.
  template <std::same_as<bool> T>
  Writer& value(T boolean) {
    return raw(boolean ? "true" : "false");
  }
  template <std::integral T>
    requires(!std::same_as<T, bool> && !std::same_as<T, char>)
  Writer& value(T number) {
    if constexpr (std::signed_integral<T>) return integer(number);
    return natural(static_cast<std::uint64_t>(number));
  }
  Writer& null();
  // A fixed-point number of four decimals: 12345 is written 1.2345, 10000 is written 1.
  Writer& fixed_e4(std::int64_t number);
  // Ready-made JSON, taken as it is.
  Writer& raw(std::string_view json);

  template <class T>
  Writer& member(std::string_view name, const T& what) {
    key(name);
    return value(what);
  }

 private:
  void separate();
  Writer& integer(std::int64_t number);
  Writer& natural(std::uint64_t number);

  std::string& out_;
  bool first_ = true;
};

}  // namespace parley::json
