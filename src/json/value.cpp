#include "json/value.hpp"

#include <algorithm>

namespace parley::json {
namespace {

// Exact: 2^53 + 1 as an integer is not the double 2^53.
bool same_number(std::int64_t integer, double number) {
  return number >= -0x1p63 && number < 0x1p63 && static_cast<std::int64_t>(number) == integer &&
         static_cast<double>(static_cast<std::int64_t>(number)) == number;
}

std::vector<const Member*> sorted(const Object& object) {
  std::vector<const Member*> out;
  out.reserve(object.size());
  for (const Member& member : object)
    out.push_back(&member);
  std::sort(out.begin(), out.end(),
            [](const Member* a, const Member* b) { return a->first < b->first; });
  return out;
}

bool same_members(const Object& a, const Object& b) {
  if (a.size() != b.size()) return false;
  if (std::equal(a.begin(), a.end(), b.begin(),
                 [](const Member& x, const Member& y) { return x.first == y.first; })) {
    return std::equal(a.begin(), a.end(), b.begin(),
                      [](const Member& x, const Member& y) { return x.second == y.second; });
  }
  const auto left = sorted(a);
  const auto right = sorted(b);
  return std::equal(left.begin(), left.end(), right.begin(),
                    [](const Member* x, const Member* y) { return *x == *y; });
}

}  // namespace

double Value::number(double fallback) const {
  if (const auto* integer = as_int()) return static_cast<double>(*integer);
  const auto* real = as_double();
  return real != nullptr ? *real : fallback;
}

const Value* Value::find(std::string_view name) const {
  const Object* members = as_object();
  if (members == nullptr) return nullptr;
  for (const Member& member : *members) {
    if (member.first == name) return &member.second;
  }
  return nullptr;
}

std::string_view Value::text(std::string_view name, std::string_view fallback) const {
  const Value* member = find(name);
  const std::string* held = member != nullptr ? member->as_string() : nullptr;
  return held != nullptr ? std::string_view(*held) : fallback;
}

std::int64_t Value::integer(std::string_view name, std::int64_t fallback) const {
  const Value* member = find(name);
  if (member == nullptr) return fallback;
  if (const auto* held = member->as_int()) return *held;
  const double* real = member->as_double();
  const auto whole = real != nullptr && *real >= -0x1p63 && *real < 0x1p63
                         ? static_cast<std::int64_t>(*real)
                         : fallback;
  return real != nullptr && same_number(whole, *real) ? whole : fallback;
}

bool Value::boolean(std::string_view name, bool fallback) const {
  const Value* member = find(name);
  const bool* held = member != nullptr ? member->as_bool() : nullptr;
  return held != nullptr ? *held : fallback;
}

const Array& Value::array(std::string_view name) const {
  static const Array kNone;
  const Value* member = find(name);
  const Array* held = member != nullptr ? member->as_array() : nullptr;
  return held != nullptr ? *held : kNone;
}

const Object& Value::object(std::string_view name) const {
  static const Object kNone;
  const Value* member = find(name);
  const Object* held = member != nullptr ? member->as_object() : nullptr;
  return held != nullptr ? *held : kNone;
}

bool Value::operator==(const Value& other) const {
  if (const auto* integer = as_int(); integer != nullptr && other.as_double() != nullptr) {
    return same_number(*integer, *other.as_double());
  }
  if (const auto* integer = other.as_int(); integer != nullptr && as_double() != nullptr) {
    return same_number(*integer, *as_double());
  }
  const Object* members = as_object();
  if (members == nullptr || other.as_object() == nullptr) return held_ == other.held_;
  return same_members(*members, *other.as_object());
}

}  // namespace parley::json
