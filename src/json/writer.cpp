#include "json/writer.hpp"

#include "json/append.hpp"
#include "json/value.hpp"

namespace parley::json {

void Writer::separate() {
  if (!first_) out_.push_back(',');
  first_ = false;
}

Writer& Writer::begin_object() {
  separate();
  out_.push_back('{');
  first_ = true;
  return *this;
}

Writer& Writer::end_object() {
  out_.push_back('}');
  first_ = false;
  return *this;
}

Writer& Writer::begin_array() {
  separate();
  out_.push_back('[');
  first_ = true;
  return *this;
}

Writer& Writer::end_array() {
  out_.push_back(']');
  first_ = false;
  return *this;
}

Writer& Writer::key(std::string_view name) {
  separate();
  append_string(out_, name);
  out_.push_back(':');
  first_ = true;
  return *this;
}

Writer& Writer::value(std::string_view text) {
  separate();
  append_string(out_, text);
  return *this;
}

Writer& Writer::value(double number) {
  separate();
  append_double(out_, number);
  return *this;
}

Writer& Writer::value(const Value& value) {
  separate();
  append(out_, value);
  return *this;
}

Writer& Writer::integer(std::int64_t number) {
  separate();
  append_integer(out_, number);
  return *this;
}

Writer& Writer::natural(std::uint64_t number) {
  separate();
  append_unsigned(out_, number);
  return *this;
}

Writer& Writer::null() {
  return raw("null");
}

Writer& Writer::fixed_e4(std::int64_t number) {
  constexpr std::uint64_t kOne = 10000;
  separate();
  const auto bits = static_cast<std::uint64_t>(number);
  const std::uint64_t size = number < 0 ? 0 - bits : bits;
  if (number < 0) out_.push_back('-');
  append_unsigned(out_, size / kOne);
  std::uint64_t rest = size % kOne;
  if (rest != 0) out_.push_back('.');
  for (std::uint64_t place = kOne / 10; rest != 0; rest %= place, place /= 10) {
    out_.push_back(static_cast<char>('0' + rest / place));
  }
  return *this;
}

Writer& Writer::raw(std::string_view json) {
  separate();
  out_.append(json);
  return *this;
}

}  // namespace parley::json
